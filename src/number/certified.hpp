// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace polyspike {

// False only in the benchmark's twin of the engines, which measures what exactness costs: it
// takes signs from the doubles alone, and what is small for zero.
#ifdef POLYSPIKE_PLAIN_DOUBLES
inline constexpr bool is_certified = false;
#else
inline constexpr bool is_certified = true;
#endif

}  // namespace polyspike
