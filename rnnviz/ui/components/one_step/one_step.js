// One step of a cell as a drawing that can be scrubbed, played and taken apart, forwards and backwards.
// What all components share (bytes, numbers, scales, cursor) stands in browser/shared.js, which is put in front of this
// file. The whole run is here; nothing is asked of the server but to change a value.

const LOG10_2 = Math.log10(2);
const SHOWN_TERMS = 6;
const SPEEDS = { "slow motion": 0, normal: 450, fast: 90 }; // milliseconds a step; slow motion goes phase by phase
const PHASE_MS = 700;
const WIDEST = 7; // pixels of an edge that carries the whole gradient
const FADES_OVER = 5; // decades over which an edge becomes as thin as it gets

// ---------------------------------------------------------------------------------------------- numbers of a run

// Numbers whose size floats do not reach: [value, exponent], to be read as value · 2^exponent.
function expOfMinus(size) {
  const shift = Math.round(Math.min(size, 2 ** 40) / Math.LN2);
  return [Math.exp(shift * Math.LN2 - Math.min(size, 2 ** 40)), -shift];
}
const times = (...numbers) => numbers.reduce(([value, exponent], [by, more]) => [value * by, exponent + more], [1, 0]);
const scaled = (value, power) => (value === 0 ? 0 : value * 2 ** power); // 0 stays 0, also times infinity
const wideSigmoid = (z) => times(expOfMinus(Math.max(-z, 0)), [1 / (1 + Math.exp(-Math.abs(z))), 0]);
const slopeOfTanh = (z) => times(expOfMinus(2 * Math.abs(z)), [4 / (1 + Math.exp(-2 * Math.abs(z))) ** 2, 0]);
const slopeOfSigmoid = (z) => times(expOfMinus(Math.abs(z)), [1 / (1 + Math.exp(-Math.abs(z))) ** 2, 0]);
const FLAT = 1e-5; // slopes below which the output has lost too many of their digits
const SMALLEST = 1e-290; // gates and states below which floats have lost digits

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const ACTIVATIONS = {
  tanh: { name: "tanh", value: Math.tanh, slope: "1 − a²", derivative: (a) => 1 - a * a, lost: ["sech² z", slopeOfTanh] },
  sigmoid: { name: "σ", value: sigmoid, slope: "a (1 − a)", derivative: (a) => a * (1 - a), lost: ["σ′(z)", slopeOfSigmoid] },
  relu: { name: "ReLU", value: (z) => Math.max(z, 0), slope: "1 where a > 0", derivative: (a) => (a > 0 ? 1 : 0) },
  linear: { name: "", value: (z) => z, slope: "1", derivative: () => 1 },
};

// How things are called that every cell has; gates and states bring their own names.
const SYMBOLS = { x: "x", y: "ŷ" };
const NAMES = { x: "input", y: "prediction" };

const at = (t) => `⟨${t}⟩`;

// A run, and every vector of any of its steps: { values, exponent }, to be read as values · 2^exponent. Steps count from 1.
class Run {
  constructor(data) {
    Object.assign(this, data);
    this.gates = Object.keys(data.weights);
    this.nodes = new Map(data.graph.map(([name, kind, ...of]) => [name, { name, kind, of }]));
    const sent = (name) => name in data.gradients && name in data.signals && name !== "a";
    this.states = ["a", ...data.graph.map(([name]) => name).filter(sent)];
    this.affine = new Map(data.graph.filter(([, kind]) => kind === "affine").map(([name, , gate]) => [gate, name]));
    this.n_a = data.signals.a[0].length;
    this.n_x = data.x[0].length;
    this.n_y = data.y[0].length;
    this.known = new Map();
  }

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
      return plain(Float64Array.from({ length: this.n_a }, (_, j) => narrow(this.valueOf(quantity, t, j))));
    }
    const gradient = (key) => ({ values: this.gradients[key][step], exponent: this.exponentOf(key, t) });
    if (quantity === "dx") return gradient("x");
    if (quantity === "own") {
      return plain(Float64Array.from({ length: this.n_a }, (_, j) => total(this.ownTerms(t, j))));
    }
    const [, kind, state] = /^(carried_|direct_|through_|weights_|d)(.+)$/.exec(quantity);
    switch (kind) {
      case "carried_": // what step t + 1 hands back to a state
        return t < this.steps ? this.vector(`d${state}_prev`, t + 1) : plain(new Float64Array(this.n_a));
      case "weights_": // what the gates hand back through the recurrent weights
        return this.handedBackToAll(t);
      case "direct_": // what comes to the state before along its direct link
        return this.summed(this.waysFrom(`${state}_prev`).map((way) => this.along(way, t)));
      case "through_": // the part of the gradient at a state that comes through others of the same step
        return this.summed(this.waysFrom(state).map((way) => this.along(way, t)));
      default:
    }
    if (!this.isBefore(state)) return gradient(state); // da, dc, dz_f, ...
    const before = state.slice(0, -"_prev".length);
    const ways = this.waysFrom(state).map((way) => this.along(way, t));
    if (before === "a") ways.unshift(this.handedBackToAll(t));
    return this.summed(ways);
  }

  isBefore(quantity) {
    return quantity.endsWith("_prev") && this.states.includes(quantity.slice(0, -"_prev".length));
  }

  // Σ W dz over all gates whose weights act on the hidden state.
  handedBackToAll(t) {
    return this.summed(this.gates.filter((gate) => this.weights[gate].recurrent).map((gate) => this.backThrough(gate, t)));
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
    const from = { values: this.gradients[to][t - 1], exponent: this.exponentOf(to, t) };
    return this.multiplied(from, (j) => times(...factors.map((factor) => factor.value(t, j))));
  }

  // The ways by which a gradient comes to a node within a step: from where it is known, and by what it is multiplied.
  waysFrom(name) {
    const key = `ways ${name}`;
    if (!this.known.has(key)) this.known.set(key, this.findWays(name));
    return this.known.get(key);
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
    if (this.states.includes(name)) return name;
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
    return { written: (t, j, about) => this.written(name, t, about), value: (t, j) => this.valueOf(name, t, j) };
  }

  slope(name) {
    return { written: (t, j, about) => this.slopeOf(name, t, j, about)[0], value: (t, j) => this.slopeOf(name, t, j)[1] };
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
    return { values: Float64Array.from(products, ([value, power]) => scaled(value, power - largest)), exponent: largest };
  }

  // A node, also where it is below the range of floats: [value, exponent].
  valueOf(name, t, j) {
    if (this.isBefore(name)) return [this.vector(name, t).values[j], 0];
    const node = this.nodes.get(name);
    if (name in this.signals) {
      const value = this.signals[name][t - 1][j];
      return node.kind === "sigmoid" && value < SMALLEST ? wideSigmoid(narrow(this.valueOf(node.of[0], t, j))) : [value, 0];
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
    const dz = this.gradients[`z_${gate}`][t - 1];
    const { recurrent } = this.weights[gate];
    const values = new Float64Array(this.n_a);
    dz.forEach((d, i) => {
      const row = recurrent[i];
      for (let j = 0; j < values.length; j += 1) values[j] += row[j] * d;
    });
    const found = { values, exponent: this.exponentOf(`z_${gate}`, t) };
    this.known.set(key, found);
    return found;
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
    const right = this.right[t - 1];
    if (Number.isNaN(right[0])) return [];
    // The squared error is averaged over the outputs, the cross-entropy summed.
    const scale = this.linear ? 2 / this.n_y / this.batch : 1 / this.batch;
    return Array.from({ length: this.n_y }, (_, q) => {
      // ŷ − 1 is minus the sum of the other answers: where ŷ has been rounded to 1, that is what is left.
      const others = () => this.y[t - 1].reduce((sum, other, k) => (k === q ? sum : sum + other), 0);
      const error = !this.linear && right[q] === 1 ? -others() : this.y[t - 1][q] - right[q];
      const weight = this.output.weights[q][j];
      const subtracted = right[q] === 0 ? "" : ` ${right[q] < 0 ? "+" : "−"} ${threeDigits(Math.abs(right[q]))}`;
      const times = this.linear ? "2 · " : "";
      const divided = (this.linear ? this.n_y : 1) * this.batch;
      return {
        label: `${times}${this.output.names[0]}[${q + 1},${j + 1}] · (ŷ${at(t)}[${q + 1}]${subtracted})${divided > 1 ? ` / ${divided}` : ""}`,
        factors: [weight, error],
        value: weight * error * scale,
        edit: this.edit(this.output.names[0], [q, j], weight),
      };
    });
  }

  edit(name, place, value) {
    return { cell: name === "x" ? "" : this.cell, name, place, value };
  }

  // Σ W a⟨t−1⟩ + Σ W x⟨t⟩ + b, unit j of a gate; some have one of the sums only.
  preActivation(gate, t, j) {
    const { recurrent, input, bias, names } = this.weights[gate];
    const [before, x] = [this.vector("a_prev", t).values, this.x[t - 1]];
    const offset = this.offset(gate);
    const ofState = (a, k) => ({
      label: `${names[0]}[${j + 1},${k + 1}] · a${at(t - 1)}[${k + 1}]`,
      factors: [recurrent[j][k], a],
      value: recurrent[j][k] * a,
      edit: this.edit(names[0], [j, k], recurrent[j][k]),
    });
    const ofInput = (value, k) => ({
      label: `${names[1]}[${j + 1},${offset + k + 1}] · x${at(t)}[${k + 1}]${this.alphabet ? ` “${letterShown(this.alphabet[k])}”` : ""}`,
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
    if (recurrent && input && names[0] === names[1]) return `${names[0]} [a${at(t - 1)}; x${at(t)}] + ${names[2]}`;
    const parts = [recurrent && `${names[0]} a${at(t - 1)}`, input && `${names[1]} x${at(t)}`, names[2]];
    return parts.filter(Boolean).join(" + ");
  }

  // What the gates of step t hand back to place j of their operand: Σ over all gates and units of W dz.
  handedBack(t, j, toInput, relativeTo) {
    const those = this.gates.filter((gate) => this.weights[gate][toInput ? "input" : "recurrent"]);
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
    return !(quantity in this.signals) && !this.nodes.has(quantity) && quantity.startsWith("d");
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
    const from = to.startsWith("z_") ? this.nameOfZ(to.slice(2)) : this.symbol(to);
    const parts = factors.map((factor) => factor.written(t, j, about));
    return [`dJ/d${from}${about.when ?? ""}${about.unit ?? ""}`, ...parts].join(" · ");
  }

  // The quantities that a number is made of, within one step.
  usesOf(quantity) {
    const key = `uses ${quantity}`;
    if (!this.known.has(key)) this.known.set(key, [...new Set(this.findUses(quantity))]);
    return this.known.get(key);
  }

  findUses(quantity) {
    const seen = (name) => name in this.signals || name in this.parts || this.isBefore(name);
    const below = (name) => {
      const { kind, of } = this.nodes.get(name);
      if (kind === "affine") return [...(this.weights[of[0]].recurrent ? ["a_prev"] : []), ...(this.weights[of[0]].input ? ["x"] : [])];
      return of.flatMap((part) => (seen(part) || this.shownZ === part ? [part] : below(part)));
    };
    if (this.nodes.has(quantity)) return below(quantity);
    if (quantity === "y") return ["a"];
    if (quantity === "da") return ["y"];
    const gates = (part) => this.gates.filter((gate) => this.weights[gate][part]).map((gate) => `dz_${gate}`);
    if (quantity === "dx") return gates("input");
    if (!quantity.startsWith("d")) return [];
    const of = quantity.slice(1);
    const ways = this.waysFrom(this.isBefore(of) ? of : this.nodeOfGradient(of)).map((way) => `d${way.to}`);
    return of === "a_prev" ? [...gates("recurrent"), ...ways] : ways;
  }

  // All that a drawing shows of a cell.
  get quantities() {
    const before = this.states.map((state) => `${state}_prev`);
    const forwards = [...before, ...Object.keys(this.signals), ...Object.keys(this.parts), ...(this.shownZ ? [this.shownZ] : []), "x", "y"];
    return [...forwards, ...this.states.map((state) => `d${state}`), ...this.gates.map((gate) => `dz_${gate}`), ...before.map((name) => `d${name}`), "dx"];
  }

  // The pre-activation of a cell without gates, which its drawing shows.
  get shownZ() {
    return this.gates.length === 1 ? this.affine.get(this.gates[0]) : null;
  }

  // A gate's pre-activation; one that is a part of another's has a symbol of its own.
  nameOfZ(gate) {
    return gate in this.parts ? gate : `z_${this.symbol(gate)}`;
  }
}

const narrow = ([value, exponent]) => scaled(value, exponent);

const letterShown = (letter) => (letter === " " ? "␣" : letter === "\n" ? "↵" : letter);

const total = (terms) => terms.reduce((sum, term) => sum + term.value, 0);

// ---------------------------------------------------------------------------------------------- where a number comes from

// { title, formula, terms, after, value, exponent, uses, usedBy }: the terms add up; `after`, if there is one, says what is
// done with their sum. The values, and of a term's factors the one that `gradient` points to, are times 2^exponent.
function explain(run, quantity, t, j) {
  const unit = `[${j + 1}]`;
  const { values, exponent } = run.vector(quantity, t);
  const found = { quantity, t, j, value: values[j], exponent, terms: [], after: null, uses: [] };
  const product = (label, factors, gradient) => {
    const [value, power] = times(...factors);
    return { label, factors, value: scaled(value, power), ...(gradient === undefined ? {} : { gradient }) };
  };
  // What comes along a way from a gradient of step `step`.
  const carried = (way, step, about) => {
    const from = [run.gradients[way.to][step - 1][j], run.exponentOf(way.to, step) - exponent];
    return product(run.wordsOf(way, step, j, about), [from, ...way.factors.map((factor) => factor.value(step, j))], 0);
  };
  const node = run.nodes.get(quantity);
  found.title = titleOf(run, quantity, t, j);
  if (quantity === "x") {
    const edit = run.edit("x", [j, run.sequence - 1, t - 1], values[j]);
    found.formula = `x${at(t)}${unit} is given`;
    if (run.letters) found.formula += `: 1 where the letter is “${letterShown(run.alphabet[j])}”; that of step ${t} is “${letterShown(run.letters[t - 1])}”`;
    found.terms = [{ label: `x${at(t)}${unit}`, factors: [], value: values[j], edit }];
  } else if (run.isBefore(quantity)) {
    const key = quantity.slice(0, -"_prev".length);
    found.formula = t === 1 ? `${run.symbol(key)}⟨0⟩ is 0: nothing has been read yet` : `the ${run.names[key]} that step ${t - 1} ended with`;
    found.terms = [{ label: `${run.symbol(key)}${at(t - 1)}${unit}`, factors: [], value: values[j] }];
  } else if (quantity === "y") {
    const [W, b] = run.output.names;
    found.formula = run.linear ? `ŷ = ${W} a${at(t)} + ${b}` : `ŷ = softmax(z), z = ${W} a${at(t)} + ${b}`;
    const a = run.signals.a[t - 1];
    found.terms = [
      ...Array.from(a, (value, k) => ({
        label: `${W}[${j + 1},${k + 1}] · a${at(t)}[${k + 1}]`,
        factors: [run.output.weights[j][k], value],
        value: run.output.weights[j][k] * value,
        edit: run.edit(W, [j, k], run.output.weights[j][k]),
      })),
      { label: `${b}[${j + 1}]`, factors: [], value: run.output.bias[j], edit: run.edit(b, [j, 0], run.output.bias[j]) },
    ];
    if (!run.linear) found.after = { sum: `z${unit}`, says: `ŷ${unit} = exp(z${unit}) / Σ exp(z) over all ${run.n_y} outputs` };
  } else if (node?.kind === "affine") {
    found.formula = `${quantity in run.parts ? quantity : "z"} = ${run.equationOf(node.of[0], t)}`;
    found.terms = run.preActivation(node.of[0], t, j);
  } else if (node && ["sum", "product"].includes(node.kind)) {
    const parts = node.kind === "sum" ? node.of : [quantity];
    const factorsOf = (part) => (run.nodes.get(part)?.kind === "product" ? run.nodes.get(part).of : [part]);
    found.formula = `${run.symbol(quantity)}${at(t)} = ${parts.map((part) => factorsOf(part).map((name) => run.written(name, t)).join(" · ")).join(" + ")}`;
    const withNumber = (name) => (run.isTanhOf(name) ? `tanh(${readable(run.argument(name, t, j))})` : run.written(name, t, { unit }));
    found.terms = parts.map((part) => {
      const names = factorsOf(part);
      return product(names.map(withNumber).join(" · "), names.map((name) => run.valueOf(name, t, j)));
    });
  } else if (node) {
    const symbol = run.symbol(quantity);
    const { name } = ACTIVATIONS[node.kind === "activation" ? run.activation : node.kind];
    const [formula, terms] = run.argumentTerms(node.of[0], t, j);
    found.formula = `${symbol} = ${name ? `${name}(z)` : "z"}, z = ${formula}`;
    found.terms = terms;
    found.after = { sum: `z${unit}`, says: name ? `${symbol}${unit} = ${name}(z${unit})` : `${symbol}${unit} = z${unit}` };
  } else if (quantity === "dx") {
    found.formula = `dJ/dx${at(t)} = Σ W · dJ/dz${at(t)} over all ${run.gates.length > 1 ? "gates and " : ""}units`;
    found.terms = run.handedBack(t, j, true, exponent);
  } else if (run.isBefore(quantity.slice(1))) {
    const before = quantity.slice(1);
    const state = before.slice(0, -"_prev".length);
    const ways = run.waysFrom(before);
    const weights = `Σ W · dJ/dz${at(t)} over all ${run.gates.length > 1 ? "gates and " : ""}units`;
    const inWords = ways.map((way) => run.wordsOf(way, t, j, { when: at(t) }));
    found.formula = `to ${run.symbol(state)}${at(t - 1)}: ${[...(state === "a" ? [weights] : []), ...inWords].join(" + ")}`;
    found.terms = [...(state === "a" ? run.handedBack(t, j, false, exponent) : []), ...ways.map((way) => carried(way, t, { unit }))];
  } else {
    const state = quantity.slice(1); // a, c, z_f, ...
    const within = run.waysFrom(run.nodeOfGradient(state));
    if (run.states.includes(state)) {
      const later = run.waysFrom(`${state}_prev`);
      const fromWeights = state === "a" ? ["what the loss puts in here", `Σ W · dJ/dz${at(t + 1)}`] : [];
      const direct = within.map((way) => run.wordsOf(way, t, j, { when: at(t) }));
      const after = t < run.steps ? later.map((way) => run.wordsOf(way, t + 1, j, { when: at(t + 1) })) : [];
      const ends = fromWeights.length ? ", from the step after" : "";
      found.formula = `dJ/d${run.symbol(state)}${at(t)} = ${[...direct, ...fromWeights, ...after].join(" + ")}${ends}`;
      if (state === "a") {
        const own = run.ownTerms(t, j).map((term) => ({ ...term, value: scaled(term.value, -exponent) }));
        found.terms = [...own, ...(t < run.steps ? run.handedBack(t + 1, j, false, exponent) : [])];
      }
      found.terms.push(...within.map((way) => carried(way, t, { unit })));
      if (t < run.steps) found.terms.push(...later.map((way) => carried(way, t + 1, { unit, when: at(t + 1) })));
    } else {
      found.formula = `dJ/d${run.nameOfZ(state.slice(2))} = ${within.map((way) => run.wordsOf(way, t, j)).join(" + ")}`;
      found.terms = within.map((way) => carried(way, t));
    }
  }
  found.uses = run.usesOf(quantity);
  found.usedBy = run.quantities.filter((key) => run.usesOf(key).includes(quantity));
  return found;
}

function titleOf(run, quantity, t, j) {
  const unit = `${j + 1}`;
  const before = (name) => name.slice(0, -"_prev".length);
  if (run.isBefore(quantity)) return `${run.names[before(quantity)]} ${run.symbol(before(quantity))}${at(t - 1)}, unit ${unit}`;
  if (quantity.startsWith("d") && run.isBefore(quantity.slice(1))) return `gradient that leaves for ${run.symbol(before(quantity.slice(1)))}${at(t - 1)}, unit ${unit}`;
  if (quantity.startsWith("dz_")) {
    const gate = quantity.slice(3);
    return `gradient at ${gate in run.parts ? gate : `z of the ${run.names[gate]}`}, step ${t}, unit ${unit}`;
  }
  if (run.isGradient(quantity)) return `gradient dJ/d${run.symbol(quantity.slice(1))}${at(t)}, ${quantity === "dx" ? "feature" : "unit"} ${unit}`;
  const what = { x: "feature", y: "output" }[quantity] ?? "unit";
  const name = run.names[quantity] ?? NAMES[quantity] ?? (quantity in run.parts ? `part of the ${run.names[run.parts[quantity]]}` : "pre-activation");
  return `${name} ${quantity.startsWith("z_") ? "z" : run.symbol(quantity)}${at(t)}, ${what} ${unit}`;
}

// ---------------------------------------------------------------------------------------------- numbers that add up

// value · 2^exponent, also where that is beyond the range of floats.
function fiveDigitsTimes(value, exponent) {
  if (value === 0 || !Number.isFinite(value)) return threeDigits(value);
  const log10 = Math.log10(Math.abs(value)) + exponent * LOG10_2;
  if (log10 >= -3 && log10 < 5) return withMinus(String(Number((value * 2 ** exponent).toPrecision(5))));
  let power = Math.floor(log10);
  let mantissa = (exponent === 0 && Math.abs(power) < 300 ? Math.abs(value) / 10 ** power : 10 ** (log10 - power)).toFixed(4);
  if (mantissa === "10.0000") [power, mantissa] = [power + 1, "1.0000"];
  return onPaper(`${value < 0 ? "-" : ""}${mantissa}e${power}`);
}

// Five digits, so that their product can be checked by hand.
function factorTexts({ factors, gradient }, exponent) {
  return factors.map((factor, place) => {
    const [value, power] = Array.isArray(factor) ? factor : [factor, 0];
    return fiveDigitsTimes(value, power + (place === gradient ? exponent : 0));
  });
}

// value · 2^exponent with all the digits that there are, for a table.
function allDigitsTimes(value, exponent) {
  const product = value * 2 ** exponent;
  if (value === 0 || (Math.abs(product) > 1e-300 && Number.isFinite(product))) return String(product);
  if (!Number.isFinite(value)) return String(value);
  const log10 = Math.log10(Math.abs(value)) + exponent * LOG10_2;
  const power = Math.floor(log10);
  return `${value < 0 ? "-" : ""}${(10 ** (log10 - power)).toFixed(9)}e${power < 0 ? "" : "+"}${power}`;
}

// ±10^log10 where there is room for so many characters only: with fewer digits if it is not.
function briefly(sign, log10, room) {
  const minus = sign < 0 ? "−" : "";
  for (const digits of [2, 1, 0]) {
    let whole = Math.floor(log10);
    let mantissa = (10 ** (log10 - whole)).toFixed(digits);
    if (Number(mantissa) === 10) [whole, mantissa] = [whole + 1, (1).toFixed(digits)];
    const text = digits === 2 ? minus + threeDigitsOfPower(log10) : onPaper(`${minus}${mantissa}e${whole}`);
    if (text.length <= room || digits === 0 || !Number.isFinite(log10)) return text;
  }
}

const readable = (value) => threeDigits(value);

// Writes the terms of a sum and the sum with as many decimals each, so that the numbers add up as they are shown: what
// rounding leaves over gets a line of its own. Tiny numbers share a power of ten.
function ledger(terms, sum, exponent) {
  const sizes = [sum, ...terms.map((term) => term.value)].map(Math.abs).filter(Number.isFinite);
  const largest = Math.max(0, ...sizes);
  const size = largest > 0 ? Math.log10(largest) + exponent * LOG10_2 : 0;
  const power = size >= -3 && size < 5 ? 0 : Math.floor(size);
  const half = 10 ** ((exponent * LOG10_2 - power) / 2); // in two steps: the whole may be beyond the range of floats
  const decimals = Math.max(0, Math.min(6, 4 - (power ? 0 : Math.floor(size))));
  const rounded = (value) => Math.round(value * half * half * 10 ** decimals); // whole numbers of the last decimal: exact
  const written = (units) => (Number.isFinite(units) ? withMinus((units / 10 ** decimals).toFixed(decimals)) : threeDigits(units));
  const sorted = terms.map((term) => ({ ...term, units: rounded(term.value) }));
  sorted.sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  const shown = sorted.slice(0, sorted.length <= SHOWN_TERMS + 1 ? sorted.length : SHOWN_TERMS);
  const rest = sorted.slice(shown.length);
  const restUnits = rounded(total(rest));
  const sumUnits = rounded(sum);
  const left = sumUnits - shown.reduce((all, term) => all + term.units, 0) - (rest.length ? restUnits : 0);
  return {
    power,
    shown: shown.map((term) => ({ ...term, text: written(term.units) })),
    rest: rest.map((term) => ({ ...term, text: written(term.units) })),
    restText: written(restUnits),
    left: Number.isFinite(left) ? left : 0,
    leftText: written(left),
    sumText: written(sumUnits),
  };
}

// ---------------------------------------------------------------------------------------------- the drawings

// Places in a field of WIDTH: nodes with what they show forwards and backwards, and edges with what they carry. The phases
// say in which order the edges come alive.
const WIDTH = 748;
const LSTM = {
  height: 412,
  nodes: {
    c_prev: { x: 8, y: 24, forward: "c_prev", backward: "dc_prev" },
    a_prev: { x: 8, y: 252, forward: "a_prev", backward: "da_prev" },
    x: { x: 8, y: 350, forward: "x", backward: "dx" },
    f: { x: 150, y: 252, forward: "f", backward: "dz_f" },
    i: { x: 258, y: 252, forward: "i", backward: "dz_i" },
    cct: { x: 366, y: 252, forward: "cct", backward: "dz_cct" },
    o: { x: 474, y: 252, forward: "o", backward: "dz_o" },
    c: { x: 584, y: 24, forward: "c", backward: "dc" },
    a: { x: 584, y: 168, forward: "a", backward: "da" },
    y: { x: 584, y: 262, forward: "y", backward: null },
  },
  operations: [
    { x: 198, y: 52, text: "×" },
    { x: 360, y: 52, text: "+" },
    { x: 360, y: 140, text: "×" },
    { x: 522, y: 120, text: "tanh" },
    { x: 522, y: 196, text: "×" },
  ],
  edges: [
    { path: "M124 376 H522", phase: 0 },
    { path: "M104 278 H124 V376", phase: 0, back: "da_prev", label: [128, 338] },
    { path: "M104 376 H124", phase: 0, back: "dx", label: [128, 392] },
    { path: "M198 376 V304", phase: 1, gate: "f", colour: "f", label: [203, 350] },
    { path: "M306 376 V304", phase: 1, gate: "i", colour: "i", label: [311, 350] },
    { path: "M414 376 V304", phase: 1, gate: "cct", colour: "cct", label: [419, 350] },
    { path: "M522 376 V304", phase: 1, gate: "o", colour: "o", label: [527, 350] },
    { path: "M198 248 V64", phase: 2, colour: "f", signal: "f", back: "dz_f", label: [203, 160] },
    { path: "M306 248 V140 H348", phase: 2, colour: "i", signal: "i", back: "dz_i", label: [311, 200] },
    { path: "M414 248 V140 H372", phase: 2, colour: "cct", signal: "cct", back: "dz_cct", label: [419, 200] },
    { path: "M522 248 V208", phase: 2, colour: "o", signal: "o", back: "dz_o", label: [527, 236] },
    { path: "M104 52 H186", phase: 2, colour: "c", signal: "c_prev", back: "dc_prev", label: [120, 44] },
    { path: "M210 52 H348", phase: 3, colour: "c", signal: "kept", back: "dc", label: [236, 44] },
    { path: "M360 128 V64", phase: 3, colour: "c", signal: "new", back: "dc", label: [365, 102] },
    { path: "M372 52 H580", phase: 4, colour: "c", signal: "c", back: "dc", label: [400, 44] },
    { path: "M522 52 V103", phase: 5, colour: "c", back: "through_c", label: [527, 84] },
    { path: "M522 137 V184", phase: 5, colour: "a", signal: "tanh_c", back: "through_c", label: [527, 168] },
    { path: "M534 196 H580", phase: 6, colour: "a", back: "da", label: [528, 216] },
    { path: "M630 224 V258", phase: 7, colour: "a", back: "own", label: [635, 246] },
    { path: "M745 196 H690", phase: 7, colour: "a", back: "carried_a", label: [689, 188], only: "backward" },
    { path: "M745 52 H690", phase: 7, colour: "c", back: "carried_c", label: [689, 44], only: "backward" },
  ],
};

const RNN = {
  height: 290,
  nodes: {
    a_prev: { x: 8, y: 40, forward: "a_prev", backward: "da_prev" },
    x: { x: 8, y: 190, forward: "x", backward: "dx" },
    z: { x: 290, y: 40, forward: "z_a", backward: "dz_a", text: "z" },
    a: { x: 582, y: 40, forward: "a", backward: "da" },
    y: { x: 582, y: 190, forward: "y", backward: null },
  },
  operations: [
    { x: 210, y: 68, text: "+" },
    { x: 470, y: 68, text: "g" },
  ],
  edges: [
    { path: "M104 68 H198", phase: 0, colour: "a", signal: "a_prev", back: "da_prev", label: [120, 60] },
    { path: "M104 218 H210 V80", phase: 0, back: "dx", label: [120, 210] },
    { path: "M222 68 H286", phase: 1, colour: "a", back: "dz_a" },
    { path: "M386 68 H456", phase: 2, colour: "a", gate: "a", back: "dz_a", label: [400, 60] },
    { path: "M484 68 H578", phase: 3, colour: "a", signal: "a", back: "da", label: [494, 60] },
    { path: "M630 96 V186", phase: 4, colour: "a", back: "own", label: [635, 146] },
    { path: "M745 68 H690", phase: 4, colour: "a", back: "carried_a", label: [689, 60], only: "backward" },
  ],
};

const GRU = {
  height: 412,
  nodes: {
    a_prev: { x: 8, y: 24, forward: "a_prev", backward: "da_prev" },
    x: { x: 8, y: 350, forward: "x", backward: "dx" },
    z: { x: 150, y: 252, forward: "z", backward: "dz_z" },
    r: { x: 258, y: 252, forward: "r", backward: "dz_r" },
    u: { x: 366, y: 252, forward: "u", backward: "dz_u" },
    aat: { x: 474, y: 252, forward: "aat", backward: "dz_aat" },
    a: { x: 584, y: 24, forward: "a", backward: "da" },
    y: { x: 584, y: 150, forward: "y", backward: null },
  },
  operations: [
    { x: 198, y: 52, text: "×" },
    { x: 250, y: 130, text: "1 −" },
    { x: 414, y: 178, text: "×" },
    { x: 522, y: 130, text: "×" },
    { x: 522, y: 52, text: "+" },
  ],
  edges: [
    { path: "M104 66 H128 V340 H414", phase: 0, back: "weights_a", label: [132, 232] },
    { path: "M104 376 H522", phase: 0, back: "dx", label: [112, 392] },
    { path: "M198 376 V304", phase: 1, gate: "z", colour: "z", label: [203, 328] },
    { path: "M306 376 V304", phase: 1, gate: "r", colour: "r", label: [311, 328] },
    { path: "M414 340 V304", phase: 1, signal: "u", back: "dz_u", colour: "u", label: [419, 328] },
    { path: "M522 376 V304", phase: 1, signal: "own", back: "dz_aat", colour: "aat", label: [527, 350] },
    { path: "M306 248 V178 H402", phase: 2, colour: "r", signal: "r", back: "dz_r", label: [311, 216] },
    { path: "M414 248 V190", phase: 2, colour: "u", signal: "u", back: "dz_u", label: [419, 222] },
    { path: "M426 178 H490 V248", phase: 3, colour: "aat", signal: "reset", back: "dz_aat", label: [436, 170] },
    { path: "M522 248 V142", phase: 4, colour: "aat", signal: "aat", back: "dz_aat", label: [527, 222] },
    { path: "M198 248 V64", phase: 4, colour: "z", signal: "z", back: "dz_z", label: [203, 200] },
    { path: "M198 130 H233", phase: 4, colour: "z" },
    { path: "M267 130 H510", phase: 4, colour: "z", signal: "left", label: [300, 122] },
    { path: "M104 52 H186", phase: 4, colour: "a", signal: "a_prev", back: "direct_a", label: [120, 44] },
    { path: "M210 52 H510", phase: 5, colour: "a", signal: "kept", back: "da", label: [236, 44] },
    { path: "M522 118 V64", phase: 5, colour: "a", signal: "new", back: "da", label: [527, 96] },
    { path: "M534 52 H580", phase: 6, colour: "a", back: "da" },
    { path: "M630 80 V146", phase: 7, colour: "a", back: "own", label: [635, 118] },
    { path: "M745 52 H690", phase: 7, colour: "a", back: "carried_a", label: [689, 44], only: "backward" },
  ],
};

// Places of the cells whose drawing was made by hand.
const PLANS = { lstm: LSTM, rnn: RNN, gru: GRU };

// A drawing of any other cell: what comes from before on the left, gates in the middle, states on the right, and a line
// from each to what is made of it.
function plainPlan(run) {
  const nodes = {};
  const column = (keys, x, forwards, backwards) => {
    const room = 340 / Math.max(keys.length, 1);
    keys.forEach((key, k) => (nodes[key] = { x, y: 24 + k * Math.min(room, 98), forward: forwards(key), backward: backwards(key) }));
  };
  const shown = run.gates.filter((gate) => run.gates.length > 1);
  column([...run.states.map((state) => `${state}_prev`), "x"], 8, (key) => key, (key) => `d${key}`);
  column(shown, 290, (key) => key, (key) => `dz_${key}`);
  column([...run.states, "y"], 584, (key) => key, (key) => (key === "y" ? null : `d${key}`));
  const edges = Object.entries(nodes).flatMap(([key, { x, y, forward }]) =>
    run.usesOf(forward).filter((from) => from in nodes && from !== key).map((from) => {
      const start = nodes[from];
      const up = start.x === x;
      const path = up ? `M${x + 48} ${start.y + (start.y < y ? 56 : 0)} V${y + (start.y < y ? -4 : 60)}` : `M${start.x + 96} ${start.y + 28} L${x - 4} ${y + 28}`;
      return { path, phase: x < 200 ? 0 : x < 500 ? 1 : 2, colour: from in run.colours ? from : undefined, back: key === "y" ? "own" : nodes[key].backward };
    }),
  );
  return { height: 24 + 98 * Math.max(run.states.length + 1, shown.length, 3), nodes, operations: [], edges };
}

// ---------------------------------------------------------------------------------------------- one node

const kindOf = (run, quantity) => {
  if (quantity.startsWith("d") || quantity === "own" || quantity.startsWith("carried")) return "gradient";
  if ((quantity === "y" && !run.linear) || run.limited.includes(quantity)) return "gate";
  return "signed";
};

class Node {
  constructor(parent, view, key) {
    this.key = key;
    this.view = view;
    this.root = element("button", "rv-node", parent);
    this.root.type = "button";
    this.label = element("span", "rv-node-label", this.root);
    this.canvas = element("canvas", "rv-node-strip", this.root);
    this.mark = element("span", "rv-node-mark", this.root);
    this.number = element("span", "rv-node-number", this.root);
    this.canvas.addEventListener("pointermove", ({ offsetX }) => {
      const j = Math.min(Math.max(Math.floor((offsetX / this.canvas.clientWidth) * this.length), 0), this.length - 1);
      this.root.title = `${titleOf(view.run, this.quantity, view.t, j)}: click to choose it`;
    });
    this.canvas.addEventListener("pointerleave", () => this.root.removeAttribute("title"));
    this.root.addEventListener("click", (event) => {
      const box = this.canvas.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      const inside = event.detail > 0 && share >= 0 && share < 1 && event.clientY >= box.top - 3 && event.clientY <= box.bottom + 3;
      view.choose(this.quantity, inside ? Math.floor(share * this.length) : this.place);
    });
    this.root.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      view.choose(this.quantity, Math.min(Math.max(this.place + by, 0), this.length - 1));
    });
  }

  // The place within this node's vector that is looked at: the chosen one, or the unit that is chosen for all.
  get place() {
    const { chosen, unit } = this.view;
    const j = chosen?.quantity === this.quantity ? chosen.j : unit;
    return Math.min(j, this.length - 1);
  }

  describe(spec, height) {
    this.spec = spec;
    Object.assign(this.root.style, { left: `${(100 * spec.x) / WIDTH}%`, top: `${(100 * spec.y) / height}%` });
  }

  paint(run, t, backwards, theme) {
    this.quantity = backwards ? this.spec.backward : this.spec.forward;
    const idle = this.quantity === null;
    this.root.disabled = idle;
    this.root.classList.toggle("rv-idle", idle);
    const before = this.key.endsWith("_prev");
    const symbol = this.spec.text ?? run.symbol(this.key.replace("_prev", ""));
    const symbolAt = `${symbol}${at(before ? t - 1 : t)}`;
    this.label.textContent = backwards && !idle ? (this.key in run.weights && run.gates.length > 1 ? `dJ/d${run.nameOfZ(this.key)}` : `dJ/d${symbolAt}`) : symbolAt;
    this.canvas.style.visibility = this.mark.style.visibility = idle ? "hidden" : "";
    if (idle) {
      this.number.textContent = "";
      return;
    }
    const { values, exponent } = run.vector(this.quantity, t);
    this.length = values.length;
    const kind = kindOf(run, this.quantity);
    const place = this.place;
    const log10 = (value) => Math.log10(Math.abs(value)) + exponent * LOG10_2;
    const relative = run.reference;
    const level = (value) => {
      if (Number.isNaN(value)) return LEVELS;
      if (kind !== "gradient") return levelOf(kind, value);
      const share = value === 0 ? 0 : Math.min(Math.max((log10(value) - relative - LOW) / (HIGH - LOW), 0), 1);
      return Math.round(((Math.sign(value) * share + 1) / 2) * (LEVELS - 1));
    };
    const room = 96;
    const { rows, columns } = thinned([values], values.length, room, 1);
    if (this.canvas.width !== columns) [this.canvas.width, this.canvas.height] = [columns, 1];
    const context = this.canvas.getContext("2d");
    const image = new ImageData(columns, 1);
    const pixels = new Uint32Array(image.data.buffer);
    const table = tableOf(kind, theme);
    for (let k = 0; k < columns; k += 1) pixels[k] = table[level(rows[0][k])];
    context.putImageData(image, 0, 0);
    this.mark.style.left = `${(100 * (place + 0.5)) / values.length}%`;
    const value = values[place];
    this.number.textContent = kind === "gradient" && value ? briefly(value, log10(value), 9) : threeDigits(value);
    if (this.quantity === "x" && run.letters) this.number.textContent = `“${letterShown(run.letters[t - 1])}”`;
    this.root.setAttribute("aria-label", `${titleOf(run, this.quantity, t, place)}: ${this.number.textContent}. Explain`);
  }

  light(explained) {
    const q = this.quantity;
    this.root.classList.toggle("rv-chosen", explained?.quantity === q && q !== null);
    this.root.classList.toggle("rv-uses", Boolean(explained?.uses.includes(q)));
    this.root.classList.toggle("rv-used-by", Boolean(explained?.usedBy.includes(q)));
  }
}

// ---------------------------------------------------------------------------------------------- one drawing

const svg = (tag, parent, attributes = {}) => {
  const made = parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

class Drawing {
  constructor(parent, view) {
    this.view = view;
    const side = element("div", "rv-drawing-side", parent);
    this.root = element("div", "rv-drawing", element("div", "rv-drawing-scroll", side));
    this.caption = element("p", "rv-drawing-caption", side);
    this.svg = svg("svg", this.root, { "aria-hidden": "true" });
    this.nodes = [];
  }

  describe(run) {
    if (run.cell === this.cell) return;
    this.cell = run.cell;
    const plan = (this.plan = PLANS[run.cell] ?? plainPlan(run));
    this.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${plan.height}`);
    this.svg.replaceChildren();
    this.edges = plan.edges.map((spec) => {
      const line = svg("path", this.svg, { d: spec.path, fill: "none", class: "rv-edge" });
      const label = spec.label && svg("text", this.svg, { x: spec.label[0], y: spec.label[1], class: "rv-edge-label" });
      return { spec, line, label };
    });
    for (const { x, y, text } of plan.operations) {
      svg("circle", this.svg, { cx: x, cy: y, r: text.length > 1 ? 17 : 12, class: "rv-operation" });
      svg("text", this.svg, { x, y: y + 4.5, class: "rv-operation-text" }).textContent = text;
    }
    for (const node of this.nodes) node.root.remove();
    this.nodes = Object.entries(plan.nodes).map(([key, spec]) => {
      const node = new Node(this.root, this.view, key);
      node.describe(spec, plan.height);
      return node;
    });
  }

  paint(run, t, backwards, theme, explained, phase) {
    for (const node of this.nodes) {
      node.paint(run, t, backwards, theme);
      node.light(explained);
    }
    const about = [backwards ? "Beside the lines: the size over all units." : `Beside the lines: unit ${this.view.unit + 1}.`];
    for (const node of this.nodes) {
      const what = { x: "feature", dx: "feature", y: "output" }[node.quantity];
      if (what && !(node.quantity === "x" && run.letters)) about.push(`${node.label.textContent} shows ${what} ${node.place + 1} of ${node.length}.`);
    }
    this.caption.textContent = about.join(" ");
    const sizes = backwards ? this.edges.map(({ spec }) => this.sizeOf(run, spec, t)) : [];
    const largest = Math.max(...sizes.filter((size) => Number.isFinite(size)), -Infinity);
    const last = Math.max(...this.plan.edges.map((edge) => edge.phase));
    this.edges.forEach(({ spec, line, label }, index) => {
      const shown = backwards || spec.only !== "backward";
      line.style.visibility = shown ? "" : "hidden";
      line.style.stroke = (spec.colour && run.colours[spec.colour]) || "currentColor";
      const share = backwards ? Math.max(0, 1 + (sizes[index] - largest) / FADES_OVER) : 0;
      line.style.strokeWidth = backwards && Number.isFinite(sizes[index]) ? 1 + (WIDEST - 1) * share : 1.5;
      const turn = backwards ? last - spec.phase : spec.phase;
      line.classList.toggle("rv-lit", phase !== null && turn === phase);
      line.classList.toggle("rv-waits", phase !== null && turn > phase);
      label?.classList.toggle("rv-waits", phase !== null && turn > phase);
      if (label) label.textContent = shown ? this.numberOn(run, spec, t, backwards, sizes[index]) : "";
    });
    this.phases = last + 1;
  }

  sizeOf(run, spec, t) {
    if (spec.gate && run.gates.length > 1) {
      const recurrent = Boolean(run.weights[spec.gate].recurrent);
      return run.size(recurrent ? run.backThrough(spec.gate, t) : run.vector(`dz_${spec.gate}`, t));
    }
    if (!spec.back) return NaN;
    return run.size(run.vector(spec.back, t));
  }

  numberOn(run, spec, t, backwards, size) {
    if (backwards) return Number.isNaN(size) ? "" : briefly(1, size, 8);
    const j = Math.min(this.view.unit, run.n_a - 1);
    if (spec.gate) return `z ${threeDigits(total(run.preActivation(spec.gate, t, j)))}`;
    return spec.signal ? threeDigits(run.vector(spec.signal, t).values[j]) : "";
  }
}

// ---------------------------------------------------------------------------------------------- the explanation

class Explanation {
  constructor(parent, view) {
    this.view = view;
    this.root = element("section", "rv-explanation", parent);
    this.root.setAttribute("aria-label", "Where this number comes from");
  }

  paint(run, explained) {
    if (this.field) {
      this.painted = [run, explained]; // when the value is entered: what is being typed must not be lost
      return;
    }
    const open = this.root.querySelector("details")?.open && this.shown === `${explained?.quantity}`;
    this.shown = `${explained?.quantity}`;
    this.root.replaceChildren();
    if (!explained) {
      element("p", "", this.root).textContent = "Click a value in the drawing: here it is taken apart.";
      return;
    }
    element("h4", "rv-explanation-title", this.root).textContent = explained.title;
    element("p", "rv-explanation-formula", this.root).textContent = explained.formula;
    const sum = explained.after ? total(explained.terms) : explained.value;
    const book = ledger(explained.terms, sum, explained.exponent);
    if (book.power) {
      const note = element("p", "rv-explanation-unit", this.root);
      note.innerHTML = `results in units of 10<sup>${withMinus(String(book.power))}</sup>`;
    }
    const table = element("table", "rv-terms", this.root);
    for (const term of book.shown) this.row(table, term, explained.exponent);
    if (book.rest.length) {
      const row = element("tr", "", table);
      const cell = element("td", "", row);
      const details = element("details", "", cell);
      element("summary", "", details).textContent = `${book.rest.length} smaller terms`;
      details.open = Boolean(open);
      const inner = element("table", "rv-terms", details);
      for (const term of book.rest) this.row(inner, term, explained.exponent);
      element("td", "rv-term-value", row).textContent = book.restText;
    }
    if (book.left) this.row(table, { label: "left over by rounding the lines above", text: book.leftText });
    if (!explained.terms.length) this.row(table, { label: "nothing arrives here", text: book.sumText });
    const last = element("tr", "rv-sum", table);
    const name = explained.after ? explained.after.sum : "sum";
    element("th", "", last).textContent = explained.terms.length > 1 ? `= ${name}` : "=";
    element("td", "rv-term-value", last).textContent = book.sumText;
    if (explained.after) {
      const value = explained.value;
      element("p", "rv-explanation-after", this.root).textContent = `${explained.after.says} = ${onPaper(
        Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? value.toPrecision(5) : value.toExponential(4),
      )}`;
    }
  }

  row(table, term, exponent = 0) {
    const row = element("tr", "", table);
    const cell = element("td", "", row);
    element("span", "rv-term-label", cell).textContent = term.label;
    if (term.edit) this.editor(cell, term.edit);
    if (term.factors?.length > 1) {
      const written = factorTexts(term, exponent).map((text) => (text.startsWith("−") ? `(${text})` : text));
      element("span", "rv-term-factors", cell).textContent = written.join(" · ");
    }
    element("td", "rv-term-value", row).textContent = term.text;
  }

  editor(cell, edit) {
    const button = element("button", "rv-edit", cell);
    button.type = "button";
    button.textContent = "✎";
    const what = `${edit.name}[${(edit.name === "x" ? [edit.place[0]] : edit.place).map((i) => i + 1)}]`;
    button.setAttribute("aria-label", `Change ${what}, now ${threeDigits(edit.value)}`);
    button.title = `Change ${what}`;
    button.addEventListener("click", () => {
      const field = (this.field = document.createElement("input"));
      this.view.stop();
      field.type = "number";
      field.step = "any";
      field.className = "rv-edit-field";
      const before = String(Number(edit.value.toPrecision(6)));
      field.value = before;
      field.setAttribute("aria-label", `New value of ${what}`);
      button.replaceWith(field);
      field.select();
      field.focus();
      const of = this.view.network; // in whose drawing it is entered: another one may come meanwhile
      const finish = (send) => {
        if (this.field !== field) return;
        this.field = null;
        const changed = field.value !== before && Number.isFinite(field.valueAsNumber);
        field.replaceWith(button);
        if (send && changed) this.view.tell("edit", { ...edit, value: field.valueAsNumber, of });
        if (this.painted) this.paint(...this.painted);
        this.painted = null;
      };
      field.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault(); // or the same key would press the button that comes back
        finish(event.key === "Enter");
        if (button.isConnected) button.focus();
      });
      field.addEventListener("blur", () => finish(true));
    });
  }
}

// ---------------------------------------------------------------------------------------------- the whole

function choice(parent, name, options, onChange) {
  const group = element("div", "rv-choice", parent);
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", name);
  const buttons = options.map(([value, text]) => {
    const button = element("button", "", group);
    button.type = "button";
    button.setAttribute("role", "radio");
    button.textContent = text;
    button.addEventListener("click", () => onChange(value));
    return { value, button };
  });
  group.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const place = buttons.findIndex(({ button }) => button === event.target);
    const { button } = buttons[(place + by + buttons.length) % buttons.length];
    button.focus();
    button.click();
  });
  return (now) => {
    for (const { value, button } of buttons) {
      button.setAttribute("aria-checked", String(value === now));
      button.tabIndex = value === now ? 0 : -1; // one stop for the Tab key, as in any group of radio buttons
    }
  };
}

class View {
  constructor(parent) {
    this.root = element("div", "rv-root rv-step", parent);
    this.root.setAttribute("role", "figure");
    this.root.setAttribute("aria-label", "One step of the cell");
    this.root.tabIndex = 0;
    this.bar = element("div", "rv-bar", this.root);
    this.cells = element("div", "", this.bar);
    this.showWay = choice(this.bar, "Direction", [[false, "Forwards"], [true, "Backwards"]], (way) => {
      this.backwards = way;
      this.chosen = null;
      this.stop();
      this.paint();
    });
    this.player = element("div", "rv-player", this.bar);
    this.playButton = this.button("Play", () => this.toggle());
    this.button("◀", () => this.move(-1)).setAttribute("aria-label", "Step back");
    this.range = element("input", "rv-time", this.player);
    this.range.type = "range";
    this.range.min = 1;
    this.range.setAttribute("aria-label", "Time step");
    this.range.addEventListener("input", () => moveCursor(Number(this.range.value)));
    this.button("▶", () => this.move(1)).setAttribute("aria-label", "Step forward");
    this.says = element("output", "rv-now-at", this.player);
    this.speed = element("select", "rv-speed", this.player);
    this.speed.setAttribute("aria-label", "Speed");
    for (const name of Object.keys(SPEEDS)) element("option", "", this.speed).textContent = name;
    this.speed.value = "normal";
    this.speed.addEventListener("change", () => {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.play();
    });
    this.unitLabel = element("label", "rv-unit", this.bar);
    this.unitLabel.textContent = "Unit ";
    this.unitField = element("input", "", this.unitLabel);
    this.unitField.type = "number";
    this.unitField.min = 1;
    this.unitField.addEventListener("input", () => {
      const unit = this.unitField.valueAsNumber - 1;
      if (unit >= 0 && unit < this.run.n_a) this.choose(this.chosen?.quantity ?? null, unit, false);
    });
    this.unitField.addEventListener("change", () => (this.unitField.value = this.unit + 1));
    this.body = element("div", "rv-step-body", this.root);
    this.drawing = new Drawing(this.body, this);
    this.explanation = new Explanation(this.body, this);
    this.foot = element("div", "rv-step-foot", this.root);
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.description = element("div", "rv-hidden", this.root);
    this.description.id = "rv-step-description";
    this.root.setAttribute("aria-describedby", this.description.id);
    this.copyTable = this.footButton("Copy this step as a table", () => this.tableText());
    this.copyCode = this.footButton("Copy this step as Python", () => this.codeText());
    // For those who ask where a number comes from without a click.
    this.root.explain = (cell, quantity, t, j) => {
      const found = explain(this.runs.find((run) => run.cell === cell), quantity, t, j);
      const sum = found.after ? total(found.terms) : found.value;
      const factors = found.terms.map((term) => factorTexts(term, found.exponent));
      return { ...found, sum, factors, book: ledger(found.terms, sum, found.exponent) };
    };
    this.backwards = false;
    this.chosen = null;
    this.unit = shared.unit ?? 0; // as it was when the page was left
    this.phase = null;
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    cursor.panels.add(this);
    units.watchers.add(this);
  }

  button(text, onClick) {
    const button = element("button", "", this.player);
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", onClick);
    return button;
  }

  footButton(text, makeText) {
    const button = element("button", "", this.foot);
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", async () => {
      this.copied = makeText();
      try {
        await navigator.clipboard.writeText(this.copied);
        button.textContent = "Copied";
      } catch {
        button.textContent = "The browser does not allow copying";
      }
      setTimeout(() => (button.textContent = text), 1500);
    });
    return button;
  }

  update(bytes, tell) {
    this.tell = tell;
    this.look = themeOf(this.root);
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      const message = decode(bytes);
      this.runs = message.runs.map((data) => new Run(data));
      for (const run of this.runs) run.reference = run.size(run.vector("da", message.reference[run.cell]));
      for (const run of this.runs) if (!Number.isFinite(run.reference)) run.reference = 0;
      this.codes = message.codes;
      this.network = message.network;
      const known = this.runs.map((run) => run.cell);
      if (String(known) !== String(this.known)) {
        this.known = known;
        this.cells.replaceChildren();
        this.showCell = choice(this.cells, "Cell", this.runs.map((run) => [run.cell, run.label]), (cell) => {
          this.cell = cell;
          this.chosen = null;
          this.onUnits();
        });
      }
      if (!known.includes(this.cell)) this.cell = known.at(-1);
      const followed = followedIn(this.cell).at(-1);
      if (followed !== undefined && !this.was) this.unit = followed;
      this.was = true;
      this.range.max = this.run.steps;
      clampCursor();
    }
    this.paint();
  }

  get run() {
    return this.runs.find((run) => run.cell === this.cell);
  }

  get times() {
    return this.runs && [1, this.run.steps];
  }

  get t() {
    return Math.min(cursor.t ?? this.run.steps, this.run.steps);
  }

  move(by) {
    moveCursor(Math.min(Math.max(this.t + by, 1), this.run.steps));
  }

  choose(quantity, j, toggle = true) {
    const isUnit = !["x", "dx", "y"].includes(quantity);
    const same = toggle && this.chosen?.quantity === quantity && this.chosen.j === j;
    this.chosen = quantity === null || same ? null : { quantity, j };
    if (isUnit) this.unit = shared.unit = j;
    this.paint();
  }

  toggle() {
    if (this.timer) this.stop();
    else this.play();
  }

  play() {
    const ends = this.backwards ? 1 : this.run.steps;
    if (this.t === ends) moveCursor(this.backwards ? this.run.steps : 1);
    const pause = SPEEDS[this.speed.value];
    this.phase = pause ? null : 0;
    this.playButton.textContent = "Pause";
    this.timer = setInterval(() => this.tick(), pause || PHASE_MS);
    this.paint();
  }

  tick() {
    if (this.phase !== null && this.phase + 1 < this.drawing.phases) {
      this.phase += 1;
      this.paint();
      return;
    }
    const next = this.t + (this.backwards ? -1 : 1);
    if (next < 1 || next > this.run.steps) {
      this.stop();
      return;
    }
    if (this.phase !== null) this.phase = 0;
    moveCursor(next);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.phase = null;
    this.playButton.textContent = "Play";
    this.paint();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (key === " " && (target === this.root || target === this.range)) this.toggle();
    else if (["INPUT", "SELECT"].includes(target.tagName)) return;
    else {
      const by = (event.shiftKey ? 10 : 1) * ({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0);
      if (!by && key !== "Home" && key !== "End") return;
      this.move(by || (key === "Home" ? -this.run.steps : this.run.steps));
      clearTimeout(this.announces);
      this.announces = setTimeout(() => (this.live.textContent = this.inWords()), ANNOUNCE_AFTER_MS);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  onUnits() {
    if (!this.runs) return;
    const followed = followedIn(this.cell).at(-1);
    if (followed !== undefined && followed < this.run.n_a) this.unit = followed;
    this.paint();
  }

  paintCursor() {
    if (this.runs) this.paint();
  }

  paint() {
    if (!this.runs) return;
    const { run, t } = this;
    const { theme } = this.look;
    this.unit = Math.min(this.unit, run.n_a - 1);
    this.showCell(this.cell);
    this.showWay(this.backwards);
    this.range.max = run.steps;
    this.range.value = t;
    this.says.textContent = `t = ${t} of ${run.steps}`;
    this.unitField.max = run.n_a;
    if (document.activeElement !== this.unitField) this.unitField.value = this.unit + 1;
    if (this.chosen && this.chosen.j >= run.vector(this.chosen.quantity, t).values.length) this.chosen = null;
    this.explained = this.chosen && explain(run, this.chosen.quantity, t, this.chosen.j);
    this.drawing.describe(run);
    this.drawing.paint(run, t, this.backwards, theme, this.explained, this.phase);
    const shows = JSON.stringify([this.chosen, t, this.cell, this.backwards]);
    if (shows !== this.explainedFor || this.explainedOf !== run) {
      [this.explainedFor, this.explainedOf] = [shows, run];
      this.explanation.paint(run, this.explained);
    }
    this.describe();
    this.root.drawn = this.runs; // for those who ask what is on the screen now
  }

  // The text alternative is written once the step stays for a moment.
  describe() {
    clearTimeout(this.describes);
    const how = "Left and right arrow keys change the step, the space bar plays.";
    this.describes = setTimeout(() => (this.description.textContent = `${this.run.label}, ${this.backwards ? "backwards" : "forwards"}. ${this.inWords()}. ${how}`), ANNOUNCE_AFTER_MS);
  }

  inWords() {
    const parts = this.drawing.nodes.filter((node) => node.quantity).map((node) => `${node.label.textContent} ${node.number.textContent}`);
    return `Step ${this.t}, unit ${this.unit + 1}: ${parts.join(", ")}`;
  }

  // Everything that the drawing shows of this step, one row a unit.
  tableText() {
    const { run, t } = this;
    const columns = this.drawing.nodes.map((node) => node.quantity).filter(Boolean);
    const vectors = columns.map((quantity) => run.vector(quantity, t));
    const length = Math.max(...vectors.map(({ values }) => values.length));
    const rows = Array.from({ length }, (_, j) =>
      [j + 1, ...vectors.map(({ values, exponent }) => (j < values.length ? allDigitsTimes(values[j], exponent) : ""))].join("\t"),
    );
    return [["unit", ...columns].join("\t"), ...rows].join("\n");
  }

  codeText() {
    return this.codes[this.cell].join(this.t);
  }

  remove() {
    clearInterval(this.timer);
    clearTimeout(this.announces);
    clearTimeout(this.describes);
    cursor.panels.delete(this);
    units.watchers.delete(this);
    this.root.remove();
  }
}

export default mounted(View);
