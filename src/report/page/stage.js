// SPDX-License-Identifier: GPL-3.0-or-later
// A canvas to pan and zoom with mouse, touch and keyboard, and an overlay for what is
// picked. Its picture says what to draw and which region lies where.
"use strict";

class Stage {
  // picture: {bounds, equal, draw(context, view), drawOverlay(context, view, picked),
  //           regionAt(x, y), neighbour(region, dx, dy), centre(region)}
  constructor(picture, handlers) {
    this.picture = picture;
    this.handlers = handlers;
    this.base = byId("base");
    this.overlay = byId("overlay");
    this.picked = null;
    this.marker = null;
    this.cost = 0;
    this.listen();
    new ResizeObserver(() => this.resize()).observe(byId("stage"));
    this.resize();
  }

  resize() {
    const box = byId("stage").getBoundingClientRect();
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    for (const canvas of [this.base, this.overlay]) {
      canvas.width = Math.max(1, Math.round(box.width * ratio));
      canvas.height = Math.max(1, Math.round(box.height * ratio));
    }
    this.ratio = ratio;
    this.width = box.width;
    this.height = box.height;
    if (this.view) this.redraw(); else this.showAll();
  }

  showAll() {
    const { low, high } = this.picture.bounds;
    const margin = { left: 46, right: 14, top: 14, bottom: 34 };
    let sx = (this.width - margin.left - margin.right) / (high[0] - low[0]);
    let sy = (this.height - margin.top - margin.bottom) / (high[1] - low[1]);
    if (this.picture.equal && sx / sy < 4 && sy / sx < 4) sx = sy = Math.min(sx, sy);
    this.home = { sx, sy };
    this.view = {
      sx, sy,
      x: margin.left + (this.width - margin.left - margin.right - sx * (high[0] - low[0])) / 2 - sx * low[0],
      y: this.height - margin.bottom -
        (this.height - margin.top - margin.bottom - sy * (high[1] - low[1])) / 2 + sy * low[1],
    };
    this.redraw();
  }

  toData(px, py) { return [(px - this.view.x) / this.view.sx, (this.view.y - py) / this.view.sy]; }
  toPixel(x, y) { return [this.view.x + x * this.view.sx, this.view.y - y * this.view.sy]; }

  pan(dx, dy) {
    this.view = { ...this.view, x: this.view.x + dx, y: this.view.y + dy };
    this.redraw();
  }
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const grown = this.view.sx * factor / this.home.sx;
    if (grown < 0.5 || grown > 1e9) return;
    const { sx, sy, x, y } = this.view;
    this.view = { sx: sx * factor, sy: sy * factor,
                  x: px + (x - px) * factor, y: py + (y - py) * factor };
    this.redraw();
  }

  // Draws at the next frame; a costly picture is first shown as the last one, moved.
  redraw() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = null;
      clearTimeout(this.later);
      if (this.cost < 24 || !this.snapshot) return this.drawBase();
      this.drawMoved();
      this.later = setTimeout(() => this.drawBase(), 70);
    });
  }

  context(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }

  drawBase() {
    const start = performance.now();
    this.picture.draw(this.context(this.base), this);
    this.cost = performance.now() - start;
    this.base.dataset.cost = this.cost.toFixed(1);
    this.base.dataset.scale = (this.view.sx / this.home.sx).toFixed(4);
    if (this.cost >= 24) {
      this.snapshot = this.snapshot || document.createElement("canvas");
      this.snapshot.width = this.base.width;
      this.snapshot.height = this.base.height;
      this.snapshot.getContext("2d").drawImage(this.base, 0, 0);
      this.snapshotView = this.view;
    }
    this.drawOverlay();
  }

  drawMoved() {
    const context = this.context(this.base), old = this.snapshotView;
    const factor = this.view.sx / old.sx;
    context.drawImage(this.snapshot, this.view.x - old.x * factor, this.view.y - old.y * factor,
                      this.width * factor, this.height * factor);
    this.drawOverlay();
  }

  drawOverlay() {
    const context = this.context(this.overlay);
    this.picture.drawOverlay(context, this, this.picked);
    if (this.marker) drawMarker(context, ...this.toPixel(...this.marker));
  }

  pick(region, announce = true) {
    if (region === this.picked) return;
    this.picked = region;
    this.drawOverlay();
    if (announce) this.handlers.picked(region);
  }

  mark(x, y) {
    this.marker = [x, y];
    this.drawOverlay();
  }

  // Brings a region into sight and picks it.
  focus(region) {
    const [x, y] = this.picture.centre(region);
    const [px, py] = this.toPixel(x, y);
    if (px < 30 || py < 30 || px > this.width - 30 || py > this.height - 30)
      this.pan(this.width / 2 - px, this.height / 2 - py);
    this.pick(region);
  }

  listen() {
    const canvas = this.overlay;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const pointers = new Map();
    let moved = 0;
    canvas.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, place(event));
      canvas.setPointerCapture(event.pointerId);
      moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const at = place(event), last = pointers.get(event.pointerId);
      if (!last) return this.pick(this.picture.regionAt(...this.toData(...at), this));
      moved += Math.abs(at[0] - last[0]) + Math.abs(at[1] - last[1]);
      const other = [...pointers].find(([id]) => id !== event.pointerId);
      if (other) {
        const distance = (p) => Math.hypot(p[0] - other[1][0], p[1] - other[1][1]) || 1;
        this.zoom(distance(at) / distance(last), ...other[1]);
      } else if (moved > 4) {
        canvas.classList.add("dragging");
        this.pan(at[0] - last[0], at[1] - last[1]);
      }
      pointers.set(event.pointerId, at);
    });
    const release = (event) => {
      if (!pointers.delete(event.pointerId)) return;
      canvas.classList.remove("dragging");
      if (event.type === "pointerup" && moved <= 4)
        this.handlers.clicked(...place(event), event.shiftKey);
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 30 : 1;
      this.zoom(Math.exp(-event.deltaY * lines * 0.0015), ...place(event));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    for (const [id, act] of [["zoom-in", () => this.zoom(1.6)], ["zoom-out", () => this.zoom(1 / 1.6)],
                             ["zoom-reset", () => this.showAll()]])
      byId(id).addEventListener("click", act);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const direction = arrows[event.key];
    if (direction && event.shiftKey) {
      this.pan(-60 * direction[0], 60 * direction[1]);
    } else if (direction) {
      this.walk(...direction);
    } else if (event.key === "+" || event.key === "=") {
      this.zoom(1.6);
    } else if (event.key === "-") {
      this.zoom(1 / 1.6);
    } else if (event.key === "0") {
      this.showAll();
    } else if (event.key === "Enter" || event.key === " ") {
      if (this.picked !== null) this.handlers.entered(this.picked);
    } else {
      return;
    }
    event.preventDefault();
  }

  walk(dx, dy) {
    const middle = this.toData(this.width / 2, this.height / 2);
    const next = this.picked === null ? this.picture.regionAt(...middle, this) ?? 0
                                      : this.picture.neighbour(this.picked, dx, dy, this);
    if (next !== null) this.focus(next);
  }
}

function drawMarker(context, x, y) {
  context.lineWidth = 3;
  context.strokeStyle = cssColour("--mark-halo");
  for (let pass = 0; pass < 2; ++pass) {
    context.beginPath();
    context.arc(x, y, 5, 0, 2 * Math.PI);
    context.moveTo(x - 9, y); context.lineTo(x + 9, y);
    context.moveTo(x, y - 9); context.lineTo(x, y + 9);
    context.stroke();
    context.lineWidth = 1.2;
    context.strokeStyle = cssColour("--mark");
  }
}

const cssColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
