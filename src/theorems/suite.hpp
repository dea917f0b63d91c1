// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "theorems/theorem.hpp"

namespace polyspike {

// Collects the instances of one family of theorems.
class Suite {
 public:
  explicit Suite(std::string family) : family_(std::move(family)) {}

  // The theorem that the instances added from now on are of.
  void claim(std::string text) { claim_ = std::move(text); }
  // An instance with its statements as lines; throws std::logic_error where one is none.
  Theorem& add(std::string name, std::string instance, Network network,
               const std::vector<std::string>& statements);
  // An instance without a network.
  Theorem& add(std::string name, std::string instance, Search search);

  std::vector<Theorem> take() && { return std::move(theorems_); }

 private:
  std::string family_, claim_;
  std::vector<Theorem> theorems_;
};

// A family: one file src/theorems/family_NAME.cpp.
struct Family {
  std::string_view name;
  std::vector<Theorem> (*make)();
};
// In the order in which they are shown.
std::span<const Family> families();

std::vector<Theorem> piecewise_linear_theorems();
std::vector<Theorem> positive_theorems();
std::vector<Theorem> jump_theorems();
std::vector<Theorem> one_layer_theorems();
std::vector<Theorem> to_spiking_theorems();
std::vector<Theorem> to_relu_theorems();
std::vector<Theorem> counting_theorems();
std::vector<Theorem> shape_theorems();
std::vector<Theorem> correction_theorems();

}  // namespace polyspike
