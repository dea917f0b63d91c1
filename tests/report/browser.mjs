// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: node browser.mjs VERIFY_NETWORK ROOT [many]; many: also 20,000 regions, in minutes
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [, , program, root] = process.argv;
const golden = `${root}/tests/data/golden`;
let checks = 0;
function check(condition, what) {
  ++checks;
  if (!condition) throw new Error(`failed: ${what}`);
}

const verify = (...words) => execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
function pageOf(network, name, ...claims) {
  verify("report", network, ...claims, "-o", `${name}.html`);
  return `file://${process.cwd()}/${name}.html`;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(url, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1100 }, ...options });
  page.on("pageerror", (error) => { throw error; });
  page.on("request", (request) => check(/^(file|data|blob):/.test(request.url()), `no request, got ${request.url()}`));
  await page.goto(url);
  await page.waitForSelector("html[data-ready]");
  return page;
}

const scale = (page) => page.evaluate(() => Number(document.getElementById("base").dataset.scale));
const colours = (page) => page.evaluate(() => {
  const canvas = document.getElementById("base");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
  return [...seen];
});

// Clicks, hovers, zooms and keys on a picture with a jump and a region that never fires.
async function testPicture() {
  const page = await open(pageOf(`${golden}/W_negative_2d.json`, "picture"));
  const box = await page.locator("#overlay").boundingBox();
  const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(0.7, 0.7));
  await page.waitForFunction(() => document.getElementById("region").textContent.includes("agrees"));
  check((await page.locator("#region").textContent()).includes("never fires"), "hover names the silent region");
  await page.mouse.move(...at(0.2, 0.2));
  await page.waitForFunction(() => document.getElementById("region").textContent.includes("{x1}"));
  await page.mouse.click(...at(0.2, 0.2));
  check(await page.locator(".neuron").count() === 1, "click shows the neuron");
  check((await page.locator(".neuron").textContent()).includes("fires at"), "click shows its firing time");
  check(Math.abs(await scale(page) - 1) < 1e-3, "scale 1 at first");
  await page.mouse.wheel(0, -600);
  await page.waitForFunction(() => Number(document.getElementById("base").dataset.scale) > 1.5);
  const zoomed = await scale(page);
  await page.locator("#overlay").focus();
  await page.keyboard.press("+");
  await page.waitForFunction((s) => Number(document.getElementById("base").dataset.scale) > s, zoomed);
  await page.keyboard.press("0");
  await page.waitForFunction(() => Math.abs(Number(document.getElementById("base").dataset.scale) - 1) < 1e-3);
  const region = () => page.evaluate(() => document.getElementById("region").dataset.region);
  const before = await region();
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((r) => document.getElementById("region").dataset.region !== r, before);
  await page.keyboard.press("Enter");
  check((await page.locator(".neuron").textContent()).includes("never fires"), "Enter shows the neurons");
  const byMap = await colours(page);
  check(byMap.length > 4, "the picture is drawn");
  await page.check("input[value=value]");
  await page.waitForTimeout(200);
  check((await colours(page)).length > byMap.length + 20, "colour by value is a gradient");
  await page.click("#theme");
  check(await page.evaluate(() => document.documentElement.dataset.theme) === "dark", "dark theme");
  await page.screenshot({ path: "picture.png" });
  await page.emulateMedia({ media: "print" });
  check(!await page.locator("#controls").isVisible(), "controls are not printed");
  await page.close();
}

// A graph with an open and a closed end.
async function testGraph() {
  const page = await open(pageOf(`${golden}/disc_plateau.json`, "graph", "continuous", "output<=3"));
  check((await page.locator("#chips").textContent()).includes("violated"), "verdicts at the top");
  check((await page.locator("#legend").textContent()).includes("a limit that is not the value"), "jump in the legend");
  await page.locator("#claims button", { hasText: "show" }).first().click();
  check(await page.locator(".neuron").count() > 0, "a witness can be shown");
  await page.screenshot({ path: "graph.png", fullPage: true });
  await page.close();
}

// The page's evaluation and the program's, at points of every kind of network; and in every
// region the affine map.
async function testEvaluation(name, points) {
  const file = `${golden}/${name}.json`;
  const page = await open(pageOf(file, name, "piecewise-linear"));
  for (const point of points) {
    await page.fill("#point", point);
    await page.click("#at button");
    const shown = await page.evaluate(() => document.getElementById("trace").dataset.outputs);
    const expected = JSON.parse(verify("eval", file, `--at=${point}`, "--json")).outputs.join(" ");
    check(shown === expected, `${name} at ${point}: ${shown} is ${expected}`);
  }
  const wrong = await page.evaluate(() => {
    const report = new Report(JSON.parse(document.getElementById("data").textContent));
    let count = 0;
    for (let p = 0; p < report.size; ++p) {
      const run = report.runIn(p), interior = report.interior(p);
      report.mapOf(p).forEach((form, j) => {
        if (!sameValue(form && formAt(form, interior), run.outputs[j])) ++count;
      });
    }
    return count;
  });
  check(wrong === 0, `${name}: every region has its map`);
  await page.close();
}

// 20,000 regions: frames while panning and zooming.
async function testManyRegions() {
  const lines = 225;
  let seed = 12345;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) % 201 - 100;
  const layer = (inputs, outputs, activation) => ({
    weights: Array.from({ length: outputs }, () => Array.from({ length: inputs }, () => `${next()}/16`)),
    biases: Array.from({ length: outputs }, () => `${next()}/8`), activation });
  writeFileSync("many.json", JSON.stringify({ network: "relu", domain: { box: [["-8", "8"], ["-8", "8"]] },
layers: [layer(2, lines, "relu"), layer(lines, 1, "identity")] }));
  const page = await open(pageOf("many.json", "many", "piecewise-linear"));
  const figures = await page.evaluate(async () => {
    const overlay = document.getElementById("overlay"), box = overlay.getBoundingClientRect();
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    for (let i = 0; i < 40; ++i) {
      const start = performance.now();
      overlay.dispatchEvent(new WheelEvent("wheel", { deltaY: i < 20 ? -40 : 40, clientX: box.left + 200, clientY: box.top + 200 }));
      await frame();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const data = JSON.parse(document.getElementById("data").textContent);
    return { regions: data.pieces.cell.length, median: times[20], worst: times[39],
             cost: Number(document.getElementById("base").dataset.cost) };
  });
  console.log(`${figures.regions} regions: zoom frames of ${figures.median.toFixed(0)} ms (median), ` +
              `${figures.worst.toFixed(0)} ms (worst), a whole redraw ${figures.cost.toFixed(0)} ms`);
  check(figures.regions >= 20000, "at least 20,000 regions");
  check(figures.median < 250, "frames stay below 250 ms even on a busy machine");
  await page.screenshot({ path: "many.png" });
  await page.close();
}

await testPicture();
await testGraph();
await testEvaluation("disconnected_E_slice", ["1/2,1/2", "1,1", "0.5,1e0", "7/2,1/3", "1/3,31/10"]);
await testEvaluation("kernel_trapezoid_neg", ["0", "1/2", "2", "13/7", "-1"]);
await testEvaluation("delta_two_layer_0", ["0", "1/2", "1.25", "3"]);
await testEvaluation("relu_rand_0", ["0,0", "1/3,-1/7", "-2,1.25"]);
await testEvaluation("pos_full_d4", ["0,0,0,0", "1/2,1/3,1/4,1/5"]);
await testEvaluation("fires_at_one_point", ["3/2", "1.4999999"]);
if (process.argv[4] === "many") await testManyRegions();
await browser.close();
console.log(`${checks} checks passed`);
