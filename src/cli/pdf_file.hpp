// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace polyspike {

// Whether pdflatex can be run.
bool has_pdflatex();
// Sets a LaTeX document and puts the PDF at `path`; throws Error where pdflatex is missing
// or fails.
void write_pdf(const std::string& path, const std::string& document);

}  // namespace polyspike
