// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <random>

#include "program/evaluate.hpp"

using namespace polyspike;

namespace {

// A draw of small integers, so that ties and zeros occur.
int draw(std::mt19937_64& random, int low, int high) {
  return low + static_cast<int>(random() % static_cast<std::uint64_t>(high - low + 1));
}

// theory.md's order-free definition at work on P itself: P(t), left-continuous.
Rational potential(const SpikeStep& step, const std::vector<Value>& arrivals,
                   const Rational& t, bool from_right = false) {
  Rational sum;
  for (const auto& e : step.events) {
    if (!arrivals[e.synapse]) continue;
    const Rational s = t - *arrivals[e.synapse] - e.offset;
    if (s.sign() > 0) sum += e.slope * s;
    if (s.sign() > 0 || (s.is_zero() && from_right)) sum += e.jump;
  }
  return sum;
}

SpikeStep linear_neuron(const std::vector<int>& weights, int threshold) {
  SpikeStep step;
  step.threshold = threshold;
  for (std::uint32_t k = 0; k < weights.size(); ++k) {
    step.arrivals.push_back(k);
    step.synapse_names.push_back(k);
    step.events.push_back({k, 0, weights[k], 0});
  }
  step.is_linear = true;
  return step;
}

// min { t_E : W_E > theta1, P(t_E) >= theta0 + theta1 t_E } over all subsets E of events.
Value order_free(const SpikeStep& step, const std::vector<Value>& arrivals) {
  Value best;
  const std::size_t n = step.events.size();
  for (std::uint32_t set = 0; set < 1u << n; ++set) {
    Rational w = -step.threshold_slope, numerator = step.threshold;
    bool silent = false;
    for (std::uint32_t k = 0; k < n; ++k) {
      if ((set >> k & 1) == 0) continue;
      const auto& e = step.events[k];
      if (!arrivals[e.synapse]) {
        silent = true;
        break;
      }
      w += e.slope;
      numerator += e.slope * (*arrivals[e.synapse] + e.offset);
    }
    if (silent || w.sign() <= 0) continue;
    const Rational t = numerator / w;
    if (potential(step, arrivals, t) < step.threshold + step.threshold_slope * t)
      continue;
    if (!best || t < *best) best = t;
  }
  return best;
}

std::vector<Value> draw_arrivals(std::mt19937_64& random, std::size_t n) {
  std::vector<Value> arrivals;
  for (std::size_t k = 0; k < n; ++k)
    arrivals.push_back(draw(random, 0, 9) == 0 ? Value() : Value(draw(random, 0, 4)));
  return arrivals;
}

}  // namespace

TEST_CASE("linear neurons fire as the order-free formula says", "[evaluate]") {
  std::mt19937_64 random(2);
  for (int trial = 0; trial < 20000; ++trial) {
    std::vector<int> weights;
    for (int k = draw(random, 0, 6); k > 0; --k) {
      const int w = draw(random, -3, 3);
      if (w != 0) weights.push_back(w);
    }
    const SpikeStep step = linear_neuron(weights, draw(random, 1, 4));
    const auto arrivals = draw_arrivals(random, weights.size());
    const Spike spike = first_crossing(step, arrivals);
    REQUIRE(spike.time == order_free(step, arrivals));
    REQUIRE((spike.decision.kind == Decision::Kind::never) == !spike.time);
    // The causal set: exactly the events strictly before, and its own formula for the
    // time.
    Rational w, numerator = step.threshold;
    for (std::uint32_t k = 0; k < step.events.size(); ++k) {
      const auto& listed = spike.decision.events;
      const bool member = std::find(listed.begin(), listed.end(), k) != listed.end();
      REQUIRE(member == (spike.time && arrivals[k] && *arrivals[k] < *spike.time));
      if (member) w += step.events[k].slope;
      if (member) numerator += step.events[k].slope * *arrivals[k];
    }
    if (spike.time) REQUIRE(*spike.time * w == numerator);
  }
}

TEST_CASE("rising and falling threshold lines", "[evaluate]") {
  std::mt19937_64 random(3);
  for (int trial = 0; trial < 10000; ++trial) {
    std::vector<int> weights;
    for (int k = draw(random, 1, 5); k > 0; --k) weights.push_back(draw(random, 1, 3));
    SpikeStep step = linear_neuron(weights, draw(random, 1, 4));
    step.threshold_slope = Rational(draw(random, 0, 5), 2);
    const auto arrivals = draw_arrivals(random, weights.size());
    REQUIRE(first_crossing(step, arrivals).time == order_free(step, arrivals));
  }
}

TEST_CASE("kernels with jumps fire at the first time the potential reaches",
          "[evaluate]") {
  std::mt19937_64 random(4);
  int jumps = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    SpikeStep step;
    step.threshold = draw(random, 1, 3);
    const std::uint32_t n = static_cast<std::uint32_t>(draw(random, 1, 4));
    for (std::uint32_t u = 0; u < n; ++u) {
      step.arrivals.push_back(u);
      int offset = 0;
      for (int k = draw(random, 1, 3); k > 0; --k, offset += draw(random, 1, 2))
        step.events.push_back({u, offset, draw(random, -2, 2), draw(random, -2, 2)});
    }
    const auto arrivals = draw_arrivals(random, n);
    const Spike spike = first_crossing(step, arrivals);
    const auto reaches = [&](const Rational& t) {
      return potential(step, arrivals, t) >= step.threshold;
    };
    // P is affine between integers: a quarter grid sees every sign of P - theta there but
    // for crossings inside, which the exact time adds.
    const Rational end = spike.time ? *spike.time : Rational(30);
    for (Rational t = 0; t < end; t += Rational(1, 4)) REQUIRE_FALSE(reaches(t));
    if (!spike.time) continue;
    if (spike.decision.kind == Decision::Kind::crossing) {
      REQUIRE(potential(step, arrivals, end) == step.threshold);
    } else {
      ++jumps;
      REQUIRE_FALSE(reaches(end));
      REQUIRE(potential(step, arrivals, end, true) >= step.threshold);
      REQUIRE(step.events[spike.decision.jump_event].jump.sign() > 0);
      REQUIRE(reaches(end + Rational(1, 1000)));
    }
  }
  REQUIRE(jumps > 100);
}
