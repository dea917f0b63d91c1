// SPDX-License-Identifier: GPL-3.0-or-later
#include "point.hpp"

#include <algorithm>

namespace check {

namespace {

Germ operator+(const Germ& a, const Germ& b) { return {a.at + b.at, a.toward + b.toward}; }
Germ operator-(const Germ& a, const Germ& b) { return {a.at - b.at, a.toward - b.toward}; }
Germ operator*(const mpq_class& k, const Germ& a) { return {k * a.at, k * a.toward}; }

struct Happening {
  Germ time;
  const Event* event;
};

// The first time at which the potential reaches the threshold.
Value spike(const Step& step, const std::vector<Value>& values) {
  std::vector<Happening> order;
  for (const Event& e : step.events)
    if (const Value& source = values[step.arrivals[e.synapse]])
      order.push_back({{source->at + e.offset.value(), source->toward}, &e});
  std::sort(order.begin(), order.end(), [](const Happening& a, const Happening& b) {
    return (a.time - b.time).sign() < 0;
  });
  mpq_class slope;                             // of potential minus threshold,
  Germ constant{-step.threshold.value(), 0};   // slope * t + constant
  for (std::size_t i = 0; i < order.size();) {
    const Germ now = order[i].time;
    if ((slope * now + constant).sign() >= 0) return mpq_class(-1 / slope) * constant;
    for (; i < order.size() && (order[i].time - now).sign() == 0; ++i) {
      const mpq_class change = order[i].event->slope.value();
      slope += change;
      constant = constant - change * now + Germ{order[i].event->jump.value(), 0};
    }
    const int after = (slope * now + constant).sign();
    if (after > 0 || (after == 0 && slope >= 0)) return now;
  }
  if (slope <= 0) return std::nullopt;
  return mpq_class(-1 / slope) * constant;
}

Value affine(const Step& step, const std::vector<Value>& values) {
  Germ sum{step.constant.value(), 0};
  for (const Term& term : step.terms) {
    if (!values[term.source]) return std::nullopt;
    sum = sum + term.factor.value() * *values[term.source];
  }
  return sum;
}

Value branch(const Step& step, const std::vector<Value>& values) {
  const Germ& z = *values[step.source];
  return z.sign() > 0 ? z : step.slope.value() * z;
}

std::vector<Value> all_germs(const Program& program, const Point& p, const Point& q) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < p.size(); ++i) values.push_back(Germ{p[i], q[i] - p[i]});
  for (const Step& step : program.steps)
    values.push_back(step.kind == Step::Kind::affine   ? affine(step, values)
                     : step.kind == Step::Kind::branch ? branch(step, values)
                                                       : spike(step, values));
  return values;
}

}  // namespace

std::vector<Value> values_at(const Program& program, const Point& p) {
  return all_germs(program, p, p);
}

std::vector<Value> germs(const Program& program, const Point& p, const Point& q) {
  const std::vector<Value> values = all_germs(program, p, q);
  std::vector<Value> outputs;
  for (const std::size_t output : program.outputs) outputs.push_back(values[output]);
  return outputs;
}

std::vector<std::optional<mpq_class>> outputs_at(const Program& program, const Point& p) {
  std::vector<std::optional<mpq_class>> outputs;
  for (const Value& v : germs(program, p, p))
    outputs.push_back(v ? std::optional(v->at) : std::nullopt);
  return outputs;
}

}  // namespace check
