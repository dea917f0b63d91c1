// SPDX-License-Identifier: GPL-3.0-or-later
// Axes with round numbers, and the colours of values.
"use strict";

const CIVIDIS = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8679", "#a59c74",
                 "#c3b369", "#e1cc55", "#fee838"];

function valueColour(share) {
  const place = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
  const i = Math.min(CIVIDIS.length - 2, Math.floor(place)), rest = place - i;
  const part = (k) => {
    const a = parseInt(CIVIDIS[i].slice(k, k + 2), 16), b = parseInt(CIVIDIS[i + 1].slice(k, k + 2), 16);
    return Math.round(a + (b - a) * rest);
  };
  return `rgb(${part(1)},${part(3)},${part(5)})`;
}

// Many steps of it, as pixels.
function valueTable() {
  const steps = 1024;
  return Uint32Array.from({ length: steps }, (_, i) => pixelOf(valueColour(i / (steps - 1))));
}

function roundNumbers(low, high, count) {
  const raw = (high - low) / count;
  if (!(raw > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 2.5, 5, 10].find((c) => c * power >= raw * 0.999);
  const numbers = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) numbers.push(k * step);
  return numbers;
}

function tickText(value, step) {
  const digits = Math.max(0, Math.min(15, -Math.floor(Math.log10(step) + 1e-9) + 1));
  return (Math.abs(value) < step * 1e-6 ? "0" : String(Number(value.toFixed(digits)))).replace("-", "−");
}

// Ticks along the lower and the left edge of the stage.
function drawAxes(context, stage, names) {
  const [left, bottom] = stage.toData(0, stage.height), [right, top] = stage.toData(stage.width, 0);
  context.font = "12px system-ui, sans-serif";
  context.fillStyle = cssColour("--ground");
  context.globalAlpha = 0.82;
  context.fillRect(0, stage.height - 22, stage.width, 22);
  context.fillRect(0, 0, 38, stage.height - 22);
  context.globalAlpha = 1;
  context.fillStyle = context.strokeStyle = cssColour("--ink");
  context.lineWidth = 1;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const xs = roundNumbers(left, right, stage.width / 90);
  const ys = roundNumbers(bottom, top, stage.height / 70);
  context.beginPath();
  for (const x of xs) {
    const [px] = stage.toPixel(x, 0);
    if (px < 44 || px > stage.width - 34) continue;
    context.moveTo(px, stage.height - 22);
    context.lineTo(px, stage.height - 18);
    context.fillText(tickText(x, xs[1] - xs[0]), px, stage.height - 9);
  }
  context.textAlign = "right";
  for (const y of ys) {
    const [, py] = stage.toPixel(0, y);
    if (py < 24 || py > stage.height - 28) continue;
    context.moveTo(38, py);
    context.lineTo(34, py);
    context.fillText(tickText(y, ys[1] - ys[0]), 32, py);
  }
  context.stroke();
  context.font = "italic 15px Georgia, serif";
  context.fillText(subscript(names[0]), stage.width - 6, stage.height - 10);
  context.fillText(subscript(names[1]), 30, 13);
}

const subscript = (name) => name.replace(/\d/g, (d) => "₀₁₂₃₄₅₆₇₈₉"[Number(d)]);
