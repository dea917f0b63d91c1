// SPDX-License-Identifier: GPL-3.0-or-later
// Counts, claims, cells and provenance as tables.
"use strict";

function tableOf(heads, rows, numeric = []) {
  return element("table", {},
    ...(heads ? [element("thead", {}, element("tr", {}, ...heads.map((h) => element("th", {}, h))))] : []),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell, i) =>
      element("td", numeric.includes(i) ? { class: "number" } : {}, cell))))));
}

function showCounts(report) {
  const rows = report.counts.map(([name, count, what]) =>
    [name, count.toLocaleString("en").replace(/,/g, "\u2009"), element("span", { class: "about" }, what)]);
  byId("counts").replaceChildren(
    ...(report.limit ? [element("p", { class: "unknown" }, `Not complete (${report.limit}): every count is a lower bound.`)] : []),
    tableOf(null, rows, [1]));
}

function witnessNode(witness) {
  if (!witness) return "";
  const list = element("ul", { class: "rows" });
  if (witness.found !== undefined) list.append(element("li", {}, `found ${witness.found}`));
  witness.points.forEach((point, i) => list.append(element("li", {}, "at ",
    tupleNode(point.map(readValue)), " the value is ", tupleNode(witness.values[i].map(readValue)))));
  for (const limit of witness.limits || [])
    list.append(element("li", {}, "limit from one side ", tupleNode(limit.map(readValue))));
  return list;
}

const MARKS = { holds: "✓ holds", violated: "✗ violated", unknown: "? unknown" };

function showClaims(report, showPoint) {
  const target = byId("claims");
  byId("chips").replaceChildren(...report.claims.map((claim) => element("li", {},
    element("a", { href: "#verdicts" }, element("span", { class: `verdict ${claim.verdict}` }, MARKS[claim.verdict][0]),
      ` ${claim.claim}`, element("span", { class: "about" }, ` ${claim.verdict}`)))));
  if (report.claims.length === 0) return target.replaceChildren(element("p", { class: "hint" }, "No claim was asked about."));
  const rows = report.claims.map((claim) => {
    const witness = element("div", {}, witnessNode(claim.witness));
    if (claim.witness && report.evaluator && claim.witness.points.length)
      witness.append(...claim.witness.points.map((point, i) => {
        const button = element("button", { type: "button" }, claim.witness.points.length > 1 ? `show point ${i + 1}` : "show");
        button.addEventListener("click", () => showPoint(point.map(Rational.parse)));
        return button;
      }));
    return [element("span", { class: "mono" }, claim.claim),
            element("span", { class: `verdict ${claim.verdict}` }, MARKS[claim.verdict]),
            claim.witness ? witness : claim.reason];
  });
  target.replaceChildren(element("div", { class: "wide" }, tableOf(["Claim", "Verdict", "Proof or witness"], rows)));
}

function showSource(report) {
  byId("source").replaceChildren(tableOf(null, report.facts.map(([name, text]) =>
    [name, element("span", { class: name.includes("SHA") ? "mono digest" : "" }, text)])));
}

// The cells' convex pieces, a page at a time.
class CellTable {
  constructor(report, choose) {
    this.report = report;
    this.choose = choose;
    this.page = 0;
    this.length = 25;
    this.show();
  }

  pages() { return Math.max(1, Math.ceil(this.report.size / this.length)); }

  show() {
    const { report } = this;
    const button = (text, page) => {
      const node = element("button", { type: "button", disabled: page < 0 || page >= this.pages() || page === this.page }, text);
      node.addEventListener("click", () => { this.page = page; this.show(); });
      return node;
    };
    const jump = element("input", { type: "number", min: 1, max: this.pages(), value: this.page + 1, "aria-label": "Page" });
    jump.addEventListener("change", () => {
      this.page = Math.min(this.pages(), Math.max(1, Number(jump.value) || 1)) - 1;
      this.show();
    });
    const left = report.total > report.size ? ` The first ${report.size} of ${report.total} pieces are in this page; partition --regions writes all.` : "";
    byId("pager").replaceChildren(element("span", { class: "buttons" }, button("First", 0), button("Previous", this.page - 1)),
      element("span", {}, "page ", jump, ` of ${this.pages()}`),
      element("span", { class: "buttons" }, button("Next", this.page + 1), button("Last", this.pages() - 1)),
      element("span", { class: "hint" }, `${report.size} convex pieces.${left}`));
    const first = this.page * this.length, rows = [];
    for (let p = first; p < Math.min(report.size, first + this.length); ++p) rows.push(this.row(p));
    byId("cells").replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, ...["Cell", "Map", "Region", "Interior point"].map((h) => element("th", {}, h)))),
      element("tbody", {}, ...rows)));
  }

  row(p) {
    const { report } = this, names = report.coordinates;
    const row = element("tr", { class: "pick", tabindex: 0 },
      element("td", { class: "number" }, String(report.pieces.cell[p] + 1)),
      element("td", {}, element("ul", { class: "rows" }, ...mapNodes(report, report.mapOf(p)))),
      element("td", {}, element("ul", { class: "rows" }, ...report.rows(p).map((r) => element("li", {}, inequalityNode(r, names))))),
      element("td", {}, tupleNode(report.ambient(report.interior(p)))));
    row.addEventListener("click", () => this.choose(p));
    row.addEventListener("keydown", (event) => { if (event.key === "Enter") this.choose(p); });
    return row;
  }
}
