// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the network at a point, exactly. null is "inf": a spike that never comes.
"use strict";

class Program {
  // {inputs, outputs, steps: [{kind: "affine"|"branch"|"spike", ...}], neurons: [{name, step}]}
  constructor(data) {
    this.inputs = data.inputs;
    this.outputs = data.outputs;
    this.neurons = data.neurons;
    this.steps = data.steps;
    this.read = new Array(data.steps.length);
  }

  static combination(data) {
    const [constant, ...coefficients] = data.c.split(" ").map(Rational.parse);
    return { constant, coefficients, sources: data.r };
  }

  step(s) {
    if (this.read[s]) return this.read[s];
    const data = this.steps[s];
    let step;
    if (data.kind === "affine") {
      step = { kind: "affine", value: Program.combination(data.value) };
    } else if (data.kind === "branch") {
      step = { kind: "branch", condition: data.condition,
               positive: Program.combination(data.positive),
               otherwise: Program.combination(data.otherwise) };
    } else {
      step = { kind: "spike", threshold: Rational.parse(data.threshold),
               rise: Rational.parse(data.rise), arrivals: data.arrivals,
               events: data.events.map(([synapse, numbers, name]) => {
                 const [offset, slope, jump] = numbers.split(" ").map(Rational.parse);
                 return { synapse, offset, slope, jump, name };
               }) };
    }
    return this.read[s] = step;
  }

  static combine(c, registers) {
    const values = [];
    for (const r of c.sources) {
      if (registers[r] === null) return null;
      values.push(registers[r]);
    }
    return linearCombination(c.constant, c.coefficients, values);
  }

  // {registers, decisions}: a decision for every branch and spike step, by its step.
  run(point) {
    const registers = [...point];
    const decisions = new Map();
    for (let s = 0; s < this.steps.length; ++s) {
      const step = this.step(s);
      if (step.kind === "affine") {
        registers.push(Program.combine(step.value, registers));
      } else if (step.kind === "branch") {
        const z = registers[step.condition];
        const on = z === null || z.sign() > 0;
        decisions.set(s, { kind: on ? "on" : "off", events: [] });
        registers.push(Program.combine(on ? step.positive : step.otherwise, registers));
      } else {
        const fired = firstCrossing(step, happenings(step, registers));
        decisions.set(s, fired);
        registers.push(fired.time);
      }
    }
    return { registers, decisions, outputs: this.outputs.map((r) => registers[r]) };
  }

  // What neuron k did in a run.
  trace(run, k) {
    const { name, step: s } = this.neurons[k];
    const step = this.step(s), decision = run.decisions.get(s);
    const value = run.registers[this.inputs + s];
    if (step.kind === "branch")
      return { name, decision, value, preActivation: run.registers[step.condition] };
    const events = happenings(step, run.registers);
    return { name, decision, value, threshold: step.threshold, events, step,
             course: potentialCourse(step, events, value) };
  }
}

// The events that happen, [{time, k}], in order of time.
function happenings(step, registers) {
  const order = [];
  step.events.forEach((event, k) => {
    const arrival = registers[step.arrivals[event.synapse]];
    if (arrival !== null) order.push({ time: arrival.add(event.offset), k });
  });
  return order.sort((a, b) => a.time.cmp(b.time) || a.k - b.k);
}

// The first time at which the potential reaches the threshold, and how; the value before an
// event decides first, events at one time act together.
function firstCrossing(step, order) {
  let slope = step.rise.neg(), constant = step.threshold.neg();
  const gap = (t) => constant.add(slope.mul(t));
  const members = (count) => order.slice(0, count).map((h) => h.k).sort((a, b) => a - b);
  if (order.length === 0) return { kind: "never", time: null, events: [] };
  for (let first = 0; first < order.length;) {
    const now = order[first].time;
    if (gap(now).sign() >= 0) {
      const time = first === 0 ? now : constant.neg().div(slope);
      return { kind: "crossing", time, events: members(first) };
    }
    let last = first;
    for (; last < order.length && order[last].time.eq(now); ++last) {
      const event = step.events[order[last].k];
      slope = slope.add(event.slope);
      constant = constant.add(event.jump).sub(event.slope.mul(now));
    }
    const after = gap(now).sign();
    if (after > 0 || (after === 0 && slope.sign() >= 0))
      return { kind: "jump", time: now, events: members(first),
               by: order.slice(first, last).find((h) => step.events[h.k].jump.sign() > 0).k };
    first = last;
  }
  if (slope.sign() <= 0) return { kind: "never", time: null, events: [] };
  return { kind: "crossing", time: constant.neg().div(slope), events: members(order.length) };
}

// Where the potential bends or jumps up to the firing time, or after all events where it
// never fires: [{time, value, after, slope}].
function potentialCourse(step, order, firing) {
  const course = [];
  const at = (time) => {
    const last = course[course.length - 1];
    if (last && last.time.eq(time)) return last;
    const value = last ? last.after.add(last.slope.mul(time.sub(last.time))) : ZERO;
    const point = { time, value, after: value, slope: last ? last.slope : ZERO };
    course.push(point);
    return point;
  };
  for (const { time, k } of order) {
    if (firing !== null && time.cmp(firing) > 0) break;
    const point = at(time);
    point.after = point.after.add(step.events[k].jump);
    point.slope = point.slope.add(step.events[k].slope);
  }
  if (firing !== null) at(firing);
  return course;
}
