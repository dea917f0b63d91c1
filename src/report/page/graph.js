// SPDX-License-Identifier: GPL-3.0-or-later
// The picture of a domain of dimension one: the graph of every output, with rings at limits
// that are not the value and discs at the value.
"use strict";

const CURVES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];
const DASHES = [[], [9, 5], [2, 5]];

class GraphPicture {
  constructor(report) {
    this.report = report;
    this.equal = false;
    this.output = 0;
    this.byValue = false;
    this.names = [report.coordinates[0], "f"];
    this.stretches = report.stretches.map(([low, high]) => ({
      low: Rational.parse(low), high: Rational.parse(high),
    })).map((s) => ({ ...s, a: s.low.toNumber(), b: s.high.toNumber() }));
    this.nodes = report.nodes.map((node) => ({
      ...node, at: Rational.parse(node.at), x: Rational.parse(node.at).toNumber(),
      values: node.values.map(readValue),
    }));
    this.findBounds();
  }

  valueIn(s, output, at) {
    const form = this.report.mapOf(s)[output];
    return form && formAt(form, [at]);
  }

  findBounds() {
    let low = Infinity, high = -Infinity;
    const add = (value) => {
      if (value === null) return;
      low = Math.min(low, value.toNumber());
      high = Math.max(high, value.toNumber());
    };
    for (let j = 0; j < this.report.outputs; ++j) {
      this.stretches.forEach((s, i) => { add(this.valueIn(i, j, s.low)); add(this.valueIn(i, j, s.high)); });
      for (const node of this.nodes) add(node.values[j]);
    }
    if (low > high) [low, high] = [0, 1];
    const margin = (high - low || 2) * 0.08;
    this.bounds = { low: [this.stretches[0].a, low - margin],
                    high: [this.stretches[this.stretches.length - 1].b, high + margin] };
  }

  regionAt(x) {
    let low = 0, high = this.stretches.length - 1;
    if (!(x >= this.stretches[0].a && x <= this.stretches[high].b)) return null;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x <= this.stretches[middle].b) high = middle; else low = middle + 1;
    }
    return low;
  }
  neighbour(s, dx) {
    const next = s + dx;
    return dx !== 0 && next >= 0 && next < this.stretches.length ? next : null;
  }
  centre(s) {
    const { low, high } = this.bounds;
    return [(this.stretches[s].a + this.stretches[s].b) / 2, (low[1] + high[1]) / 2];
  }
  setOutput(output) { this.output = output; }

  draw(context, stage) {
    const bottom = stage.height - 22;
    context.lineJoin = context.lineCap = "round";
    this.stretches.forEach((s, i) => {
      const [a] = stage.toPixel(s.a, 0), [b] = stage.toPixel(s.b, 0);
      if (b < 0 || a > stage.width) return;
      if (this.report.neverFires(i, this.output)) {
        context.fillStyle = "#f2f2f2";
        context.fillRect(a, 0, b - a, bottom);
        context.fillStyle = hatchPattern(context, stage.ratio);
        context.fillRect(a, 0, b - a, bottom);
      } else {
        context.fillStyle = this.report.palette[this.report.mapColours[this.report.pieces.map[i]]];
        context.fillRect(a, bottom - 9, b - a, 9);
      }
    });
    context.strokeStyle = cssColour("--line");
    context.lineWidth = 1;
    context.beginPath();
    for (const node of this.nodes) {
      const [px] = stage.toPixel(node.x, 0);
      context.moveTo(px, 0);
      context.lineTo(px, bottom);
    }
    context.stroke();
    for (let j = this.report.outputs - 1; j >= 0; --j) this.drawOutput(context, stage, j);
    drawAxes(context, stage, this.names);
  }

  drawOutput(context, stage, output) {
    context.strokeStyle = CURVES[output % CURVES.length];
    context.lineWidth = 2.6;
    context.setLineDash(DASHES[output % DASHES.length]);
    context.beginPath();
    let last = null;
    this.stretches.forEach((s, i) => {
      const from = this.valueIn(i, output, s.low), to = this.valueIn(i, output, s.high);
      if (from === null) { last = null; return; }
      const a = stage.toPixel(s.a, from.toNumber());
      if (last === null || !last.eq(from)) context.moveTo(...a);
      context.lineTo(...stage.toPixel(s.b, to.toNumber()));
      last = to;
    });
    context.stroke();
    context.setLineDash([]);
    for (const node of this.nodes) this.drawEnds(context, stage, node, output);
  }

  // The limits from both sides, undefined where there is no side.
  limits(node, output) {
    return [node.left, node.right].map((s) => (s === null ? undefined : this.valueIn(s, output, node.at)));
  }
  isJump(node, output) {
    const own = node.values[output];
    return this.limits(node, output).some((limit) => limit !== undefined && !sameValue(limit, own));
  }

  drawEnds(context, stage, node, output) {
    if (!this.isJump(node, output)) return;
    const own = node.values[output];
    const colour = CURVES[output % CURVES.length];
    const rings = this.limits(node, output).filter((limit) => limit && !sameValue(limit, own));
    const heights = [...rings, ...(own === null ? [] : [own])].map((v) => stage.toPixel(0, v.toNumber())[1]);
    const [px] = stage.toPixel(node.x, 0);
    context.strokeStyle = colour;
    context.lineWidth = 1.4;
    context.setLineDash([1, 5]);
    context.beginPath();
    context.moveTo(px, Math.min(...heights));
    context.lineTo(px, Math.max(...heights));
    context.stroke();
    context.setLineDash([]);
    const dot = (value, fill) => {
      context.beginPath();
      context.arc(px, stage.toPixel(0, value.toNumber())[1], 5, 0, 2 * Math.PI);
      context.fillStyle = fill;
      context.fill();
      context.lineWidth = 2;
      context.stroke();
    };
    for (const ring of rings) dot(ring, cssColour("--ground"));
    if (own !== null) dot(own, colour);
  }

  drawOverlay(context, stage, picked) {
    if (picked === null) return;
    const { a, b } = this.stretches[picked];
    const [left] = stage.toPixel(a, 0), [right] = stage.toPixel(b, 0);
    context.fillStyle = cssColour("--accent");
    context.globalAlpha = 0.14;
    context.fillRect(left, 0, right - left, stage.height - 22);
    context.globalAlpha = 1;
    context.fillRect(left, stage.height - 33, right - left, 3);
  }

  legend() {
    const keys = [];
    const dash = DASHES.map((d) => d.join(" "));
    if (this.report.outputs > 1)
      for (let j = 0; j < this.report.outputs; ++j)
        keys.push(lineKey(`output ${j + 1}`, { stroke: CURVES[j % CURVES.length], "stroke-width": 2.6,
                                               "stroke-dasharray": dash[j % DASHES.length] }));
    if (this.nodes.some((node) => node.values.some((_, j) => this.isJump(node, j))))
      keys.push(dotKey("the value", true, CURVES[0]), dotKey("a limit that is not the value", false, CURVES[0]));
    if (this.stretches.some((_, s) => this.report.neverFires(s, this.output))) keys.push(hatchKey("never fires"));
    keys.push(element("span", { class: "key" }, "strip below: cells, one colour for one affine map"));
    return keys;
  }

  exactPoint(stage, px, py, snap) {
    const [x] = stage.toData(px, py);
    if (snap) {
      const away = (node) => Math.abs(node.x - x);
      return [this.nodes.reduce((best, node) => (away(node) < away(best) ? node : best)).at];
    }
    return [shortDecimal(x, 1 / stage.view.sx)];
  }

  // Where a point is marked: on the first output's graph.
  plainPoint(point) {
    const x = point[0].toNumber(), s = this.regionAt(x);
    const value = s === null ? null : this.valueIn(s, this.output, point[0]);
    return [x, value === null ? this.centre(0)[1] : value.toNumber()];
  }
}

const readValue = (text) => (text === "inf" ? null : Rational.parse(text));
const sameValue = (a, b) => (a === null || b === null ? a === b : a.eq(b));
