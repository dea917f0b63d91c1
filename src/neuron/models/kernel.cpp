// SPDX-License-Identifier: GPL-3.0-or-later
#include "neuron/model.hpp"

namespace polyspike::neuron_models {

namespace {

bool increases(const Parameters& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].size() != 3 ||
        (i == 0 ? rows[0][0].sign() < 0 : rows[i][0] <= rows[i - 1][0]))
      return false;
  return !rows.empty();
}

Response from_rows(const Parameters& rows) {
  Response response;
  for (const auto& row : rows) response.breakpoints.push_back({row[0], row[1], row[2]});
  return response;
}

}  // namespace

// Any piecewise-linear response: {"kernel": [[time, slope change, jump], ...]}.
NeuronModel kernel() {
  return {.name = "kernel",
          .parameters = "rows [time, slope change, jump] with increasing times >= 0",
          .accepts = increases,
          .response = from_rows};
}

}  // namespace polyspike::neuron_models
