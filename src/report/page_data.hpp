// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/json_writer.hpp"
#include "report/report.hpp"

namespace polyspike {

// The report as one JSON object for the page's script (src/report/page/data.js).
void write_page_data(JsonWriter& out, const Report& report);

// Its parts: the network for evaluation in the page, or false where it is too large for one;
bool fits_page(const Program& program);
void write_page_program(JsonWriter& out, const Report& report);
// pieces, borders and values of their own;
void write_page_pieces(JsonWriter& out, const Report& report);
// claims, counts and where all this comes from.
void write_page_tables(JsonWriter& out, const Report& report);

// Rationals with spaces between: the constant, then the gradient.
std::string numbers(const AffineForm& form);

}  // namespace polyspike
