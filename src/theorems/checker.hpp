// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>

namespace polyspike {

// The independent checker, check-certificate, run as a program of its own.
class Checker {
 public:
  // The one beside this program, else the first on PATH; nothing if there is none.
  static std::optional<Checker> find();

  // Its exit code for a certificate, 0 verified, 1 rejected, 3 holey; 2 also where it could
  // not be run. Where no networks are given they lie beside the certificate.
  int run(const std::string& certificate, std::span<const std::string> networks = {}) const;

 private:
  explicit Checker(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace polyspike
