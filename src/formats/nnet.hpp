// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/source_text.hpp"
#include "polyspike/network.hpp"

namespace polyspike {

// A network in the .nnet text format (Julian, Stanford 2016), every decimal exactly.
// Not normalized: the function of the stored weights on normalised inputs, its domain the
// file's minimums and maximums mapped by (x - mean) / range, outputs raw. Normalized: the
// scaling of inputs and outputs inside the first and last layer, domain in physical
// units.
Network read_nnet(const SourceText& source, bool normalize);

}  // namespace polyspike
