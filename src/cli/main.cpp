// SPDX-License-Identifier: GPL-3.0-or-later
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "polyspike/error.hpp"

int main(int argc, char** argv) {
  using namespace polyspike;
  std::ios::sync_with_stdio(false);
  std::string message;
  try {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const int code = run_command_line(words);
    if (std::cout.flush()) return code;
    message = "cannot write to standard output";
  } catch (const Error& error) {
    message = (error.place().file.empty() ? "verify-network: " : "") + error.str();
  } catch (const std::bad_alloc&) {
    std::cerr << "verify-network: out of memory\n";
    return exit_undecided;
  } catch (const std::exception& error) {
    std::cerr << "verify-network: internal error: " << error.what() << '\n';
    return exit_undecided;
  }
  std::cerr << message << '\n';
  return exit_unusable;
}
