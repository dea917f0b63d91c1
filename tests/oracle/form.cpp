// SPDX-License-Identifier: GPL-3.0-or-later
#include "oracle/form.hpp"

#include <algorithm>

namespace polyspike::oracle {

Form Form::coordinate(std::size_t dimension, std::size_t i) {
  Form form = zero(dimension);
  form.gradient[i] = 1;
  return form;
}

Q Form::at(const Vector& point) const {
  Q value = constant;
  for (std::size_t i = 0; i < gradient.size(); ++i)
    if (gradient[i] != 0) value += gradient[i] * point[i];
  return value;
}

bool Form::is_constant() const {
  return std::all_of(gradient.begin(), gradient.end(), [](const Q& g) { return g == 0; });
}

Form Form::after(const std::vector<Form>& x) const {
  Form form = zero(x.empty() ? 0 : x.front().dimension());
  form.constant = constant;
  for (std::size_t i = 0; i < gradient.size(); ++i)
    if (gradient[i] != 0) form += gradient[i] * x[i];
  return form;
}

Form Form::normalized() const {
  for (const Q& g : gradient)
    if (g != 0) return Q(1) / abs(g) * *this;
  return *this;
}

Form& Form::operator+=(const Form& other) {
  constant += other.constant;
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += other.gradient[i];
  return *this;
}

Form& Form::operator-=(const Form& other) {
  constant -= other.constant;
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] -= other.gradient[i];
  return *this;
}

Form& Form::operator*=(const Q& factor) {
  constant *= factor;
  for (Q& g : gradient) g *= factor;
  return *this;
}

Form operator+(Form a, const Q& constant) {
  a.constant += constant;
  return a;
}

Form operator-(Form a, const Q& constant) {
  a.constant -= constant;
  return a;
}

bool operator<(const Form& a, const Form& b) {
  if (a.constant != b.constant) return a.constant < b.constant;
  return a.gradient < b.gradient;
}

}  // namespace polyspike::oracle
