// SPDX-License-Identifier: GPL-3.0-or-later
// The picture of a domain of dimension two. Coordinates here are doubles, for drawing and
// for finding what lies under the pointer.
"use strict";

class PlanePicture {
  constructor(report) {
    this.report = report;
    this.equal = true;
    this.byValue = false;
    this.output = 0;
    this.names = report.coordinates;
    this.points = report.pieces.corners.map((text) => Float64Array.from(text.split(" "), Number));
    this.findBounds();
    this.buildGrid();
    const lines = (text) => Float64Array.from(text === "" ? [] : text.split(" "), Number);
    this.bends = lines(report.borders.bend);
    this.same = lines(report.borders.same);
    this.jumpLines = lines(report.borders.jump);
  }

  findBounds() {
    const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
    this.boxes = new Float64Array(4 * this.points.length);
    this.points.forEach((polygon, p) => {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < polygon.length; ++i) {
        box[i % 2] = Math.min(box[i % 2], polygon[i]);
        box[2 + i % 2] = Math.max(box[2 + i % 2], polygon[i]);
      }
      this.boxes.set(box, 4 * p);
      for (const axis of [0, 1]) {
        low[axis] = Math.min(low[axis], box[axis]);
        high[axis] = Math.max(high[axis], box[2 + axis]);
      }
    });
    this.bounds = { low, high };
  }

  // Pieces by the squares that their boxes meet.
  buildGrid() {
    const { low, high } = this.bounds;
    this.side = Math.max(1, Math.ceil(Math.sqrt(this.points.length)));
    this.grid = Array.from({ length: this.side * this.side }, () => []);
    this.square = (axis, value) => Math.min(this.side - 1, Math.max(0,
      Math.floor((value - low[axis]) / (high[axis] - low[axis]) * this.side)));
    for (let p = 0; p < this.points.length; ++p) {
      const [x0, y0, x1, y1] = this.boxes.subarray(4 * p, 4 * p + 4);
      for (let j = this.square(1, y0); j <= this.square(1, y1); ++j)
        for (let i = this.square(0, x0); i <= this.square(0, x1); ++i)
          this.grid[j * this.side + i].push(p);
    }
  }

  regionAt(x, y) {
    const { low, high } = this.bounds;
    if (!(x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1])) return null;
    for (const p of this.grid[this.square(1, y) * this.side + this.square(0, x)])
      if (this.holds(p, x, y)) return p;
    return null;
  }

  holds(p, x, y) {
    const q = this.points[p];
    for (let i = 0; i < q.length; i += 2) {
      const j = (i + 2) % q.length;
      if ((q[j] - q[i]) * (y - q[i + 1]) - (q[j + 1] - q[i + 1]) * (x - q[i]) < 0) return false;
    }
    return true;
  }

  centre(p) {
    const q = this.points[p];
    let x = 0, y = 0;
    for (let i = 0; i < q.length; i += 2) { x += q[i]; y += q[i + 1]; }
    return [2 * x / q.length, 2 * y / q.length];
  }

  // The region beyond the border that a ray from the middle of p meets.
  neighbour(p, dx, dy) {
    const q = this.points[p], [x, y] = this.centre(p);
    let exit = Infinity;
    for (let i = 0; i < q.length; i += 2) {
      const j = (i + 2) % q.length, ex = q[j] - q[i], ey = q[j + 1] - q[i + 1];
      const speed = ex * dy - ey * dx;
      if (speed < 0) exit = Math.min(exit, -(ex * (y - q[i + 1]) - ey * (x - q[i])) / speed);
    }
    const { low, high } = this.bounds, size = Math.max(high[0] - low[0], high[1] - low[1]);
    for (let step = size * 1e-12; step < size; step *= 8) {
      const next = this.regionAt(x + (exit + step) * dx, y + (exit + step) * dy);
      if (next !== null && next !== p) return next;
    }
    return null;
  }

  setOutput(output) {
    this.output = output;
    this.range = null;
  }

  // Doubles of the chosen output's map on piece p: [constant, gx, gy], null where inf.
  plain(p) {
    const m = this.report.pieces.map[p];
    this.plainMaps = this.plainMaps || new Map();
    const key = m * this.report.outputs + this.output;
    if (!this.plainMaps.has(key)) {
      const form = this.report.map(m)[this.output];
      this.plainMaps.set(key, form && [form.constant, ...form.gradient].map((c) => c.toNumber()));
    }
    return this.plainMaps.get(key);
  }

  valueRange() {
    if (this.range) return this.range;
    let low = Infinity, high = -Infinity;
    this.points.forEach((q, p) => {
      const map = this.plain(p);
      if (!map) return;
      for (let i = 0; i < q.length; i += 2) {
        const value = map[0] + map[1] * q[i] + map[2] * q[i + 1];
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    });
    return this.range = low <= high ? [low, high] : null;
  }

  visible(stage) {
    const [x0, y0] = stage.toData(0, stage.height), [x1, y1] = stage.toData(stage.width, 0);
    const b = this.boxes, seen = [];
    for (let p = 0; p < this.points.length; ++p)
      if (b[4 * p] <= x1 && b[4 * p + 2] >= x0 && b[4 * p + 1] <= y1 && b[4 * p + 3] >= y0) seen.push(p);
    return seen;
  }

  trace(context, stage, p) {
    const q = this.points[p], { sx, sy, x, y } = stage.view;
    context.moveTo(x + q[0] * sx, y - q[1] * sy);
    for (let i = 2; i < q.length; i += 2) context.lineTo(x + q[i] * sx, y - q[i + 1] * sy);
    context.closePath();
  }

  draw(context, stage) {
    const seen = this.visible(stage);
    context.lineJoin = "round";
    this.fillAreas(context, stage, seen);
    this.drawBorders(context, stage, seen.length);
    drawAxes(context, stage, this.names);
  }

  fillAreas(context, stage, pieces) {
    const raster = new Raster(context), ratio = stage.ratio, { sx, sy, x, y } = stage.view;
    const view = { sx: sx * ratio, sy: sy * ratio, x: x * ratio, y: y * ratio };
    const palette = this.report.palette.map(pixelOf), { map } = this.report.pieces;
    const ground = pixelOf("#f2f2f2"), line = pixelOf("#5a5a5a"), period = Math.round(8 * ratio);
    const silent = this.byValue ? this.output : null, table = this.byValue ? valueTable() : null;
    for (const p of pieces) {
      if (this.isSilent(p, silent)) raster.hatch(this.points[p], view, ground, line, period);
      else if (this.byValue) raster.ramp(this.points[p], view, this.rampOf(p, view, table.length), table);
      else raster.plain(this.points[p], view, palette[this.report.mapColours[map[p]]]);
    }
    context.putImageData(raster.image, 0, 0);
  }

  isSilent(p, output) {
    this.silentMaps = this.silentMaps || this.report.maps.map((map) => map.map((form) => form === null));
    const silent = this.silentMaps[this.report.pieces.map[p]];
    return output === null ? silent.includes(true) : silent[output];
  }

  // The chosen output as an index into a table of colours: a form of a pixel's column and row.
  rampOf(p, view, length) {
    const [c, gx, gy] = this.plain(p), [low, high] = this.valueRange();
    const scale = high > low ? (length - 1) / (high - low) : 0;
    const base = high > low ? (c - low) * scale : (length - 1) / 2;
    const kx = gx * scale / view.sx, ky = -gy * scale / view.sy;
    return [base + 0.5 - kx * view.x - ky * view.y, kx, ky];
  }

  drawBorders(context, stage, count) {
    const draw = (lines, colour, width, dash) => {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.setLineDash(dash);
      context.beginPath();
      const { sx, sy, x, y } = stage.view;
      for (let i = 0; i < lines.length; i += 4) {
        context.moveTo(x + lines[i] * sx, y - lines[i + 1] * sy);
        context.lineTo(x + lines[i + 2] * sx, y - lines[i + 3] * sy);
      }
      context.stroke();
      context.setLineDash([]);
    };
    const thin = count > 4000 ? 0.35 : count > 600 ? 0.6 : 1;
    draw(this.same, "#777777", thin, count > 3000 ? [] : [4, 3]);
    if (!this.byValue || count < 2000) draw(this.bends, "#2a2a2a", thin, []);
    const jumps = this.shownJumps();
    if (jumps.length > 0) {
      const lines = jumps.flatMap((k) => [...this.jumpLines.subarray(4 * k, 4 * k + 4)]);
      draw(lines, "#ffffff", 5, []);
      draw(lines, "#111111", 2.6, []);
      this.drawTeeth(context, stage, jumps);
    }
    this.drawLone(context, stage);
  }

  // Of any output; by value, of the output shown.
  shownJumps() {
    const { outputs } = this.report.borders.jumps;
    return [...outputs.keys()].filter((k) => !this.byValue || outputs[k].includes(this.output));
  }

  // Teeth on the lower side of each jump, as on maps of cliffs; inf is above all numbers.
  drawTeeth(context, stage, jumps) {
    const { above, below, outputs } = this.report.borders.jumps;
    context.strokeStyle = "#111111";
    context.lineWidth = 1.4;
    context.beginPath();
    for (const k of jumps) {
      const output = outputs[k].includes(this.output) ? this.output : outputs[k][0];
      const line = this.jumpLines.subarray(4 * k, 4 * k + 4);
      const [ax, ay] = stage.toPixel(line[0], line[1]), [bx, by] = stage.toPixel(line[2], line[3]);
      const length = Math.hypot(bx - ax, by - ay), count = Math.min(400, Math.round(length / 8));
      if (length < 3) continue;
      const [cx, cy] = stage.toPixel(...this.centre(above[k]));
      let nx = -(by - ay) / length, ny = (bx - ax) / length;
      if (nx * (cx - ax) + ny * (cy - ay) < 0) [nx, ny] = [-nx, -ny];
      for (let t = 0; t < Math.max(1, count); ++t) {
        const share = (t + 0.5) / Math.max(1, count);
        const x = line[0] + share * (line[2] - line[0]), y = line[1] + share * (line[3] - line[1]);
        const side = this.lowerSide(above[k], below[k], output, x, y) * 6.5;
        const px = ax + share * (bx - ax), py = ay + share * (by - ay);
        context.moveTo(px, py);
        context.lineTo(px + side * nx, py + side * ny);
      }
    }
    context.stroke();
  }

  // 1 where the piece above is the lower one.
  lowerSide(above, below, output, x, y) {
    const keep = this.output;
    this.output = output;
    const a = this.plain(above), b = this.plain(below);
    this.output = keep;
    if (!a) return -1;
    if (!b) return 1;
    return Math.sign(b[0] - a[0] + (b[1] - a[1]) * x + (b[2] - a[2]) * y);
  }

  drawLone(context, stage) {
    context.strokeStyle = context.fillStyle = "#c03000";
    context.lineWidth = 2.6;
    for (const { ends } of this.report.lone) {
      const q = ends.split(" ").map(Number), [x, y] = stage.toPixel(q[0], q[1]);
      context.beginPath();
      if (q.length === 2) {
        context.arc(x, y, 4, 0, 2 * Math.PI);
        context.fill();
      } else {
        context.moveTo(x, y);
        context.lineTo(...stage.toPixel(q[2], q[3]));
        context.stroke();
      }
    }
  }

  drawOverlay(context, stage, picked) {
    if (picked === null) return;
    const outline = (pieces, colour, width) => {
      context.beginPath();
      for (const p of pieces) this.trace(context, stage, p);
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    };
    const cell = this.report.pieces.cell[picked];
    const mates = this.mates(cell);
    context.lineJoin = "round";
    outline(mates, "#ffffff", 5);
    outline(mates, "#000000", 1.4);
    outline([picked], "#ffffff", 6.5);
    outline([picked], "#000000", 3);
  }

  // The pieces of a cell.
  mates(cell) {
    if (!this.cells) {
      this.cells = new Map();
      this.report.pieces.cell.forEach((c, p) => {
        if (!this.cells.has(c)) this.cells.set(c, []);
        this.cells.get(c).push(p);
      });
    }
    return this.cells.get(cell);
  }

  legend() {
    const { lone } = this.report, keys = [];
    if (this.byValue) keys.push(scaleKey(this.valueRange(), `value of output ${this.output + 1}`));
    else keys.push(element("span", { class: "key" }, "one colour: one affine map; neighbours differ"));
    if (this.bends.length) keys.push(lineKey("the map bends", { stroke: "currentColor", "stroke-width": 1.2 }));
    if (this.same.length) keys.push(lineKey("two cells, one map", { stroke: "currentColor", "stroke-width": 1.2, "stroke-dasharray": "4 3" }));
    if (this.shownJumps().length) keys.push(cliffKey("jump, teeth on the lower side"));
    const silent = this.byValue ? this.output : null;
    if (this.points.some((_, p) => this.isSilent(p, silent))) keys.push(hatchKey("never fires"));
    if (lone.length) keys.push(lineKey("a value of its own", { stroke: "#c03000", "stroke-width": 3 }));
    return keys;
  }

  // The exact point for a pixel: the shortest decimals within it, or the nearest corner.
  exactPoint(stage, px, py, snap) {
    const [x, y] = stage.toData(px, py);
    const region = this.regionAt(x, y);
    if (snap && region !== null) {
      const q = this.points[region];
      let best = 0;
      const away = (i) => Math.hypot(...[0, 1].map((k) => stage.toPixel(q[i], q[i + 1])[k] - [px, py][k]));
      for (let i = 2; i < q.length; i += 2) if (away(i) < away(best)) best = i;
      return this.report.corner(region, best / 2);
    }
    return [shortDecimal(x, 1 / stage.view.sx), shortDecimal(y, 1 / stage.view.sy)];
  }

  plainPoint(point) { return point.map((q) => q.toNumber()); }
}

// The number with fewest decimals within half a width of x.
function shortDecimal(x, width) {
  for (let digits = 0; digits < 18; ++digits) {
    const text = x.toFixed(digits);
    if (Math.abs(Number(text) - x) <= width / 2) return Rational.parse(text);
  }
  return Rational.parse(x.toFixed(18));
}

function hatchPattern(context, ratio) {
  const tile = document.createElement("canvas"), size = Math.round(9 * ratio);
  tile.width = tile.height = size;
  const pen = tile.getContext("2d");
  pen.strokeStyle = "#6a6a6a";
  pen.lineWidth = 1.1 * ratio;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - 1, size + 1);
    pen.lineTo(shift + size + 1, -1);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}
