// SPDX-License-Identifier: GPL-3.0-or-later
// What the marks of a picture mean.
"use strict";

function keyOf(text, ...shapes) {
  return element("span", { class: "key" },
    svgElement("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" }, ...shapes), text);
}

const lineKey = (text, style) =>
  keyOf(text, svgElement("path", { d: "M1 7H29", fill: "none", ...style }));

const cliffKey = (text) =>
  keyOf(text, svgElement("path", { d: "M1 5H29", stroke: "currentColor", "stroke-width": 2.6 }),
        svgElement("path", { d: "M4 5v6M11 5v6M18 5v6M25 5v6", stroke: "currentColor", "stroke-width": 1.4 }));

const hatchKey = (text) =>
  keyOf(text, svgElement("rect", { x: 1, y: 1, width: 28, height: 12, fill: "#f2f2f2", stroke: "#6a6a6a" }),
        svgElement("path", { d: "M4 13L16 1M12 13L24 1M20 13L29 4M1 8L8 1", stroke: "#6a6a6a", fill: "none" }));

const dotKey = (text, filled, colour) =>
  keyOf(text, svgElement("circle", { cx: 15, cy: 7, r: 4.5, stroke: colour, "stroke-width": 2,
                                     fill: filled ? colour : "#ffffff" }));

function scaleKey(range, text) {
  if (!range) return keyOf(`${text}: none`);
  const stops = CIVIDIS.map((colour, i) =>
    svgElement("stop", { offset: i / (CIVIDIS.length - 1), "stop-color": colour }));
  const ends = range.map((x) => String(Number(x.toPrecision(4))).replace("-", "−"));
  return element("span", { class: "key" }, `${text}: ${ends[0]}`,
    svgElement("svg", { width: 150, height: 14, "aria-hidden": "true" },
      svgElement("defs", {}, svgElement("linearGradient", { id: "scale" }, ...stops)),
      svgElement("rect", { width: 150, height: 14, fill: "url(#scale)" })), ends[1]);
}
