// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/text.hpp"

#include <cmath>
#include <cstdio>

namespace polyspike {

std::string rounded(double value) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.3f", value);
  std::string text = digits;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string escaped_for_tex(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("#$%&_{}").find(c) != std::string_view::npos) {
      result += '\\';
      result += c;
    } else if (c == '<' || c == '>' || c == '|') {  // other letters outside mathematics
      result += '$';
      result += c;
      result += '$';
    } else if (c == '\\' || c == '^' || c == '~') {
      result += "\\char`\\";
      result += c;
      result += ' ';
    } else {
      result += c;
    }
  }
  return result;
}

std::string formula(const AffineForm& form) {
  Rational denominator = form.constant.denominator();
  for (const Rational& g : form.gradient) denominator = lcm(denominator, g.denominator());
  std::string text;
  int terms = 0;
  const auto add = [&](const Rational& c, const std::string& name) {
    if (c.is_zero()) return;
    const Rational size = abs(c);
    text += text.empty() ? (c.sign() < 0 ? "-" : "") : (c.sign() < 0 ? " - " : " + ");
    if (name.empty() || size != Rational(1)) text += size.str();
    text += name;
    ++terms;
  };
  add(form.constant * denominator, "");
  for (std::size_t i = 0; i < form.gradient.size(); ++i)
    add(form.gradient[i] * denominator, "x_" + std::to_string(i + 1));
  if (terms == 0) return "0";
  if (denominator == Rational(1)) return text;
  return (terms > 1 ? "(" + text + ")" : text) + "/" + denominator.str();
}

}  // namespace polyspike
