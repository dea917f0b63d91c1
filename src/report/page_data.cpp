// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/page_data.hpp"

#include "report/facts.hpp"

namespace polyspike {

namespace {

void write_witness(JsonWriter& out, const Refutation& refutation) {
  out.object("witness");
  if (refutation.found) out.value("found", *refutation.found);
  out.value("points", refutation.points);
  out.value("values", refutation.values);
  out.value("limits", refutation.limits);
  out.end();
}

void write_claims(JsonWriter& out, const Report& report) {
  out.array("claims");
  for (const Decided& decided : report.claims) {
    out.object();
    out.value("claim", decided.claim);
    out.value("verdict", to_string(decided.answer.verdict));
    out.value("reason", decided.answer.reason);
    if (decided.answer.refutation) write_witness(out, *decided.answer.refutation);
    out.end();
  }
  out.end();
}

std::vector<std::string> names(const std::vector<std::size_t>& indices) {
  std::vector<std::string> result;
  for (const std::size_t i : indices) result.push_back('x' + std::to_string(i + 1));
  return result;
}

void write_coordinates(JsonWriter& out, const Report& report) {
  const Flat& flat = report.problem.flat;
  std::vector<std::size_t> all(flat.ambient());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  out.value("dimension", std::uint64_t{report.partition.dimension});
  out.value("coordinates", names(flat.free));
  out.value("ambientNames", names(all));
  out.value("free", std::vector<std::uint64_t>(flat.free.begin(), flat.free.end()));
  out.array("embedding");
  for (const AffineForm& form : flat.embedding) out.value(numbers(form));
  out.end();
}

}  // namespace

void write_page_tables(JsonWriter& out, const Report& report) {
  out.array("counts");
  for (const CountRow& row : count_rows(report)) {
    out.array();
    out.value(row.name);
    out.value(row.count);
    out.value(row.meaning);
    out.end();
  }
  out.end();
  write_claims(out, report);
  out.array("facts");
  for (const auto& [name, text] : source_facts(report)) {
    out.array();
    out.value(name);
    out.value(text);
    out.end();
  }
  out.end();
}

void write_page_data(JsonWriter& out, const Report& report) {
  out.object();
  out.value("name", report.name);
  out.value("subtitle", one_line(report));
  out.value("kind", report.network.is_spiking() ? "spiking" : "relu");
  out.value("outputs", std::uint64_t{report.program.outputs.size()});
  if (!report.limit.empty()) out.value("limit", report.limit);
  write_coordinates(out, report);
  write_page_tables(out, report);
  if (fits_page(report.program)) {
    write_page_program(out, report);
  } else {
    out.value("omitted", "The network is too large to be carried in this page; "
                         "verify-network eval --trace shows its neurons at a point.");
  }
  write_page_pieces(out, report);
  out.end();
}

}  // namespace polyspike
