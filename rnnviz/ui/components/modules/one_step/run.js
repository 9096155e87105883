// A run, and every number of any of its steps: what the server has not sent follows from the graph of the cell's equations.

import { threeDigits } from "../shared/numbers.js";
import { ACTIVATIONS, FLAT, LOG10_2, narrow, scaled, SMALLEST, times, wideSigmoid } from "./wide.js";
import { at, letterShown, SYMBOLS } from "./words.js";

/**
 * @param {{ value: number }[]} terms
 * @returns {number}
 */
export const total = (terms) => terms.reduce((sum, term) => sum + term.value, 0);

const PART = /^(loss_|carried_|direct_|through_|weights_|back_|d)(.+)$/;

// A run, and every vector of any of its steps: { values, exponent }, to be read as values · 2^exponent. Steps count from 1.
export class Run {
  // As it is sent: see rnnviz/figures/one_step.py. Rows are steps, then units, features or outputs.
  /** @type {string} */ cell;
  /** @type {string} */ label;
  /** @type {number} */ steps;
  /** @type {number} */ batch;
  /** @type {number} */ sequence;
  /** @type {string} */ activation;
  /** @type {boolean} whether predictions are values, and not a softmax */ linear;
  /** @type {Float64Array[]} */ x;
  /** @type {Float64Array[]} */ y;
  /** @type {Float64Array[]} */ right;
  /** @type {Record<string, Float64Array[]>} */ signals;
  /** @type {Record<string, Float64Array[]>} to be read as value · 2^exponent */ gradients;
  /** @type {ArrayLike<number>} */ exponent;
  /** @type {Record<string, ArrayLike<number>> | null} added to the exponent, where each gradient has its own */ apart;
  /** @type {Record<string, { recurrent: Float64Array[] | null, input: Float64Array[] | null, bias: Float64Array, names: string[], acts_on: string }>} */
  weights;
  /** @type {{ weights: Float64Array[], bias: Float64Array, names: string[] }} */ output;
  /** @type {Record<string, string>} pre-activations that are a part of another gate's, and that gate */ parts;
  /** @type {Record<string, string>} */ symbols;
  /** @type {Record<string, string>} */ names;
  /** @type {Record<string, string>} */ colours;
  /** @type {string[]} */ limited;
  /** @type {string | null} */ letters;
  /** @type {string | null} */ alphabet;
  /** @type {number} log₁₀ of the size of the gradient that colours are relative to */ reference;

  /** @param {any} data */
  constructor(data) {
    Object.assign(this, data);
    this.gates = Object.keys(data.weights);
    this.parts = Object.fromEntries(Object.entries(this.parts).filter(([gate]) => gate in data.weights));
    this.nodes = new Map(data.graph.map(([name, kind, ...of]) => [name, { name, kind, of }]));
    const sent = (name) => name in data.gradients && name in data.signals && name !== "a";
    this.states = ["a", ...data.graph.map(([name]) => name).filter(sent)];
    this.affine = new Map(data.graph.filter(([, kind]) => kind === "affine").map(([name, , gate]) => [gate, name]));
    this.n_a = data.signals.a[0].length;
    this.n_x = data.x[0].length;
    this.n_y = data.y[0].length;
    this.known = new Map(); // vectors of the steps that were looked at last
    this.facts = new Map(); // of the graph, at every step
    // Nodes that recurrent weights act on, and the gate whose they are: a GRU's reset state, if it resets before.
    this.actedOn = new Map(
      this.gates.filter((gate) => this.weights[gate].recurrent && this.weights[gate].acts_on !== "a")
        .map((gate) => [this.weights[gate].acts_on, gate]),
    );
  }

  /**
   * @typedef {{ values: ArrayLike<number>, exponent: number }} Vector
   * @param {string} quantity
   * @param {number} t
   * @returns {Vector}
   */
  vector(quantity, t) {
    const key = `${quantity} ${t}`;
    if (!this.known.has(key)) {
      if (this.known.size > 400) this.known.clear();
      this.known.set(key, this.computed(quantity, t));
    }
    return this.known.get(key);
  }

  computed(quantity, t) {
    const plain = (values) => ({ values, exponent: 0 });
    const step = t - 1;
    if (quantity === "x") return plain(this.x[step]);
    if (quantity === "y") return plain(this.y[step]);
    if (this.isBefore(quantity)) {
      const state = quantity.slice(0, -"_prev".length);
      return plain(step ? this.signals[state][step - 1] : new Float64Array(this.n_a));
    }
    if (quantity in this.signals) return plain(this.signals[quantity][step]);
    if (this.nodes.has(quantity)) {
      const { kind, of: [gate] } = this.nodes.get(quantity);
      if (kind === "affine") return plain(this.preActivations(gate, t));
      return plain(Float64Array.from({ length: this.n_a }, (_, j) => narrow(this.valueOf(quantity, t, j))));
    }
    const gradient = (key) => ({ values: this.gradients[key][step], exponent: this.exponentOf(key, t) });
    if (quantity === "dx") return gradient("x");
    if (quantity === "dz_y") {
      return plain(Float64Array.from({ length: this.n_y }, (_, q) => this.errorTerm(t, q)?.value ?? 0));
    }
    const [, kind, name] = PART.exec(quantity);
    switch (kind) {
      case "loss_": // what the loss puts in here
        return plain(this.transposed(this.output.weights, this.vector("dz_y", t).values));
      case "carried_": // what step t + 1 hands back to a state
        return t < this.steps ? this.vector(`d${name}_prev`, t + 1) : plain(new Float64Array(this.n_a));
      case "weights_": // what the gates hand back through the recurrent weights
        return this.handedBackToAll(t);
      case "back_": // what one gate hands back through them
        return this.backThrough(name, t);
      case "direct_": // what comes to the state before along its direct link
        return this.summed(this.directWays(name).map((way) => this.along(way, t)));
      case "through_": // the part of the gradient at a state that comes through others of the same step
        return this.summed(this.waysFrom(name).map((way) => this.along(way, t)));
      default:
    }
    if (name in this.gradients) return gradient(name); // da, dc, dz_f, ...
    if (this.actedOn.has(name)) return this.backThrough(this.actedOn.get(name), t);
    const ways = this.waysFrom(name).map((way) => this.along(way, t)); // df, dc_prev, da_prev, ...
    if (name === "a_prev") ways.unshift(this.handedBackToAll(t));
    return this.summed(ways);
  }

  // The ways by which a state is carried on as it is, but for factors.
  directWays(state) {
    return this.waysFrom(`${state}_prev`).filter(({ to }) => to === state);
  }

  isBefore(quantity) {
    return quantity.endsWith("_prev") && this.states.includes(quantity.slice(0, -"_prev".length));
  }

  // Σ W dz over all gates whose weights act on the hidden state.
  handedBackToAll(t) {
    return this.summed(
      this.gates.filter((gate) => this.isActingOnState(gate)).map((gate) => this.backThrough(gate, t)),
    );
  }

  isActingOnState(gate) {
    return Boolean(this.weights[gate].recurrent) && !this.actedOn.has(this.weights[gate].acts_on);
  }

  // Vectors of any exponents, added up.
  summed(vectors) {
    const sum = new Float64Array(this.n_a);
    const exponent = vectors.length ? Math.max(...vectors.map((vector) => vector.exponent)) : 0;
    for (const vector of vectors) {
      const power = vector.exponent - exponent;
      vector.values.forEach((value, j) => (sum[j] += scaled(value, power)));
    }
    return { values: sum, exponent };
  }

  // What comes along one way of the graph, for all units.
  along({ to, factors }, t) {
    return this.multiplied(this.vector(`d${to}`, t), (j) => times(...factors.map((factor) => factor.value(t, j))));
  }

  // The ways by which a gradient comes to a node within a step: from where it is known, and by what it is multiplied.
  waysFrom(name) {
    const key = `ways ${name}`;
    if (!this.facts.has(key)) this.facts.set(key, this.findWays(name));
    return this.facts.get(key);
  }

  findWays(name) {
    const found = [];
    for (const consumer of this.nodes.values()) {
      if (consumer.kind === "affine" || !consumer.of.includes(name)) continue;
      const [factors, slopes] = this.factorsInto(consumer, name);
      const known = this.gradientAt(consumer.name);
      const further = known ? [{ to: known, factors: [] }] : this.waysFrom(consumer.name);
      for (const way of further) found.push({ to: way.to, factors: [...way.factors, ...factors, ...slopes] });
    }
    return found;
  }

  // The key under which the gradient at a node was sent, if it was.
  gradientAt(name) {
    if (this.states.includes(name) || this.actedOn.has(name)) return name;
    if (name.startsWith("z_") && name in this.gradients) return name;
    const node = this.nodes.get(name);
    return node?.kind === "affine" && `z_${node.of[0]}` in this.gradients ? `z_${node.of[0]}` : null;
  }

  // By what a node is multiplied on the way into one that is made of it: other factors, and a slope.
  factorsInto(consumer, name) {
    switch (consumer.kind) {
      case "sum":
        return [[], []];
      case "rest":
        return [[{ written: () => "(−1)", value: () => [-1, 0] }], []];
      case "product":
        return [consumer.of.filter((part) => part !== name).map((part) => this.factor(part)), []];
      default:
        return [[], [this.slope(consumer.name)]];
    }
  }

  // A node as a factor of a product, and the slope of an activation: how it is written, and its number.
  factor(name) {
    return { written: (t, _j, about) => this.written(name, t, about), value: (t, j) => this.valueOf(name, t, j) };
  }

  slope(name) {
    return {
      written: (t, j, about) => this.slopeOf(name, t, j, about)[0],
      value: (t, j) => this.slopeOf(name, t, j)[1],
    };
  }

  // A node as a symbol if it has one, or else as what it is made of; with its unit and step, if they are told.
  written(name, t, { unit = "", when = "" } = {}) {
    if (this.isBefore(name)) return `${this.symbol(name.slice(0, -"_prev".length))}${at(t - 1)}${unit}`;
    if (name in this.signals || name in this.parts) return `${this.symbol(name)}${when}${unit}`;
    const { kind, of } = this.nodes.get(name);
    const parts = of.map((part) => this.written(part, t, { unit, when }));
    if (kind === "rest") return `(1 − ${parts[0]})`;
    if (kind === "tanh") return `tanh ${parts[0]}`;
    return parts.join(kind === "product" ? " · " : " + ");
  }

  symbol(key) {
    return this.symbols[key] ?? SYMBOLS[key] ?? key;
  }

  // The exponent of a gradient at a step; each has its own where floats do not hold them beside one another.
  exponentOf(key, t) {
    return this.exponent[t - 1] + (this.apart ? this.apart[key][t - 1] : 0);
  }

  // Values multiplied one by one by numbers of any size.
  multiplied({ values, exponent }, factor) {
    const products = Array.from(values, (value, j) => times([value, exponent], factor(j)));
    const largest = Math.max(...products.map(([value, power]) => (value === 0 ? -Infinity : power)));
    if (!Number.isFinite(largest)) return { values: Float64Array.from(products, ([value]) => value), exponent };
    return {
      values: Float64Array.from(products, ([value, power]) => scaled(value, power - largest)),
      exponent: largest,
    };
  }

  // A node, also where it is below the range of floats: [value, exponent].
  valueOf(name, t, j) {
    if (this.isBefore(name)) return [this.vector(name, t).values[j], 0];
    const node = this.nodes.get(name);
    if (name in this.signals) {
      const value = this.signals[name][t - 1][j];
      return node.kind === "sigmoid" && value < SMALLEST
        ? wideSigmoid(narrow(this.valueOf(node.of[0], t, j)))
        : [value, 0];
    }
    const parts = () => node.of.map((part) => this.valueOf(part, t, j));
    switch (node.kind) {
      case "affine":
        return [total(this.preActivation(node.of[0], t, j)), 0];
      case "product":
        return times(...parts());
      case "sum":
        return [parts().reduce((sum, part) => sum + narrow(part), 0), 0];
      case "rest": {
        const left = 1 - narrow(parts()[0]);
        const { kind, of } = this.nodes.get(node.of[0]);
        return left < FLAT && kind === "sigmoid" ? wideSigmoid(-narrow(this.valueOf(of[0], t, j))) : [left, 0];
      }
      default:
        return [ACTIVATIONS[node.kind === "activation" ? this.activation : node.kind].value(narrow(parts()[0])), 0];
    }
  }

  // What an activation is taken of, in a node that is the value of one.
  argument(name, t, j) {
    return narrow(this.valueOf(this.nodes.get(name).of[0], t, j));
  }

  // The derivative of an activation by its argument: its equation, and its number.
  slopeOf(name, t, j, about = {}) {
    const { kind, of } = this.nodes.get(name);
    const { derivative, slope, lost } = ACTIVATIONS[kind === "activation" ? this.activation : kind];
    const plain = derivative(narrow(this.valueOf(name, t, j)));
    const hidden = !(name in this.signals); // tanh c has no symbol of its own
    if (lost && plain < FLAT) {
      const words = hidden ? lost[0].replace(/z$/, this.written(of[0], t, about)) : lost[0];
      return [words, lost[1](this.argument(name, t, j))];
    }
    if (kind === "activation") return [`(${slope})`, [plain, 0]];
    const symbol = this.written(name, t, about);
    if (kind === "sigmoid") return [`${symbol} (1 − ${symbol})`, [plain, 0]];
    return [`(1 − ${hidden ? symbol.replace("tanh", "tanh²") : `${symbol}²`})`, [plain, 0]];
  }

  backThrough(gate, t) {
    const key = `W ${gate} ${t}`;
    if (this.known.has(key)) return this.known.get(key);
    const values = this.transposed(this.weights[gate].recurrent, this.gradients[`z_${gate}`][t - 1]);
    const found = { values, exponent: this.exponentOf(`z_${gate}`, t) };
    this.known.set(key, found);
    return found;
  }

  // Wᵀ d, one number a hidden unit; rows that get nothing are left out.
  transposed(matrix, d) {
    const values = new Float64Array(this.n_a);
    d.forEach((by, i) => {
      if (by === 0) return;
      const row = matrix[i];
      for (let j = 0; j < values.length; j += 1) values[j] += row[j] * by;
    });
    return values;
  }

  // log₁₀ of the Euclidean norm.
  size({ values, exponent }) {
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    if (!(largest > 0 && largest < Infinity)) return largest === 0 ? -Infinity : NaN;
    let sum = 0;
    for (const value of values) sum += (value / largest) ** 2;
    return Math.log10(largest) + Math.log10(sum) / 2 + exponent * LOG10_2;
  }

  ownTerms(t, j) {
    const errors = Array.from({ length: this.n_y }, (_, q) => this.errorTerm(t, q));
    return errors.filter(Boolean).map(({ before, after, error, scale }, q) => {
      const weight = this.output.weights[q][j];
      return {
        label: `${before}${this.output.names[0]}[${q + 1},${j + 1}] · ${after}`,
        factors: [weight, error],
        value: weight * error * scale,
        edit: this.edit(this.output.names[0], [q, j], weight),
      };
    });
  }

  // The gradient of the loss at what output q is made of, softmax aside; null where the loss does not look.
  errorTerm(t, q) {
    const right = this.right[t - 1][q];
    if (Number.isNaN(right)) return null;
    // ŷ − 1 is minus the sum of the other answers: where ŷ has been rounded to 1, that is what is left.
    const others = () => this.y[t - 1].reduce((sum, other, k) => (k === q ? sum : sum + other), 0);
    const error = !this.linear && right === 1 ? -others() : this.y[t - 1][q] - right;
    // The squared error is averaged over the outputs, the cross-entropy summed.
    const divided = (this.linear ? this.n_y : 1) * this.batch;
    const scale = (this.linear ? 2 : 1) / divided;
    const subtracted = right === 0 ? "" : ` ${right < 0 ? "+" : "−"} ${threeDigits(Math.abs(right))}`;
    return {
      before: this.linear ? "2 · " : "",
      after: `(ŷ${at(t)}[${q + 1}]${subtracted})${divided > 1 ? ` / ${divided}` : ""}`,
      error,
      scale,
      value: error * scale,
    };
  }

  edit(name, place, value) {
    return { cell: name === "x" ? "" : this.cell, name, place, value };
  }

  // What the recurrent weights of a gate act on.
  operand(gate) {
    const { acts_on } = this.weights[gate];
    return this.actedOn.has(acts_on) ? acts_on : "a_prev";
  }

  // The pre-activations of a gate at all units, summed in the order of their terms.
  preActivations(gate, t) {
    const { recurrent, input, bias } = this.weights[gate];
    const [before, x] = [this.vector(this.operand(gate), t).values, this.x[t - 1]];
    return Float64Array.from({ length: this.n_a }, (_, j) => {
      let sum = 0;
      if (recurrent) { for (let k = 0; k < before.length; k += 1) sum += recurrent[j][k] * before[k]; }
      if (input) { for (let k = 0; k < x.length; k += 1) sum += input[j][k] * x[k]; }
      return sum + bias[j];
    });
  }

  // Σ W a⟨t−1⟩ + Σ W x⟨t⟩ + b, unit j of a gate; some have one of the sums only.
  preActivation(gate, t, j) {
    const { recurrent, input, bias, names } = this.weights[gate];
    const operand = this.operand(gate);
    const [before, x] = [this.vector(operand, t).values, this.x[t - 1]];
    const offset = this.offset(gate);
    const ofState = (a, k) => ({
      label: `${names[0]}[${j + 1},${k + 1}] · ${this.inBrackets(operand, t)}[${k + 1}]`,
      factors: [recurrent[j][k], a],
      value: recurrent[j][k] * a,
      edit: this.edit(names[0], [j, k], recurrent[j][k]),
    });
    const ofInput = (value, k) => ({
      label: `${names[1]}[${j + 1},${offset + k + 1}] · x${at(t)}[${k + 1}]${
        this.alphabet ? ` “${letterShown(this.alphabet[k])}”` : ""
      }`,
      factors: [input[j][k], value],
      value: input[j][k] * value,
      edit: this.edit(names[1], [j, offset + k], input[j][k]),
    });
    return [
      ...(recurrent ? Array.from(before, ofState) : []),
      ...(input ? Array.from(x, ofInput) : []),
      { label: `${names[2]}[${j + 1}]`, factors: [], value: bias[j], edit: this.edit(names[2], [j, 0], bias[j]) },
    ];
  }

  // Where the input's columns begin in the matrix that they stand in: behind the hidden state's, if it is one for both.
  offset(gate) {
    const name = this.weights[gate].names[1];
    return Object.values(this.weights).some(({ names, recurrent }) => recurrent && names[0] === name) ? this.n_a : 0;
  }

  // z as an equation: of a gate's matrix, or two.
  equationOf(gate, t) {
    const { recurrent, input, names } = this.weights[gate];
    const operand = this.written(this.operand(gate), t);
    if (recurrent && input && names[0] === names[1]) return `${names[0]} [${operand}; x${at(t)}] + ${names[2]}`;
    const parts = [
      recurrent && `${names[0]} ${this.inBrackets(this.operand(gate), t)}`,
      input && `${names[1]} x${at(t)}`,
      names[2],
    ];
    return parts.filter(Boolean).join(" + ");
  }

  // As it is written, in brackets if it is more than one symbol.
  inBrackets(name, t) {
    const text = this.written(name, t);
    return text.includes(" ") ? `(${text})` : text;
  }

  // What the gates of step t hand back to place j of their operand: Σ over all gates and units of W dz.
  handedBack(t, j, toInput, relativeTo, gates = this.gates) {
    const those = gates.filter((gate) => (toInput ? this.weights[gate].input : this.isActingOnState(gate)));
    return this.handedBackBy(those, t, j, toInput, relativeTo);
  }

  handedBackBy(those, t, j, toInput, relativeTo) {
    return those.flatMap((gate) => {
      const power = this.exponentOf(`z_${gate}`, t) - relativeTo;
      const { recurrent, input, names } = this.weights[gate];
      const matrix = toInput ? input : recurrent;
      const column = toInput ? this.offset(gate) + j : j;
      const name = names[toInput ? 1 : 0];
      return Array.from(this.gradients[`z_${gate}`][t - 1], (d, i) => ({
        label: `${name}[${i + 1},${column + 1}] · dJ/d${this.nameOfZ(gate)}${at(t)}[${i + 1}]`,
        factors: [matrix[i][j], scaled(d, power)],
        gradient: 1,
        value: matrix[i][j] * scaled(d, power),
        edit: this.edit(name, [i, column], matrix[i][j]),
      }));
    });
  }

  isGradient(quantity) {
    return !(quantity in this.signals) && !this.nodes.has(quantity) && PART.test(quantity);
  }

  // Gradients that a drawing shows: how they are made up is told by the beginning of their names.
  partOf(quantity) {
    return this.isGradient(quantity) ? PART.exec(quantity).slice(1) : [];
  }

  isTanhOf(name) {
    return !(name in this.signals) && this.nodes.get(name)?.kind === "tanh";
  }

  // The node at which a gradient that was sent is.
  nodeOfGradient(key) {
    if (this.nodes.has(key)) return key;
    return this.affine.get(key.slice(2));
  }

  // What an activation is taken of, as an equation and as terms: pre-activations are written out.
  argumentTerms(name, t, j) {
    const { kind, of } = this.nodes.get(name);
    if (kind === "affine") return [this.equationOf(of[0], t), this.preActivation(of[0], t, j)];
    const unit = `[${j + 1}]`;
    const parts = of.map((part) => {
      const node = this.nodes.get(part);
      if (node.kind === "affine") return [this.equationOf(node.of[0], t), this.preActivation(node.of[0], t, j)];
      const factors = node.of.map((factor) => this.valueOf(factor, t, j));
      const label = node.of.map((factor) => this.written(factor, t, { unit })).join(" · ");
      return [this.written(part, t), [{ label, factors, value: narrow(times(...factors)) }]];
    });
    return [parts.map(([words]) => words).join(" + "), parts.flatMap(([, terms]) => terms)];
  }

  // A way in words: dJ/dc · c⟨t−1⟩ · f (1 − f).
  wordsOf({ to, factors }, t, j, about = {}) {
    const parts = factors.map((factor) => factor.written(t, j, about));
    if (this.actedOn.has(to)) return [`dJ/d(${this.written(to, t)})${about.unit ?? ""}`, ...parts].join(" · ");
    const from = to.startsWith("z_") ? this.nameOfZ(to.slice(2)) : this.symbol(to);
    return [`dJ/d${from}${about.when ?? ""}${about.unit ?? ""}`, ...parts].join(" · ");
  }

  // The quantities that a number is made of, within one step.
  usesOf(quantity) {
    const key = `uses ${quantity}`;
    if (!this.facts.has(key)) this.facts.set(key, [...new Set(this.findUses(quantity))]);
    return this.facts.get(key);
  }

  findUses(quantity) {
    const seen = (name) => name in this.signals || name in this.parts || this.isBefore(name);
    const below = (name) => {
      const { kind, of } = this.nodes.get(name);
      if (kind === "affine") {
        const operand = this.operand(of[0]);
        const acted = operand === "a_prev" ? [operand] : below(operand);
        return [...(this.weights[of[0]].recurrent ? acted : []), ...(this.weights[of[0]].input ? ["x"] : [])];
      }
      return of.flatMap((part) => (seen(part) || this.shownZ === part ? [part] : below(part)));
    };
    if (this.nodes.has(quantity)) return below(quantity);
    if (quantity === "y") return ["a"];
    if (quantity === "dz_y") return ["y"];
    if (quantity === "da") return ["dz_y"];
    const gradients = (gates) => gates.map((gate) => `dz_${gate}`);
    const acting = () => gradients(this.gates.filter((gate) => this.isActingOnState(gate)));
    if (quantity === "dx") return gradients(this.gates.filter((gate) => this.weights[gate].input));
    if (!this.isGradient(quantity)) return [];
    const [, kind, of] = PART.exec(quantity);
    const along = (ways) => ways.map((way) => `d${way.to}`);
    switch (kind) {
      case "loss_":
        return ["dz_y"];
      case "carried_":
        return [];
      case "weights_":
        return acting();
      case "back_":
        return [`dz_${of}`];
      case "direct_":
        return along(this.directWays(of));
      case "through_":
        return along(this.waysFrom(of));
      default:
    }
    if (this.actedOn.has(of)) return [`dz_${this.actedOn.get(of)}`];
    const ways = along(this.waysFrom(this.isBefore(of) ? of : this.nodeOfGradient(of)));
    return of === "a_prev" ? [...acting(), ...ways] : ways;
  }

  // All that a drawing shows of a cell.
  get quantities() {
    const before = this.states.map((state) => `${state}_prev`);
    const forwards = [
      ...before,
      ...Object.keys(this.signals),
      ...Object.keys(this.parts),
      ...(this.shownZ ? [this.shownZ] : []),
      "x",
      "y",
    ];
    return [
      ...forwards,
      ...this.states.map((state) => `d${state}`),
      ...this.gates.map((gate) => `dz_${gate}`),
      ...(this.shownZ ? [] : this.gates.filter((gate) => gate in this.signals).map((gate) => `d${gate}`)),
      ...before.map((name) => `d${name}`),
      "dx",
      "dz_y",
    ];
  }

  // The pre-activation of a cell without gates, which its drawing shows.
  get shownZ() {
    return this.gates.length === 1 ? this.affine.get(this.gates[0]) : null;
  }

  // Where the gradient sets out: what the softmax is taken of, or the prediction itself.
  get nameOfOutput() {
    return this.linear ? "ŷ" : "z_ŷ";
  }

  // A gate's pre-activation; one that is a part of another's has a symbol of its own.
  nameOfZ(gate) {
    return gate in this.parts ? gate : `z_${this.symbol(gate)}`;
  }

  // The same where it is clear of which gate: z alone, unless a gate is called that.
  shortZ(gate) {
    return this.gates.some((key) => this.symbol(key) === "z") ? this.nameOfZ(gate) : "z";
  }
}
