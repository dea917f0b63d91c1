// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of one region: its map, inequalities, and what every neuron does there.
"use strict";

function mapNodes(report, map) {
  return map.map((form, j) => element("li", {},
    map.length > 1 ? element("span", {}, variable(`f${j + 1}`), " = ") : element("span", {}, variable("f"), " = "),
    form === null ? element("b", {}, "inf, it never fires") : formNode(form, report.coordinates)));
}

// The pattern of a run: causal sets, or which units are on.
function patternNode(report, run) {
  const program = report.evaluator, list = element("ul", { class: "rows" });
  const layers = new Map();
  program.neurons.forEach((neuron) => {
    const decision = run.decisions.get(neuron.step), step = program.step(neuron.step);
    if (step.kind === "branch") {
      const layer = neuron.name.split(".")[0];
      if (!layers.has(layer)) layers.set(layer, []);
      layers.get(layer).push(decision.kind === "on");
      return;
    }
    list.append(element("li", {}, element("b", {}, neuron.name), " ", causalText(step, decision)));
  });
  for (const [layer, units] of layers) {
    const on = units.map((u, i) => (u ? i + 1 : 0)).filter((i) => i > 0);
    list.append(element("li", {}, element("b", {}, layer),
      ` ${on.length} of ${units.length} on`, on.length > 0 ? `: ${on.join(" ")}` : ""));
  }
  return list;
}

function causalText(step, decision) {
  if (decision.kind === "never") return "never fires";
  const names = decision.events.map((k) => step.events[k].name);
  const set = `{${names.join(", ")}}`;
  return decision.kind === "jump" ? `${set}, fired by the jump at ${step.events[decision.by].name}` : set;
}

function showRegion(report, region) {
  const panel = byId("region");
  if (region === null) return;
  const pieces = report.pieces.cell.reduce((n, c) => n + (c === report.pieces.cell[region]), 0);
  const names = report.coordinates;
  const content = [
    element("h3", {}, `Cell ${report.pieces.cell[region] + 1}`),
    element("p", { class: "hint" }, pieces > 1 ? `one of ${pieces} convex pieces of this cell` : "convex"),
    element("h3", {}, report.outputs > 1 ? "Affine maps" : "Affine map"),
    element("ul", { class: "rows" }, ...mapNodes(report, report.mapOf(region))),
    element("h3", {}, "Region"),
    element("ul", { class: "rows" }, ...report.rows(region).map((row) => element("li", {}, inequalityNode(row, names)))),
  ];
  const causal = element("div");
  content.push(causal);
  panel.replaceChildren(...content);
  panel.dataset.region = region;
  clearTimeout(showRegion.later);
  if (report.evaluator) showRegion.later = setTimeout(() => fillPattern(report, region, causal), 40);
}

function fillPattern(report, region, node) {
  const run = report.runIn(region), interior = report.interior(region);
  const agrees = report.mapOf(region).every((form, j) =>
    sameValue(form === null ? null : formAt(form, interior), run.outputs[j]));
  node.replaceChildren(
    element("h3", {}, report.kind === "spiking" ? "Causal sets" : "Active units"),
    patternNode(report, run),
    element("p", { class: "hint" }, "Interior point ", tupleNode(report.ambient(interior)), ": evaluated here, the network ",
      element("b", { class: agrees ? "holds" : "violated" }, agrees ? "agrees with the map ✓" : "DISAGREES with the map")));
}
