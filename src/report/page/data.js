// SPDX-License-Identifier: GPL-3.0-or-later
// The report's data, read from the page, with what is computed from it on demand.
"use strict";

function middleOf(corners) {
  const q = corners.split(" ").map(Number), n = q.length / 2;
  return [0, 1].map((axis) => q.reduce((sum, x, i) => sum + (i % 2 === axis ? x / n : 0), 0));
}

class Report {
  constructor(data) {
    Object.assign(this, data);
    this.size = this.pieces.cell.length;
    this.evaluator = data.program ? new Program(data.program) : null;
    this.formCache = new Map();
    this.mapCache = new Map();
    this.runCache = new Map();
    this.embedding = data.embedding.map(parseForm);
  }

  form(i) {
    if (!this.formCache.has(i)) this.formCache.set(i, parseForm(this.forms[i]));
    return this.formCache.get(i);
  }

  // The facets of a piece, forms >= 0 inside; in the plane counter-clockwise.
  rows(piece) {
    return this.pieces.rows[piece].split(" ").map(Number).map((signed) => {
      const form = this.form(Math.abs(signed) - 1);
      return signed > 0 ? form : { constant: form.constant.neg(),
                                   gradient: form.gradient.map((g) => g.neg()) };
    });
  }

  // Per output a form, or null where it is inf.
  map(m) {
    if (!this.mapCache.has(m))
      this.mapCache.set(m, this.maps[m].map((text) => (text === null ? null : parseForm(text))));
    return this.mapCache.get(m);
  }
  mapOf(piece) { return this.map(this.pieces.map[piece]); }

  // A point strictly inside a piece, with as few decimals as one near its middle has.
  interior(piece) {
    const given = this.pieces.interior[piece].split(" ").map(Rational.parse);
    const middle = this.pieces.corners ? middleOf(this.pieces.corners[piece]) : given.map((q) => q.toNumber());
    const rows = this.rows(piece);
    for (let digits = 0; digits < 13; ++digits) {
      const point = middle.map((x) => Rational.parse(x.toFixed(digits)));
      if (point.every((q) => q !== null) && rows.every((row) => formAt(row, point).sign() > 0)) return point;
    }
    return given;
  }
  // A point of the domain's hull in the domain's own coordinates.
  ambient(point) { return this.embedding.map((form) => formAt(form, point)); }

  // The network's run at a piece's interior point.
  runIn(piece) {
    if (!this.evaluator) return null;
    if (!this.runCache.has(piece)) {
      if (this.runCache.size > 64) this.runCache.clear();
      this.runCache.set(piece, this.evaluator.run(this.ambient(this.interior(piece))));
    }
    return this.runCache.get(piece);
  }

  // The exact corner of a planar piece where its side i begins.
  corner(piece, i) {
    const rows = this.rows(piece);
    return meet(rows[(i + rows.length - 1) % rows.length], rows[i]);
  }

  contains(piece, point) {
    return this.rows(piece).every((row) => formAt(row, point).sign() >= 0);
  }

  neverFires(piece, output) {
    const map = this.mapOf(piece);
    return output === null ? map.some((form) => form === null) : map[output] === null;
  }
}
