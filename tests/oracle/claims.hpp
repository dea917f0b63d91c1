// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "oracle/strata.hpp"

// The claims decided from strata of every dimension, on the whole closed domain and for
// every output.
namespace polyspike::oracle {

// A model with its strata of all dimensions.
struct Survey {
  Model model;
  Frame frame;
  std::vector<Stratum> strata;

  // The strata of the domain's dimension.
  std::vector<Stratum> full() const;
};

Survey survey(const Model& model, const Frame& frame,
              Definition definition = Definition::scan, std::size_t limit = 20000);

// Finite everywhere.
bool fires(const Survey& survey);
// `inf` is an isolated point.
bool continuous(const Survey& survey);
// Non-decreasing in every input; `inf` is above all numbers.
bool monotone(const Survey& survey);
// Violated where some output is `inf`.
bool concave(const Survey& survey);
bool convex(const Survey& survey);
// |f (x) - f (y)| <= bound |x - y| in sup norms; violated where some output is `inf`.
bool lipschitz(const Survey& survey, const Q& bound);
// The least such bound of a network that is continuous and fires everywhere.
Q lipschitz_constant(const Survey& survey);

// The infimum and supremum of one output, `inf` above all numbers (nullopt), and whether
// they are values of it.
struct Extremes {
  Extended least, greatest;
  bool attains_least = false, attains_greatest = false;
};
Extremes extremes(const Survey& survey, std::size_t output);

enum class Relation { at_least, above, at_most, below };
bool bounded(const Survey& survey, std::size_t output, Relation relation, const Q& bound);

// Whether the first half of the outputs of a model side_by_side equals the second half.
bool halves_equal(const Survey& survey);
// sup |first half - second half| over all outputs where both are finite; nullopt if at
// some point exactly one of them is `inf`.
Extended deviation(const Survey& survey);

// What the neurons (in their order) do on the whole closed domain.
enum class Activity { dead, always, sometimes };
std::vector<Activity> activities(const Survey& survey);

// The limits at the point of the outputs on the full-dimensional strata around it.
std::vector<std::vector<Extended>> limits_at(const std::vector<Stratum>& full_strata,
                                             const Vector& y);

}  // namespace polyspike::oracle
