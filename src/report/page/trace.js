// SPDX-License-Identifier: GPL-3.0-or-later
// Every neuron at a point: the membrane potential of a spiking one, the pre-activation of
// another.
"use strict";

function showTrace(report, point, marked) {
  const target = byId("trace");
  if (!report.evaluator) {
    target.replaceChildren(element("p", { class: "hint" }, report.omitted));
    return;
  }
  const run = report.evaluator.run(point);
  byId("point").value = point.join(", ");
  const heading = element("p", {}, "At ", tupleNode(point), " the network's value is ",
                          element("b", {}, tupleNode(run.outputs)), marked ? "" : " (outside the picture)");
  const traces = report.evaluator.neurons.map((_, k) => report.evaluator.trace(run, k));
  const parts = [heading];
  const branches = traces.filter((t) => t.preActivation !== undefined);
  const spikes = traces.filter((t) => t.course);
  if (spikes.length) parts.push(spikeCards(spikes));
  if (branches.length) parts.push(branchTable(branches));
  target.replaceChildren(...parts);
  target.dataset.outputs = run.outputs.map((v) => (v === null ? "inf" : v.toString())).join(" ");
}

function branchTable(traces) {
  const rows = traces.map((t) => element("tr", {}, element("td", {}, t.name),
    element("td", { class: "number" }, exactNode(t.preActivation)),
    element("td", {}, t.decision.kind), element("td", { class: "number" }, exactNode(t.value))));
  return element("div", { class: "wide" }, element("table", {},
    element("thead", {}, element("tr", {}, ...["Neuron", "Pre-activation", "State", "Value"].map((h) => element("th", {}, h)))),
    element("tbody", {}, ...rows)));
}

// One card a neuron, all on one time axis.
function spikeCards(traces) {
  const times = traces.flatMap((t) => [...t.events.map((e) => e.time), ...(t.value === null ? [] : [t.value])])
    .map((t) => t.toNumber());
  const low = Math.min(...times), high = Math.max(...times);
  const span = { low, high: high > low ? high : low + 1 };
  return element("div", { class: "potentials" }, ...traces.map((t) => spikeCard(t, span)));
}

function spikeCard(trace, span) {
  const fires = trace.value === null ? element("b", {}, "never fires")
                                     : element("span", {}, "fires at ", exactNode(trace.value));
  const details = element("details", {}, element("summary", {}, "breakpoints"), courseTable(trace));
  return element("article", { class: "neuron" }, element("h3", {}, trace.name, fires),
    potentialPlot(trace, span),
    element("p", {}, "threshold ", exactNode(trace.threshold),
      trace.value === null ? ", not reached" : `, causal set ${causalText(trace.step, trace.decision)}`), details);
}

function courseTable(trace) {
  const rows = trace.course.map((p) => {
    const names = trace.events.filter((e) => e.time.eq(p.time)).map((e) => trace.step.events[e.k].name);
    const fires = trace.value !== null && trace.value.eq(p.time);
    const jump = !p.after.eq(p.value) && !fires;
    return element("tr", {}, element("td", {}, exactNode(p.time)),
      element("td", {}, exactNode(p.value), ...(jump ? [" to ", exactNode(p.after)] : [])),
      element("td", {}, exactNode(p.slope)),
      element("td", {}, [...names, ...(fires ? ["fires"] : [])].join(", ")));
  });
  return element("div", { class: "wide" }, element("table", {},
    element("thead", {}, element("tr", {}, ...["Time", "Potential", "Slope after", "Event"].map((h) => element("th", {}, h)))),
    element("tbody", {}, ...rows)));
}

// The potential over time: threshold, arrivals, and the crossing.
function potentialPlot(trace, span) {
  const width = 320, height = 132, box = { left: 34, right: 8, top: 10, bottom: 24 };
  const course = trace.course.map((p) => ({ t: p.time.toNumber(), from: p.value.toNumber(),
                                            to: p.after.toNumber(), slope: p.slope.toNumber() }));
  const threshold = trace.threshold.toNumber();
  const last = course[course.length - 1];
  const end = span.high + 0.04 * (span.high - span.low);
  // A silent neuron's potential goes on to the end of the axis.
  const tail = last && trace.value === null ? last.to + last.slope * (end - last.t) : 0;
  const heights = [0, threshold * 1.12, tail, ...course.flatMap((p) => [p.from, p.to])];
  const low = Math.min(...heights), high = Math.max(...heights);
  const x = (t) => box.left + (t - span.low) / (end - span.low) * (width - box.left - box.right);
  const y = (p) => height - box.bottom - (p - low) / (high - low) * (height - box.top - box.bottom);
  const plot = svgElement("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img",
                                   "aria-label": `membrane potential of ${trace.name}` });
  const path = (d, name) => plot.append(svgElement("path", { d, class: name }));
  const text = (px, py, anchor, content, soft) => plot.append(svgElement("text",
    { x: px, y: py, "text-anchor": anchor, class: soft ? "soft" : "" }, content));
  path(`M${box.left} ${box.top}V${height - box.bottom}H${width - box.right}`, "plot-axis");
  if (low < 0) path(`M${box.left} ${y(0)}H${width - box.right}`, "plot-axis");
  path(`M${box.left} ${y(threshold)}H${width - box.right}`, "plot-threshold");
  text(box.left - 4, y(threshold) + 4, "end", "θ");
  text(box.left - 4, y(0) + 4, "end", "0", true);
  let curve = course.length ? `M${x(Math.min(span.low, course[0].t))} ${y(0)}` : "", jumps = "";
  for (const p of course) {
    curve += `L${x(p.t)} ${y(p.from)}`;
    const fires = trace.value !== null && p === last && trace.decision.kind !== "jump";
    if (p.to === p.from || fires) continue;
    jumps += `M${x(p.t)} ${y(p.from)}L${x(p.t)} ${y(p.to)}`;
    curve += `M${x(p.t)} ${y(p.to)}`;
  }
  if (last && trace.value === null) curve += `L${x(end)} ${y(tail)}`;
  path(jumps, "plot-jump");
  path(curve, "plot-curve");
  for (const p of course.slice(0, trace.value === null ? undefined : -1))
    plot.append(svgElement("circle", { cx: x(p.t), cy: y(p.from), r: 2.6, class: "plot-dot" }));
  drawArrivals(plot, trace, x, height - box.bottom);
  if (trace.value !== null) {
    const t = trace.value.toNumber();
    path(`M${x(t)} ${y(threshold)}V${height - box.bottom}`, "plot-fire");
    plot.append(svgElement("path", { d: `M${x(t)} ${height - box.bottom - 1}l-4.5 -9h9Z`, class: "plot-spike" }));
    plot.append(svgElement("circle", { cx: x(t), cy: y(threshold), r: 3.6, class: "plot-spike" }));
    const shown = trace.value.toString();
    text(Math.min(width - 4, Math.max(box.left + 14, x(t))), height - 3, x(t) > width - 60 ? "end" : "middle",
         shown.length < 10 ? shown : `≈ ${Number(t.toPrecision(5))}`);
  }
  return plot;
}

// A tick under the axis for every event, those of the causal set dark.
function drawArrivals(plot, trace, x, base) {
  const members = new Set(trace.decision.events);
  for (const { time, k } of trace.events) {
    const px = x(time.toNumber());
    plot.append(svgElement("path", { d: `M${px} ${base}v6`, class: members.has(k) ? "plot-fire" : "plot-axis" },
      svgElement("title", {}, `${trace.step.events[k].name} at ${time}`)));
  }
}
