// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "program.hpp"

namespace check {

// Whether two networks side by side in one program, the first one's steps before `second`, have
// equal outputs on the whole domain, neuron by neuron: every value becomes an affine form in the
// coordinates and in atoms max(0, z), z such a form itself, and equal forms are equal values.
// FORMAT.md, "By composition". `scale`: ranges are rounded outwards to multiples of 1 / scale.
// `roles`: a word for each spike step. Returns an empty text or why it does not follow.
std::string compose(const Program& program, std::size_t second, const std::vector<Vector>& domain,
                    const mpz_class& scale, const std::vector<std::string_view>& roles);

}  // namespace check
