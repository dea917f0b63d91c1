// SPDX-License-Identifier: GPL-3.0-or-later
#include "mutate/judge.hpp"

#include <sstream>
#include <vector>

#include "formats/domain.hpp"
#include "oracle/counts.hpp"

namespace polyspike::mutate {

using oracle::Q;

struct Judge::Statement {
  std::vector<std::string> digests;
  std::string surroundings;  // its lines
  std::optional<AffineMap> encoder;
  std::optional<Domain> domain;
  std::vector<std::pair<bool, std::string>> claims;
};

void Judge::add(const std::string& digest, const Network& network) {
  networks_.emplace(digest, network);
}

namespace {

std::vector<Rational> numbers(std::istringstream& words) {
  std::vector<Rational> result;
  for (std::string word; words >> word;) result.push_back(Rational::parse(word).value());
  return result;
}

HalfSpace half_space(const std::vector<Rational>& row) {
  HalfSpace result;
  result.form.constant = row[0];
  result.form.gradient.assign(row.begin() + 1, row.end());
  return result;
}

// The statement of a certificate that the checker accepted.
template <typename Statement>
Statement read(const std::string& certificate) {
  Statement statement;
  std::istringstream lines(certificate);
  for (std::string line; std::getline(lines, line) && line != "proof";) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "network" || word == "network-normalized") {
      statement.digests.emplace_back();
      words >> statement.digests.back();
      continue;
    }
    if (word == "claim") {
      std::string verdict, text;
      words >> verdict >> text;
      statement.claims.emplace_back(verdict == "holds", text);
      continue;
    }
    if (word == "encoder") {
      statement.encoder.emplace();
    } else if (word == "domain") {
      statement.domain.emplace();
      words >> statement.domain->dimension;
    } else if (word == "row") {
      const auto row = numbers(words);
      statement.encoder->biases.push_back(row[1] / row[0]);
      statement.encoder->weights.emplace_back();
      for (std::size_t j = 2; j < row.size(); ++j)
        statement.encoder->weights.back().push_back(row[j] / row[0]);
    } else if (word == "ge") {
      statement.domain->half_spaces.push_back(half_space(numbers(words)));
    } else {
      continue;
    }
    statement.surroundings += line + '\n';
  }
  return statement;
}

// The number after the prefix, if the text starts with it.
std::optional<Rational> number_after(const std::string& text, const std::string& prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return Rational::parse(text.substr(prefix.size()));
}

std::optional<bool> count_is(const std::string& text, const oracle::Survey& survey) {
  const oracle::Counts counts = oracle::count(survey.model, survey.full());
  const std::pair<const char*, std::size_t> all[] = {
      {"cells=", counts.cells},           {"cell-components=", counts.cell_components},
      {"causal-pieces=", counts.causal_pieces}, {"linear-regions=", counts.linear_regions},
      {"distinct-maps=", counts.distinct_maps}, {"never-regions=", counts.never_regions}};
  for (const auto& [name, count] : all)
    if (const auto number = number_after(text, name))
      return *number == Rational(static_cast<std::int64_t>(count));
  return std::nullopt;
}

std::optional<bool> bound_holds(const std::string& text, const oracle::Survey& survey) {
  using oracle::Relation;
  if (!text.starts_with("output")) return std::nullopt;
  const std::size_t at = text.find_first_not_of("0123456789", 6);
  const std::string relation = text.substr(at, text.find_first_not_of("<>=", at) - at);
  const auto bound = Rational::parse(text.substr(at + relation.size()));
  const Relation kind = relation == ">="  ? Relation::at_least
                        : relation == "<=" ? Relation::at_most
                        : relation == ">"  ? Relation::above
                                           : Relation::below;
  bool holds = true;
  for (std::size_t o = 0; o < survey.model.outputs.size(); ++o)
    if (at == 6 || std::stoul(text.substr(6, at - 6)) == o + 1)
      holds = holds && oracle::bounded(survey, o, kind, oracle::from(bound.value()));
  return holds;
}

std::optional<bool> deviation_holds(const std::string& text, const oracle::Survey& survey) {
  const auto least = number_after(text, "deviation>="), most = number_after(text, "deviation<=");
  if (!least && !most && text != "deviation>=inf") return std::nullopt;
  const oracle::Extended found = oracle::deviation(survey);
  if (!least && !most) return !found;
  return least ? !found || *found >= oracle::from(*least) : found && *found <= oracle::from(*most);
}

std::optional<bool> neuron_does(const std::string& text, const oracle::Survey& survey) {
  const std::size_t at = text.find('=');
  if (!text.starts_with("neuron") || at == std::string::npos) return std::nullopt;
  static const char* const names[] = {"dead", "always", "sometimes"};
  const auto activities = oracle::activities(survey);
  const std::size_t k = std::stoul(text.substr(6, at - 6));
  return names[static_cast<std::size_t>(activities.at(k - 1))] == text.substr(at + 1);
}

std::optional<bool> holds(const std::string& text, const oracle::Survey& survey) {
  if (text == "piecewise-linear") return true;
  if (text == "continuous") return oracle::continuous(survey);
  if (text == "monotone") return oracle::monotone(survey);
  if (text == "concave") return oracle::concave(survey);
  if (text == "convex") return oracle::convex(survey);
  if (text == "fires") return oracle::fires(survey);
  if (text == "equal") return oracle::halves_equal(survey);
  if (const auto bound = number_after(text, "lipschitz<="))
    return oracle::lipschitz(survey, oracle::from(*bound));
  for (const auto judge : {count_is, bound_holds, deviation_holds, neuron_does})
    if (const auto result = judge(text, survey)) return result;
  return std::nullopt;
}

}  // namespace

const oracle::Survey* Judge::survey(const Statement& statement) {
  std::string key = statement.surroundings;
  for (const std::string& digest : statement.digests) key += digest + ' ';
  const auto [place, fresh] = surveys_.try_emplace(key);
  if (!fresh) return place->second ? &*place->second : nullptr;
  std::optional<oracle::Model> model;
  for (const std::string& digest : statement.digests) {
    Network network = networks_.at(digest);
    if (statement.encoder && !network.encoder) network.encoder = statement.encoder;
    const oracle::Model own = oracle::model_of(network);
    model = model ? oracle::side_by_side(*model, own) : own;
  }
  const Domain domain = statement.domain ? *statement.domain : *networks_.at(statement.digests[0]).domain;
  try {
    check_domain(domain, {});
    const auto frame = oracle::frame_of(domain);
    if (frame) place->second = oracle::survey(*model, *frame, oracle::Definition::scan, 400);
  } catch (const Error&) {
  } catch (const oracle::TooLarge&) {
  }
  return place->second ? &*place->second : nullptr;
}

std::optional<bool> Judge::is_true(const std::string& certificate) {
  const auto statement = read<Statement>(certificate);
  const oracle::Survey* const found = survey(statement);
  if (found == nullptr) return std::nullopt;
  for (const auto& [expected, text] : statement.claims) {
    const auto verdict = holds(text, *found);
    if (!verdict) return std::nullopt;
    if (*verdict != expected) return false;
  }
  return true;
}

}  // namespace polyspike::mutate
