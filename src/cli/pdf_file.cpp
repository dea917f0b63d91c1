// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/pdf_file.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "formats/output_file.hpp"
#include "polyspike/error.hpp"

extern char** environ;

namespace polyspike {

namespace {

namespace fs = std::filesystem;

// A folder of one's own, gone at the end.
struct ScratchFolder {
  fs::path path;
  ScratchFolder() {
    std::string name = fs::temp_directory_path() / "polyspike-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw Error("cannot make a folder for pdflatex");
    path = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
};

// Runs a program with its output thrown away; whether it could be run and succeeded.
bool run_silently(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, arguments[0], &actions, nullptr,
                                  arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  return failed == 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

}  // namespace

bool has_pdflatex() {
  return run_silently({"pdflatex", "--version"});
}

void write_pdf(const std::string& path, const std::string& document) {
  if (!has_pdflatex())
    throw Error(Place{path, 1, 1},
                "pdflatex is not installed (Debian: texlive-latex-base and "
                "texlive-pictures); expected it for .pdf, use .svg or .tex");
  const ScratchFolder folder;
  const fs::path source = folder.path / "figure.tex", made = folder.path / "figure.pdf";
  std::ofstream(source) << document;
  if (!run_silently({"pdflatex", "-interaction=nonstopmode", "-halt-on-error",
                     "-no-shell-escape", "-output-directory=" + folder.path.string(),
                     source.string()}))
    throw Error(Place{path, 1, 1},
                "pdflatex failed, expected the LaTeX package tikz (Debian: "
                "texlive-pictures) and a figure that fits its memory; use .svg or .tex");
  OutputFile file(path);
  file.stream() << std::ifstream(made, std::ios::binary).rdbuf();
  file.commit();
}

}  // namespace polyspike
