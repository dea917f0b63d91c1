// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/pdf_file.hpp"

#include <fstream>
#include <vector>

#include "formats/output_file.hpp"
#include "polyspike/error.hpp"
#include "process/run_program.hpp"
#include "process/scratch_folder.hpp"

namespace polyspike {

namespace {

namespace fs = std::filesystem;

bool succeeds(std::vector<std::string> words) {
  return run_program(std::move(words)) == 0;
}

}  // namespace

bool has_pdflatex() {
  return succeeds({"pdflatex", "--version"});
}

void write_pdf(const std::string& path, const std::string& document) {
  if (!has_pdflatex())
    throw Error(Place{path, 1, 1},
                "pdflatex is not installed (Debian: texlive-latex-base and "
                "texlive-pictures); expected it for .pdf, use .svg or .tex");
  const ScratchFolder folder;
  const fs::path source = folder.path() / "figure.tex", made = folder.path() / "figure.pdf";
  std::ofstream(source) << document;
  if (!succeeds({"pdflatex", "-interaction=nonstopmode", "-halt-on-error",
                     "-no-shell-escape", "-output-directory=" + folder.path().string(),
                     source.string()}))
    throw Error(Place{path, 1, 1},
                "pdflatex failed, expected the LaTeX package tikz (Debian: "
                "texlive-pictures) and a figure that fits its memory; use .svg or .tex");
  OutputFile file(path);
  file.stream() << std::ifstream(made, std::ios::binary).rdbuf();
  file.commit();
}

}  // namespace polyspike
