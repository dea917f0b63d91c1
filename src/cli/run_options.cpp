// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/run_options.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include "polyspike/error.hpp"
#include "polyspike/rational.hpp"

namespace polyspike {

namespace {

constexpr Option options_table[] = {
    {"--json", "", "one JSON object on standard output and nothing else"},
    {"--threads", "N", "how many threads may work (default: all)"},
    {"--time-limit", "SECONDS", "give up then, exit 3"},
    {"--memory-limit", "MB", "give up above that, exit 3"},
    {"--progress", "auto|never", "a live line on standard error (auto: on a terminal)"},
    {"--domain", "FILE|BOX",
     "the domain, as \"[-1,1]x[0,1/2]\", \"[0,1]^784\" or a file"},
    {"--slice", "FILE", "an encoder and a domain for a network without encoder"},
    {"--normalize", "", ".nnet: put the file's scaling inside the network"},
    {"--help", "", "this text"},
};

// A number > 0, at most `most`.
double positive(const std::string& name, const std::string& text, double most) {
  const auto value = Rational::parse(text);
  if (!value || value->sign() <= 0 || value->approximate() > most)
    throw Error("the option " + name + " expects a number > 0, got \"" + text + "\"");
  return value->approximate();
}

std::uint64_t positive_integer(const std::string& name, const std::string& text,
                               double most) {
  const double value = positive(name, text, most);
  if (!Rational::parse(text)->is_integer())
    throw Error("the option " + name + " expects a whole number, got \"" + text + "\"");
  return static_cast<std::uint64_t>(value);
}

std::atomic<Budget*> budget_to_interrupt{nullptr};

extern "C" void on_signal(int signal) {
  budget_to_interrupt.load()->interrupt();
  std::signal(signal, SIG_DFL);
}

}  // namespace

std::span<const Option> common_options() {
  return options_table;
}

void set_run_options(const Arguments& arguments, RunOptions& options) {
  options.json = arguments.has("--json");
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  if (const auto threads = arguments.find("--threads"))
    options.threads =
        static_cast<unsigned>(positive_integer("--threads", *threads, 4096));
  if (const auto seconds = arguments.find("--time-limit"))
    options.budget.limit_seconds(positive("--time-limit", *seconds, 1e9));
  if (const auto megabytes = arguments.find("--memory-limit"))
    options.budget.limit_megabytes(positive_integer("--memory-limit", *megabytes, 1e12));
  const std::string progress = arguments.find("--progress").value_or("auto");
  if (progress != "auto" && progress != "never")
    throw Error("the option --progress expects auto or never, got \"" + progress + "\"");
  options.progress = progress == "auto" && isatty(STDERR_FILENO) != 0;
  options.read.domain = arguments.find("--domain");
  options.read.slice = arguments.find("--slice");
  options.read.normalize = arguments.has("--normalize");
}

void interrupt_on_signal(Budget& budget) {
  budget_to_interrupt = &budget;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

}  // namespace polyspike
