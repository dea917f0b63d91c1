// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the page together.
"use strict";

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function start() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  setTheme(dark.matches ? "dark" : "light");
  const report = new Report(JSON.parse(byId("data").textContent));
  byId("title").textContent = report.name;
  byId("subtitle").textContent = report.subtitle;
  const picture = report.dimension === 2 && report.size > 0 ? new PlanePicture(report)
                : report.dimension === 1 && report.size > 0 ? new GraphPicture(report) : null;
  const stage = picture ? startPicture(report, picture) : null;
  const redraw = () => stage && stage.redraw();
  dark.addEventListener("change", () => { setTheme(dark.matches ? "dark" : "light"); redraw(); });
  byId("theme").addEventListener("click", () => {
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    redraw();
  });
  const showPoint = (point) => {
    showTrace(report, point, true);
    markPoint(report, stage, point);
    byId("neurons").scrollIntoView();
  };
  showClaims(report, showPoint);
  showCounts(report);
  showSource(report);
  new CellTable(report, (piece) => {
    if (stage) {
      stage.focus(piece);
      byId("picture").scrollIntoView();
    } else {
      showTrace(report, report.ambient(report.interior(piece)), true);
      byId("neurons").scrollIntoView();
    }
  });
  byId("at").addEventListener("submit", (event) => {
    event.preventDefault();
    const point = byId("point").value.replace(/[()]/g, "").split(/[,;]\s*|\s+/).filter((t) => t !== "").map(Rational.parse);
    const usable = point.length === report.ambientNames.length && point.every((q) => q !== null);
    byId("at-error").textContent = usable ? "" : `expected ${report.ambientNames.length} numbers such as 1/2 or -0.25`;
    if (!usable) return;
    showTrace(report, point, true);
    markPoint(report, stage, point);
  });
  if (!report.evaluator) {
    byId("at").hidden = true;
    byId("trace").replaceChildren(element("p", { class: "hint" }, report.omitted));
  }
  document.documentElement.dataset.ready = "yes";
}

// Marks a point of the domain in the picture.
function markPoint(report, stage, point) {
  if (!stage) return;
  const flat = report.free.map((i) => point[i]);
  stage.mark(...stage.picture.plainPoint(flat));
}

function startPicture(report, picture) {
  byId("picture").hidden = false;
  if (report.dimension === 1) byId("stage").classList.add("graph");
  const evaluateAt = (point) => {
    showTrace(report, report.ambient(point), true);
    stage.mark(...picture.plainPoint(point));
  };
  const stage = new Stage(picture, {
    picked: (region) => showRegion(report, region),
    clicked: (px, py, snap) => evaluateAt(picture.exactPoint(stage, px, py, snap)),
    entered: (region) => evaluateAt(report.interior(region)),
  });
  const legend = () => byId("legend").replaceChildren(...picture.legend());
  byId("colouring").hidden = report.dimension === 1;
  for (const choice of document.querySelectorAll("input[name=colour]"))
    choice.addEventListener("change", () => {
      picture.byValue = choice.value === "value" && choice.checked;
      legend();
      stage.redraw();
    });
  if (report.outputs > 1) {
    byId("output-choice").hidden = false;
    const select = byId("output");
    for (let j = 0; j < report.outputs; ++j) select.append(element("option", { value: j }, String(j + 1)));
    select.addEventListener("change", () => {
      picture.setOutput(Number(select.value));
      legend();
      stage.redraw();
    });
  }
  legend();
  return stage;
}

start();
