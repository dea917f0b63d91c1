// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the network named on the command line and prints its outputs at 0 and at 1/2.
#include <iostream>
#include <polyspike/error.hpp>
#include <polyspike/evaluate.hpp>
#include <polyspike/read_network.hpp>

int main(int, char** argv) {
  try {
    const polyspike::Network network = polyspike::read_network(argv[1]);
    for (const polyspike::Rational& x : {polyspike::Rational(0), polyspike::Rational(1, 2)}) {
      const polyspike::Point point(network.inputs(), x);
      for (const polyspike::Value& value : polyspike::evaluate(network, point))
        std::cout << polyspike::to_string(value) << '\n';
    }
  } catch (const polyspike::Error& error) {
    std::cerr << error.str() << '\n';
    return 2;
  }
}
