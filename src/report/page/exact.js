// SPDX-License-Identifier: GPL-3.0-or-later
// Exact rational numbers on BigInt, and forms over them. A rational is in lowest terms with
// a positive denominator.
"use strict";

function gcd(a, b) {
  a = a < 0n ? -a : a;
  b = b < 0n ? -b : b;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

class Rational {
  constructor(n, d) { this.n = n; this.d = d; }

  static of(n, d = 1n) {
    if (d === 0n) throw new Error("division by zero");
    if (d < 0n) [n, d] = [-n, -d];
    if (d !== 1n) {
      const g = gcd(n, d);
      if (g !== 1n) [n, d] = [n / g, d / g];
    }
    return new Rational(n, d);
  }

  // "p/q", "p", "0.125", "1e-3"; null if the text is none of these.
  static parse(text) {
    const parts = /^([+-]?)(\d+)\/(\d+)$/.exec(text);
    if (parts) {
      const d = BigInt(parts[3]);
      if (d === 0n) return null;
      return Rational.of(BigInt(parts[2]) * (parts[1] === "-" ? -1n : 1n), d);
    }
    const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
    if (!decimal || (decimal[2] + (decimal[3] || "")) === "") return null;
    const fraction = decimal[3] || "";
    const digits = BigInt(decimal[2] + fraction) * (decimal[1] === "-" ? -1n : 1n);
    const shift = Number(decimal[4] || 0) - fraction.length;
    const power = 10n ** BigInt(Math.abs(shift));
    return shift >= 0 ? Rational.of(digits * power) : Rational.of(digits, power);
  }

  add(o) {
    if (this.d === o.d) return Rational.of(this.n + o.n, this.d);
    return Rational.of(this.n * o.d + o.n * this.d, this.d * o.d);
  }
  sub(o) { return this.add(o.neg()); }
  neg() { return new Rational(-this.n, this.d); }
  mul(o) { return Rational.of(this.n * o.n, this.d * o.d); }
  div(o) { return Rational.of(this.n * o.d, this.d * o.n); }
  sign() { return this.n > 0n ? 1 : this.n < 0n ? -1 : 0; }
  cmp(o) {
    const left = this.n * o.d, right = o.n * this.d;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  eq(o) { return this.n === o.n && this.d === o.d; }
  isInteger() { return this.d === 1n; }

  // The nearest double or a neighbour of it: for drawing only.
  toNumber() {
    const bits = (b) => (b < 0n ? -b : b).toString(16).length * 4;
    const excess = Math.max(bits(this.n), bits(this.d)) - 900;
    if (excess <= 0) return Number(this.n) / Number(this.d);
    const shift = BigInt(excess);
    const d = this.d >> shift;
    return d === 0n ? (this.n < 0n ? -Infinity : Infinity) : Number(this.n >> shift) / Number(d);
  }
  toString() { return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`; }
}

const ZERO = new Rational(0n, 1n);
const ONE = new Rational(1n, 1n);

// constant + sum of coefficients[i] * values[i], on one common denominator, reduced once.
function linearCombination(constant, coefficients, values) {
  let n = constant.n, d = constant.d;
  for (let i = 0; i < values.length; ++i) {
    const tn = coefficients[i].n * values[i].n;
    if (tn === 0n) continue;
    const td = coefficients[i].d * values[i].d;
    if (d === td) {
      n += tn;
    } else if (d % td === 0n) {
      n += tn * (d / td);
    } else if (td % d === 0n) {
      n = n * (td / d) + tn;
      d = td;
    } else {
      const g = gcd(d, td);
      n = n * (td / g) + tn * (d / g);
      d = d / g * td;
    }
  }
  return Rational.of(n, d);
}

// An affine form from "constant gradient...".
function parseForm(text) {
  const numbers = text.split(" ").map(Rational.parse);
  return { constant: numbers[0], gradient: numbers.slice(1) };
}
const formAt = (form, point) => linearCombination(form.constant, form.gradient, point);

// The exact point where two lines of the plane meet; null if they are parallel.
function meet(a, b) {
  const [ax, ay] = a.gradient, [bx, by] = b.gradient;
  const det = ax.mul(by).sub(ay.mul(bx));
  if (det.sign() === 0) return null;
  return [ay.mul(b.constant).sub(by.mul(a.constant)).div(det),
          bx.mul(a.constant).sub(ax.mul(b.constant)).div(det)];
}
