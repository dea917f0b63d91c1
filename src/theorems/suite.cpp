// SPDX-License-Identifier: GPL-3.0-or-later
#include "theorems/suite.hpp"

#include <stdexcept>

namespace polyspike {

Theorem& Suite::add(std::string name, std::string instance, Network network,
                    const std::vector<std::string>& statements) {
  Theorem theorem;
  theorem.family = family_;
  theorem.claim = claim_;
  theorem.name = std::move(name);
  theorem.instance = std::move(instance);
  for (const std::string& line : statements) {
    auto statement = parse_statement(line, network.outputs());
    if (!statement) throw std::logic_error("Suite: no statement: " + line);
    theorem.statements.push_back(std::move(*statement));
  }
  theorem.network = std::move(network);
  theorems_.push_back(std::move(theorem));
  return theorems_.back();
}

Theorem& Suite::add(std::string name, std::string instance, Search search) {
  Theorem theorem;
  theorem.family = family_;
  theorem.claim = claim_;
  theorem.name = std::move(name);
  theorem.instance = std::move(instance);
  theorem.search = std::move(search);
  theorems_.push_back(std::move(theorem));
  return theorems_.back();
}

std::span<const Family> families() {
  static constexpr Family table[] = {{"T1", piecewise_linear_theorems},
                                     {"T1+", positive_theorems},
                                     {"T2", jump_theorems},
                                     {"T3", one_layer_theorems},
                                     {"T4", to_spiking_theorems},
                                     {"T5", to_relu_theorems},
                                     {"counts", counting_theorems},
                                     {"shapes", shape_theorems},
                                     {"corrections", correction_theorems}};
  return table;
}

}  // namespace polyspike
