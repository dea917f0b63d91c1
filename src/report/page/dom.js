// SPDX-License-Identifier: GPL-3.0-or-later
// Elements, and numbers and forms as people read them.
"use strict";

const byId = (id) => document.getElementById(id);

// element("p", {class: "x"}, child, "text", ...)
function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== false && value !== null) node.setAttribute(key, value === true ? "" : value);
  node.append(...children.filter((c) => c !== null));
  return node;
}

function svgElement(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const LONGEST = 26;  // digits of a number shown whole

function approximation(number) {
  const x = number.toNumber();
  return Math.abs(x) >= 1e7 || (x !== 0 && Math.abs(x) < 1e-4) ? x.toExponential(6)
                                                                : String(Number(x.toPrecision(9)));
}

// An exact number; a long one shows its beginning and opens on demand.
function exactNode(number) {
  if (number === null) return element("span", { class: "exact" }, "inf");
  const text = number.toString();
  if (text.length <= LONGEST) {
    const shown = element("span", { class: "exact" }, text.replace(/^-/, "−"));
    if (number.isInteger()) return shown;
    shown.title = `about ${approximation(number)}`;
    return shown;
  }
  const button = element("button", { type: "button", class: "exact",
    title: `exact, ${text.length} characters: press to see all` }, `≈ ${approximation(number)}`);
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    button.replaceWith(element("span", { class: "exact" }, text));
  });
  return button;
}

function tupleNode(values) {
  const node = element("span");
  if (values.length !== 1) node.append("(");
  values.forEach((value, i) => node.append(i > 0 ? ", " : "", exactNode(value)));
  if (values.length !== 1) node.append(")");
  return node;
}

function variable(name) {
  const [, letter, index] = /^([a-z]+)(\d*)$/.exec(name);
  return element("span", {}, element("i", { class: "v" }, letter), element("sub", {}, index));
}

// "1/2 − 3x1 + x2" of a form, coefficients exact.
function formNode(form, names) {
  const node = element("span");
  let empty = true;
  const add = (c, name) => {
    if (c.sign() === 0) return;
    const size = c.sign() < 0 ? c.neg() : c;
    node.append(empty ? (c.sign() < 0 ? "−" : "") : c.sign() < 0 ? " − " : " + ");
    if (name === null || !size.eq(ONE)) node.append(exactNode(size));
    if (name !== null) {
      if (!size.isInteger()) node.append("\u2009");
      node.append(variable(name));
    }
    empty = false;
  };
  add(form.constant, null);
  form.gradient.forEach((g, i) => add(g, names[i]));
  if (empty) node.append("0");
  return node;
}

// form >= 0 with the variables on the left.
function inequalityNode(form, names) {
  const zero = { constant: ZERO, gradient: form.gradient };
  const lead = form.gradient.find((g) => g.sign() !== 0);
  const flip = lead !== undefined && lead.sign() < 0;
  if (flip) zero.gradient = form.gradient.map((g) => g.neg());
  const bound = flip ? form.constant : form.constant.neg();
  return element("span", {}, formNode(zero, names), flip ? " ≤ " : " ≥ ",
                 bound.sign() < 0 ? "−" : "", exactNode(bound.sign() < 0 ? bound.neg() : bound));
}
