// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/table.hpp"

#include <algorithm>
#include <ostream>

#include "report/text.hpp"

namespace polyspike {

namespace {

// sum_{i <= d} C(n, i): the most regions that n hyperplanes cut R^d into.
Rational arrangement_bound(std::size_t n, std::size_t d) {
  Rational sum(1), binomial(1);
  for (std::size_t i = 1; i <= std::min(n, d); ++i) {
    binomial *= Rational(static_cast<std::int64_t>(n - i + 1));
    binomial /= Rational(static_cast<std::int64_t>(i));
    sum += binomial;
  }
  return sum;
}

Rational layered_bound(const Network& network) {
  Rational bound(1);
  std::size_t least = std::min(network.inputs(), network.body_inputs());
  for (const Layer& layer : network.layered().layers) {
    const std::size_t width = layer.map.outputs();
    if (layer.activation != "identity") bound *= arrangement_bound(width, least);
    least = std::min(least, width);
  }
  return bound;
}

// The causal sets of positive weight; nothing where there are too many to list.
std::optional<Rational> causal_sets(const SpikingNeuron& neuron, bool& sums_positive) {
  std::vector<Rational> sums{Rational(0)};
  for (const Synapse& synapse : neuron.synapses) {
    if (synapse.weight.is_zero()) continue;
    if (sums.size() > std::size_t{1} << 18) return std::nullopt;
    const std::size_t count = sums.size();
    for (std::size_t i = 0; i < count; ++i) sums.push_back(sums[i] + synapse.weight);
  }
  sums_positive = sums.back().sign() > 0;
  return Rational(static_cast<std::int64_t>(std::count_if(
      sums.begin(), sums.end(), [](const Rational& sum) { return sum.sign() > 0; })));
}

std::optional<Rational> spiking_bound(const SpikingNetwork& network) {
  if (!network.response.is_linear()) return std::nullopt;
  Rational bound(1);
  std::vector<bool> may_be_silent;
  for (const SpikingNeuron& neuron : network.neurons) {
    bool sums_positive = false;
    auto sets = causal_sets(neuron, sums_positive);
    if (!sets) return std::nullopt;
    const bool silent =
        !sums_positive ||
        std::any_of(neuron.synapses.begin(), neuron.synapses.end(), [&](const Synapse& s) {
          return s.from.kind == Source::Kind::neuron && may_be_silent[s.from.index];
        });
    may_be_silent.push_back(silent);
    bound *= *sets + Rational(silent ? 1 : 0);
  }
  return bound;
}

// Digits in groups of three; a power of ten for what is long.
std::string table_number(const Rational& number) {
  const std::string digits = number.str();
  if (digits.size() > 12)
    return std::string("$")
        .append(digits, 0, 1)
        .append(".")
        .append(digits, 1, 2)
        .append("\\cdot 10^{")
        .append(std::to_string(digits.size() - 1))
        .append("}$");
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += "\\,";
    text += digits[i];
  }
  return text;
}

std::string table_number(std::uint64_t number) {
  return table_number(Rational(static_cast<std::int64_t>(number)));
}

}  // namespace

std::optional<Rational> cell_bound(const Network& network) {
  if (network.is_spiking()) return spiking_bound(network.spiking());
  return layered_bound(network);
}

void write_latex_table(std::ostream& out, const std::vector<TableRow>& rows) {
  out << "% made by verify-network report --table; every count is exact\n"
         "\\begin{tabular}{lrrrrrrrr}\n\\hline\n"
         "network & inputs & neurons & weights & cells & bound & regions & maps & silent"
         " \\\\\n\\hline\n";
  for (const TableRow& row : rows) {
    const Counts& c = row.counts;
    out << escaped_for_tex(row.name);
    for (const std::uint64_t number :
         {std::uint64_t{row.inputs}, std::uint64_t{row.size.neurons},
          std::uint64_t{row.size.connections}})
      out << " & " << table_number(number);
    out << " & " << (c.complete ? "" : "$\\geq$ ") << table_number(c.cells) << " & "
        << (row.bound ? table_number(*row.bound) : "--");
    for (const std::uint64_t number : {c.linear_regions, c.distinct_maps, c.never_regions})
      out << " & " << table_number(number);
    out << " \\\\\n";
  }
  out << "\\hline\n\\end{tabular}\n";
}

}  // namespace polyspike
