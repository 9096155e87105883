// Where a number comes from: its equation, and the terms that add up to it.

import { threeDigits } from "../shared/numbers.js";
import { ACTIVATIONS, narrow, scaled, times } from "./wide.js";
import { at, eachOf, letterShown, NAMES } from "./words.js";

/**
 * @typedef {import("./run.js").Run} Run
 * @typedef {object} Term one number of a sum
 * @property {string} label
 * @property {any[]} factors each a number, or a number and a power of two
 * @property {number} value their product
 * @property {number} [gradient] which factor is to be read as times 2^exponent, as the value is
 * @property {object} [edit] what of the network it is, so that it can be changed
 *
 * @typedef {object} Part what is said of a quantity
 * @property {string} formula
 * @property {Term[]} terms that add up
 * @property {{ sum: string, says: string } | null} [after] what is done with their sum
 *
 * @typedef {{ run: Run, quantity: string, t: number, j: number, unit: string, exponent: number }} Asked
 */

/**
 * What a number is made of: the terms add up; `after`, if there is one, says what is done with their sum. The values, and
 * of a term's factors the one that `gradient` points to, are times 2^exponent.
 * @param {Run} run
 * @param {string} quantity
 * @param {number} t
 * @param {number} j unit, feature or output, counted from 0
 */
export function explain(run, quantity, t, j) {
  const { values, exponent } = run.vector(quantity, t);
  const asked = { run, quantity, t, j, unit: `[${j + 1}]`, exponent };
  const { formula, terms, after = null } = explainer(run, quantity)(asked);
  return {
    quantity,
    t,
    j,
    value: values[j],
    exponent,
    title: titleOf(run, quantity, t, j),
    formula,
    terms,
    after,
    uses: run.usesOf(quantity),
    usedBy: run.quantities.filter((key) => run.usesOf(key).includes(quantity)),
  };
}

/**
 * Who explains a quantity.
 * @param {Run} run
 * @param {string} quantity
 * @returns {(asked: Asked) => Part}
 */
function explainer(run, quantity) {
  if (quantity === "x") return input;
  if (quantity === "y") return prediction;
  if (run.isBefore(quantity)) return stateBefore;
  const node = run.nodes.get(quantity);
  if (node) {
    if (run.isTanhOf(quantity)) return hiddenActivation;
    if (quantity.startsWith("z_") && node.kind === "sum") return preActivationOfParts;
    return { affine: preActivation, sum: combination, product: combination, rest }[node.kind] ?? activation;
  }
  if (quantity === "dx") return gradientAtInput;
  if (quantity === "dz_y") return gradientAtOutput;
  const [kind, of] = run.partOf(quantity);
  if (kind !== "d") return PARTS[kind];
  if (run.actedOn.has(of)) return gradientActedOn;
  if (run.isBefore(quantity.slice(1))) return gradientBefore;
  return run.states.includes(quantity.slice(1)) ? gradientAtState : gradientAtGate;
}

const withoutPrev = (name) => name.slice(0, -"_prev".length);

/** @returns {Term} */
function product(label, factors, gradient) {
  const [value, power] = times(...factors);
  return { label, factors, value: scaled(value, power), ...(gradient === undefined ? {} : { gradient }) };
}

// What comes along a way from a gradient of step `step`.
function carried({ run, j, exponent }, way, step, about) {
  const gradient = run.vector(`d${way.to}`, step);
  const power = gradient.exponent - exponent;
  return product(run.wordsOf(way, step, j, about), [
    [gradient.values[j], power],
    ...way.factors.map((factor) => factor.value(step, j)),
  ], 0);
}

const throughWeights = (run, t) => `Σ W · dJ/dz${at(t)} over all ${run.gates.length > 1 ? "gates and " : ""}units`;

// -------------------------------------------------------------------------------------------------- forwards

/** @param {Asked} asked @returns {Part} */
function input({ run, t, j, unit }) {
  const value = run.vector("x", t).values[j];
  const edit = run.edit("x", [j, run.sequence - 1, t - 1], value);
  const letter = run.letters
    ? `: 1 where the letter is “${letterShown(run.alphabet[j])}”; that of step ${t} is “${
      letterShown(run.letters[t - 1])
    }”`
    : "";
  return {
    formula: `x${at(t)}${unit} is given${letter}`,
    terms: [{ label: `x${at(t)}${unit}`, factors: [], value, edit }],
  };
}

/** @param {Asked} asked @returns {Part} */
function stateBefore({ run, quantity, t, j, unit }) {
  const key = withoutPrev(quantity);
  return {
    formula: t === 1
      ? `${run.symbol(key)}⟨0⟩ is 0: nothing has been read yet`
      : `the ${run.names[key]} that step ${t - 1} ended with`,
    terms: [{ label: `${run.symbol(key)}${at(t - 1)}${unit}`, factors: [], value: run.vector(quantity, t).values[j] }],
  };
}

/** @param {Asked} asked @returns {Part} */
function prediction({ run, t, j, unit }) {
  const [W, b] = run.output.names;
  const { weights, bias } = run.output;
  const terms = Array.from(run.signals.a[t - 1], (value, k) => ({
    label: `${W}[${j + 1},${k + 1}] · a${at(t)}[${k + 1}]`,
    factors: [weights[j][k], value],
    value: weights[j][k] * value,
    edit: run.edit(W, [j, k], weights[j][k]),
  }));
  terms.push({ label: `${b}[${j + 1}]`, factors: [], value: bias[j], edit: run.edit(b, [j, 0], bias[j]) });
  if (run.linear) return { formula: `ŷ = ${W} a${at(t)} + ${b}`, terms };
  const says = `ŷ${unit} = exp(z${unit}) / Σ exp(z) over all ${run.n_y} outputs`;
  return { formula: `ŷ = softmax(z), z = ${W} a${at(t)} + ${b}`, terms, after: { sum: `z${unit}`, says } };
}

/** @param {Asked} asked @returns {Part} */
function preActivation({ run, quantity, t, j }) {
  const [gate] = run.nodes.get(quantity).of;
  const name = quantity in run.parts ? quantity : run.shortZ(gate);
  const equation = run.equationOf(gate, t);
  const isWhole = quantity in run.parts || quantity === `z_${gate}`;
  return { formula: isWhole ? `${name} = ${equation}` : equation, terms: run.preActivation(gate, t, j) };
}

/** @param {Asked} asked @returns {Part} one that has several parts */
function preActivationOfParts({ run, quantity, t, j }) {
  const gate = quantity.slice("z_".length);
  const [formula, terms] = run.argumentTerms(run.nodes.get(gate).of[0], t, j);
  return { formula: `${run.shortZ(gate)} = ${formula}`, terms };
}

/** @param {Asked} asked @returns {Part} */
function combination({ run, quantity, t, j, unit }) {
  const node = run.nodes.get(quantity);
  const parts = node.kind === "sum" ? node.of : [quantity];
  const factorsOf = (part) => (run.nodes.get(part)?.kind === "product" ? run.nodes.get(part).of : [part]);
  const inWords = (part) => factorsOf(part).map((name) => run.written(name, t)).join(" · ");
  const withNumber = (name) =>
    run.isTanhOf(name) ? `tanh(${threeDigits(run.argument(name, t, j))})` : run.written(name, t, { unit });
  const inAll = parts.map(inWords).join(" + ");
  return {
    formula: quantity in run.signals ? `${run.symbol(quantity)}${at(t)} = ${inAll}` : inAll,
    terms: parts.map((part) => {
      const names = factorsOf(part);
      return product(names.map(withNumber).join(" · "), names.map((name) => run.valueOf(name, t, j)));
    }),
  };
}

/** @param {Asked} asked @returns {Part} what is left of 1 */
function rest({ run, quantity, t, j, unit }) {
  const [of] = run.nodes.get(quantity).of;
  const value = narrow(run.valueOf(of, t, j));
  return {
    formula: run.written(quantity, t),
    terms: [{ label: "1", factors: [], value: 1 }, {
      label: `−${run.written(of, t, { unit })}`,
      factors: [],
      value: -value,
    }],
  };
}

/** @param {Asked} asked @returns {Part} tanh of a state: it has no symbol of its own */
function hiddenActivation({ run, quantity, t, j, unit }) {
  const [of] = run.nodes.get(quantity).of;
  const state = `${run.symbol(of)}${at(t)}`;
  return {
    formula: `tanh ${state}`,
    terms: [{ label: `${state}${unit}`, factors: [], value: run.argument(quantity, t, j) }],
    after: { sum: `${state}${unit}`, says: `tanh(${state}${unit})` },
  };
}

/** @param {Asked} asked @returns {Part} */
function activation({ run, quantity, t, j, unit }) {
  const node = run.nodes.get(quantity);
  const symbol = run.symbol(quantity);
  const { name } = ACTIVATIONS[node.kind === "activation" ? run.activation : node.kind];
  const [formula, terms] = run.argumentTerms(node.of[0], t, j);
  const z = run.shortZ(quantity);
  const taken = (argument) => (name ? `${name}(${argument})` : argument);
  return {
    formula: `${symbol} = ${taken(z)}, ${z} = ${formula}`,
    terms,
    after: { sum: `${z}${unit}`, says: `${symbol}${unit} = ${taken(`${z}${unit}`)}` },
  };
}

// -------------------------------------------------------------------------------------------------- backwards

/** @param {Asked} asked @returns {Part} */
function gradientAtInput({ run, t, j, exponent }) {
  return { formula: `dJ/dx${at(t)} = ${throughWeights(run, t)}`, terms: run.handedBack(t, j, true, exponent) };
}

/** @param {Asked} asked @returns {Part} where the gradient sets out */
function gradientAtOutput({ run, t, j }) {
  const term = run.errorTerm(t, j);
  if (!term) return { formula: `the loss does not look at step ${t}: it puts nothing in here`, terms: [] };
  const label = `${term.before}${term.after}`;
  return {
    formula: `dJ/d${run.nameOfOutput} = ŷ − what is right, by the loss at step ${t}`,
    terms: [{ label, factors: [term.error, term.scale], value: term.value }],
  };
}

/** @param {Asked} asked @returns {Part} */
function gradientBefore(asked) {
  const { run, quantity, t, j, unit, exponent } = asked;
  const before = quantity.slice(1);
  const state = withoutPrev(before);
  const ways = run.waysFrom(before);
  const isHidden = state === "a"; // on which the recurrent weights act
  const inWords = ways.map((way) => run.wordsOf(way, t, j, { when: at(t) }));
  return {
    formula: `to ${run.symbol(state)}${at(t - 1)}: ${
      [...(isHidden ? [throughWeights(run, t)] : []), ...inWords].join(" + ")
    }`,
    terms: [
      ...(isHidden ? run.handedBack(t, j, false, exponent) : []),
      ...ways.map((way) => carried(asked, way, t, { unit })),
    ],
  };
}

/** @param {Asked} asked @returns {Part} */
function gradientAtState(asked) {
  const { run, quantity, t, j, unit, exponent } = asked;
  const state = quantity.slice(1);
  const isHidden = state === "a"; // at which the loss looks, and on which the recurrent weights act
  const within = run.waysFrom(run.nodeOfGradient(state));
  const later = t < run.steps ? run.waysFrom(`${state}_prev`) : [];
  const words = [
    ...within.map((way) => run.wordsOf(way, t, j, { when: at(t) })),
    ...(isHidden ? ["what the loss puts in here", `Σ W · dJ/dz${at(t + 1)}`] : []),
    ...later.map((way) => run.wordsOf(way, t + 1, j, { when: at(t + 1) })),
  ];
  const own = isHidden ? run.ownTerms(t, j) : [];
  return {
    formula: `dJ/d${run.symbol(state)}${at(t)} = ${words.join(" + ")}${isHidden ? ", from the step after" : ""}`,
    terms: [
      ...own.map((term) => ({ ...term, value: scaled(term.value, -exponent) })),
      ...(isHidden && t < run.steps ? run.handedBack(t + 1, j, false, exponent) : []),
      ...within.map((way) => carried(asked, way, t, { unit })),
      ...later.map((way) => carried(asked, way, t + 1, { unit, when: at(t + 1) })),
    ],
  };
}

/** @param {Asked} asked @returns {Part} */
function gradientAtGate(asked) {
  const { run, quantity, t, j } = asked;
  const gate = quantity.slice(1); // z_f ...
  const ways = run.waysFrom(run.nodeOfGradient(gate));
  return {
    formula: `dJ/d${gate.startsWith("z_") ? run.nameOfZ(gate.slice(2)) : run.written(gate, t)} = ${
      ways.map((way) => run.wordsOf(way, t, j)).join(" + ")
    }`,
    terms: ways.map((way) => carried(asked, way, t, undefined)),
  };
}

// Gradients that are a part of another one, by the beginning of their names.
/** @type {Record<string, (asked: Asked) => Part>} */
const PARTS = {
  loss_: ({ run, t, j, exponent }) => ({
    formula: `from the loss at step ${t}: Σ W · (ŷ − what is right)`,
    terms: run.ownTerms(t, j).map((term) => ({ ...term, value: scaled(term.value, -exponent) })),
  }),
  carried_: (asked) => {
    const { run, quantity, t } = asked;
    const [, state] = run.partOf(quantity);
    if (t === run.steps) return { formula: `step ${t} is the last: nothing comes from a step after it`, terms: [] };
    return gradientBefore({ ...asked, quantity: `d${state}_prev`, t: t + 1 });
  },
  weights_: ({ run, t, j, exponent }) => ({
    formula: throughWeights(run, t),
    terms: run.handedBack(t, j, false, exponent),
  }),
  back_: ({ run, quantity, t, j, exponent }) => {
    const [, gate] = run.partOf(quantity);
    return {
      formula: `Σ ${run.weights[gate].names[0]} · dJ/d${run.nameOfZ(gate)}${at(t)} over all units`,
      terms: run.handedBackBy([gate], t, j, false, exponent),
    };
  },
  direct_: (asked) => alongWays(asked, asked.run.directWays(asked.run.partOf(asked.quantity)[1])),
  through_: (asked) => alongWays(asked, asked.run.waysFrom(asked.run.partOf(asked.quantity)[1])),
};

/** @returns {Part} */
function alongWays(asked, ways) {
  const { run, t, j, unit } = asked;
  return {
    formula: ways.map((way) => run.wordsOf(way, t, j, { when: at(t) })).join(" + "),
    terms: ways.map((way) => carried(asked, way, t, { unit })),
  };
}

/** @param {Asked} asked @returns {Part} */
function gradientActedOn({ run, quantity, t, j, exponent }) {
  const [, of] = run.partOf(quantity);
  const gate = run.actedOn.get(of);
  return {
    formula: `dJ/d(${run.written(of, t)}) = Σ ${run.weights[gate].names[0]} · dJ/d${run.nameOfZ(gate)} over all units`,
    terms: run.handedBackBy([gate], t, j, false, exponent),
  };
}

// -------------------------------------------------------------------------------------------------- titles

/**
 * @param {import("./run.js").Run} run
 * @param {string} quantity
 * @param {number} t
 * @param {number} j
 * @returns {string}
 */
export function titleOf(run, quantity, t, j) {
  const what = eachOf(quantity);
  const of = j === null ? `all ${run.vector(quantity, t).values.length} ${what}s` : `${what} ${j + 1}`;
  return `${nameOf(run, quantity, t)}, ${of}`;
}

/**
 * What a quantity is called.
 * @param {import("./run.js").Run} run
 * @param {string} quantity
 * @param {number} t
 * @returns {string}
 */
function nameOf(run, quantity, t) {
  if (run.isBefore(quantity)) {
    return `${run.names[withoutPrev(quantity)]} ${run.symbol(withoutPrev(quantity))}${at(t - 1)}`;
  }
  if (quantity === "x" || quantity === "y" || !run.isGradient(quantity)) {
    if (quantity in run.names || quantity in NAMES) {
      return `${run.names[quantity] ?? NAMES[quantity]} ${run.symbol(quantity)}${at(t)}`;
    }
    if (quantity in run.parts) return `part of the ${run.names[run.parts[quantity]]} ${run.symbol(quantity)}${at(t)}`;
    const { kind, of } = run.nodes.get(quantity);
    if (kind === "affine" && `z_${of[0]}` !== quantity) return `part of z of the ${run.names[of[0]]}${at(t)}`;
    if (kind === "affine" || quantity.startsWith("z_")) {
      return `pre-activation ${run.shortZ(quantity.slice(2))}${at(t)} of the ${run.names[quantity.slice(2)]}`;
    }
    return `${run.written(quantity, t)} at step ${t}`;
  }
  if (quantity === "dz_y") return `gradient dJ/d${run.nameOfOutput}${at(t)} that the loss puts in`;
  const [kind, of] = run.partOf(quantity);
  const state = () => `${run.symbol(of)}${at(t)}`;
  switch (kind) {
    case "loss_":
      return `part of dJ/d${state()} that the loss puts in here`;
    case "carried_":
      return `part of dJ/d${state()} that comes from step ${t + 1}`;
    case "through_":
      return `part of dJ/d${state()} that comes by way of a${at(t)}`;
    case "direct_":
      return `part of the gradient at ${run.symbol(of)}${at(t - 1)} that comes along it`;
    case "weights_":
      return `part of the gradient at a${at(t - 1)} that comes through the weights`;
    case "back_":
      return `what the ${of in run.parts ? of : run.names[of]} hands back to a${at(t - 1)}`;
    default:
  }
  if (run.isBefore(of)) return `gradient that leaves for ${run.symbol(withoutPrev(of))}${at(t - 1)}`;
  if (of.startsWith("z_")) {
    const gate = of.slice(2);
    return `gradient at ${gate in run.parts ? gate : `z of the ${run.names[gate]}`}, step ${t}`;
  }
  const text = of === "x" ? "x" : run.written(of, t);
  return `gradient dJ/d${text.includes(" ") ? `(${text})` : text}${at(t)}`;
}
