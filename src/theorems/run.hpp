// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theorems/checker.hpp"
#include "theorems/instance_folder.hpp"
#include "theorems/theorem.hpp"

namespace polyspike {

// Decides a theorem's statements, writes its files with a certificate into the folder and
// has that checked where there is a checker.
TheoremRow run_theorem(const Theorem& theorem, const InstanceFolder& folder,
                       const std::optional<Checker>& checker, Budget& budget);

// Whether each holds as expected: refuted where one does not, else not proved where one
// is not known.
TheoremRow::Verdict judge(std::span<const Statement> statements,
                          std::span<const Finding> findings);

// Seconds of CPU time that this process has used.
double cpu_seconds();

}  // namespace polyspike
