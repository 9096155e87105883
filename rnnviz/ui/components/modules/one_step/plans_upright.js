// Drawings that stand, for a phone: what comes from before above, then gates side by side, states below.

import { gateColumn } from "./plans_broad.js";

/**
 * @typedef {import("./plans.js").Plan} Plan
 * @typedef {import("./plans.js").Edge} Edge
 * @typedef {import("./plans.js").Operation} Operation
 * @typedef {import("./plans.js").Point} Point
 */

const BESIDE = 5; // pixels from a line to its number
const FIELD = { columns: 4, left: 1, right: 30, gap: 6 };

/**
 * To the step after, upwards or downwards; its number stands to the left.
 * @param {string} state
 * @param {Point} from
 * @param {number} to
 * @returns {Edge[]}
 */
const beyond = (state, from, to) => [{
  points: [from, [from[0], to, from[2], from[3]]],
  phase: 7,
  colour: state,
  back: `carried_${state}`,
  beyond: true,
  label: {
    at: [from[0], (from[1] + to) / 2, from[2] ?? 0, (from[3] ?? 0) - BESIDE],
    align: "right",
    forward: ["", "to ⟨+⟩"],
    backward: [`carried_${state}`, "from ⟨+⟩"],
  },
}];

/**
 * From the hidden state to the prediction, to the left.
 * @param {number} y
 * @param {number} to column of the prediction
 * @returns {Edge[]}
 */
const prediction = (y, to) => [{
  points: [[3, y, -1], [to, y, 1]],
  phase: 7,
  colour: "a",
  back: "loss_a",
  label: { at: [(3 + to) / 2, y - 5], align: "middle", backward: ["loss_a", "loss"] },
}];

/** @param {any} run @returns {Plan} */
export function lstmUpright(run) {
  const heights = { bus: 86, weights: 138, taken: 208, box: 232 };
  const gates = ["f", "i", "cct", "o"].map((gate, k) => gateColumn(run, gate, k, heights, BESIDE));
  return {
    ...FIELD,
    height: 650,
    nodes: {
      a_prev: { col: 0, y: 2, forward: "a_prev", backward: "da_prev" },
      x: { col: 3, y: 2, forward: "x", backward: "dx" },
      f: { col: 0, y: 232, forward: "f", backward: "df" },
      i: { col: 1, y: 232, forward: "i", backward: "di" },
      cct: { col: 2, y: 232, forward: "cct", backward: "dcct" },
      o: { col: 3, y: 232, forward: "o", backward: "do" },
      c_prev: { col: 0, y: 376, forward: "c_prev", backward: "dc_prev" },
      c: { col: 3, y: 376, forward: "c", backward: "dc" },
      a: { col: 3, y: 548, forward: "a", backward: "da" },
      y: { col: 1.2, y: 548, forward: "y", backward: "dz_y" },
    },
    operations: [
      { col: 0.75, y: 409, text: "×" },
      { col: 1.5, y: 409, text: "+" },
      { col: 1.5, y: 346, text: "×" },
      { col: 3, y: 466, text: "tanh" },
      { col: 3, y: 522, text: "×" },
      ...gates.flatMap((gate) => gate.operations),
    ],
    edges: [
      { points: [[0, 68], [0, 86], [3, 86]], phase: 0, back: "weights_a", joins: true },
      { points: [[3, 68], [3, 86]], phase: 0, back: "dx", joins: true },
      ...gates.flatMap((gate) => gate.edges),
      { points: [[0, 298], [0, 322], [0.75, 322], [0.75, 409]], phase: 2, colour: "f", back: "df" },
      { points: [[1, 298], [1, 346], [1.5, 346]], phase: 2, colour: "i", back: "di" },
      { points: [[2, 298], [2, 346], [1.5, 346]], phase: 2, colour: "cct", back: "dcct" },
      { points: [[3, 298], [3, 318], [2.35, 318], [2.35, 522], [3, 522]], phase: 2, colour: "o", back: "do" },
      { points: [[0, 409, 1], [0.75, 409]], phase: 2, colour: "c", back: "dc_prev" },
      {
        points: [[0.75, 409], [1.5, 409]],
        phase: 3,
        colour: "c",
        back: "dc",
        label: { at: [1.12, 462], align: "middle", forward: ["kept", "f · c⟨−⟩"] },
      },
      {
        points: [[1.5, 346], [1.5, 409]],
        phase: 3,
        colour: "c",
        back: "dc",
        label: { at: [1.5, 378, 0, BESIDE], align: "left", forward: ["new", "i · c̃"] },
      },
      { points: [[1.5, 409], [3, 409, -1]], phase: 4, colour: "c", back: "dc" },
      {
        points: [[3, 442], [3, 466]],
        phase: 5,
        colour: "c",
        back: "through_c",
        label: { at: [3, 472, 0, -22], align: "right", backward: ["through_c", "from a"] },
      },
      {
        points: [[3, 466], [3, 522]],
        phase: 5,
        colour: "c",
        back: "dtanh_c",
        label: { at: [3, 494, 0, -BESIDE], align: "right", forward: ["tanh_c", "tanh c"] },
      },
      { points: [[3, 522], [3, 548]], phase: 6, colour: "a", back: "da" },
      ...prediction(581, 1.2),
      ...beyond("c", [3, 376, 0.5], 336),
      ...beyond("a", [3, 614], 648),
    ],
  };
}

/** @param {any} _run @returns {Plan} */
export function rnnUpright(_run) {
  return {
    ...FIELD,
    height: 478,
    nodes: {
      a_prev: { col: 0, y: 2, forward: "a_prev", backward: "da_prev" },
      x: { col: 3, y: 2, forward: "x", backward: "dx" },
      z: { col: 1.2, y: 206, forward: "z_a", backward: "dz_a" },
      a: { col: 1.2, y: 364, forward: "a", backward: "da" },
      y: { col: 3, y: 364, forward: "y", backward: "dz_y" },
    },
    operations: [
      { col: 0, y: 106, weights: "a", text: "recurrent" },
      { col: 3, y: 106, weights: "a", text: "input" },
      { col: 1.2, y: 158, text: "+" },
      { col: 1.2, y: 318, taken: "a" },
    ],
    edges: [
      { points: [[0, 68], [0, 106]], phase: 0, colour: "a", back: "da_prev" },
      { points: [[3, 68], [3, 106]], phase: 0, back: "dx" },
      { points: [[0, 106], [0, 158], [1.2, 158]], phase: 1, colour: "a", back: "dz_a" },
      { points: [[3, 106], [3, 158], [1.2, 158]], phase: 1, back: "dz_a" },
      { points: [[1.2, 158], [1.2, 206]], phase: 2, colour: "a", back: "dz_a" },
      { points: [[1.2, 272], [1.2, 318]], phase: 2, colour: "a", back: "dz_a" },
      { points: [[1.2, 318], [1.2, 364]], phase: 3, colour: "a", back: "da" },
      {
        points: [[1.2, 397, 1], [3, 397, -1]],
        phase: 4,
        colour: "a",
        back: "loss_a",
        label: { at: [2.1, 392], align: "middle", backward: ["loss_a", "loss"] },
      },
      ...beyond("a", [1.2, 430], 474),
    ],
  };
}

// What both kinds of GRU have in common.
const GRU_NODES = {
  a_prev: { col: 0, y: 2, forward: "a_prev", backward: "da_prev" },
  x: { col: 3, y: 2, forward: "x", backward: "dx" },
  z: { col: 0, y: 252, forward: "z", backward: "dz" },
  r: { col: 1, y: 252, forward: "r", backward: "dr" },
  aat: { col: 3, y: 442, forward: "aat", backward: "daat" },
  a: { col: 3, y: 548, forward: "a", backward: "da" },
  y: { col: 1.2, y: 642, forward: "y", backward: "dz_y" },
};

/** @type {Operation[]} */
const GRU_OPERATIONS = [
  { col: 0, y: 581, text: "×" },
  { col: 2.1, y: 581, text: "+" },
  { col: 0.75, y: 475, text: "1 −" },
  { col: 2.1, y: 475, text: "×" },
];

/** @type {Edge[]} */
const GRU_EDGES = [
  {
    points: [[0, 35, -1], [0, 35, -1, -13], [0, 581, -1, -13], [0, 581]],
    phase: 4,
    colour: "a",
    back: "direct_a",
    label: { at: [0, 614, -1, -10], align: "left", backward: ["direct_a", "z · dJ/da"] },
  },
  { points: [[0, 318], [0, 581]], phase: 4, colour: "z", back: "dz" },
  { points: [[0, 475], [0.75, 475]], phase: 4, colour: "z", back: "dleft", branches: true },
  {
    points: [[0.75, 475], [2.1, 475]],
    phase: 4,
    colour: "z",
    back: "dleft",
    label: { at: [1.5, 470], align: "middle", forward: ["left", "1 − z"], backward: ["dleft", "dJ/d(1 − z)"] },
  },
  { points: [[3, 475, -1], [2.1, 475]], phase: 4, colour: "aat", back: "daat" },
  {
    points: [[0, 581], [2.1, 581]],
    phase: 5,
    colour: "a",
    back: "da",
    label: { at: [1.05, 576], align: "middle", forward: ["kept", "z · a⟨−⟩"] },
  },
  {
    points: [[2.1, 475], [2.1, 581]],
    phase: 5,
    colour: "a",
    back: "da",
    label: { at: [2.1, 528, 0, -BESIDE], align: "right", forward: ["new", "(1 − z) · ã"] },
  },
  { points: [[2.1, 581], [3, 581, -1]], phase: 6, colour: "a", back: "da" },
  {
    points: [[3, 614, -0.5], [3, 675, -0.5], [1.2, 675, 1]],
    phase: 7,
    colour: "a",
    back: "loss_a",
    label: { at: [2.2, 670], align: "middle", backward: ["loss_a", "loss"] },
  },
  {
    points: [[3, 614, 0.5], [3, 662, 0.5]],
    phase: 7,
    colour: "a",
    back: "carried_a",
    beyond: true,
    label: {
      at: [3, 708, 1],
      align: "right",
      forward: ["", "to ⟨+⟩"],
      backward: ["carried_a", "from ⟨+⟩"],
    },
  },
];

const GRU_FIELD = { ...FIELD, left: 16, height: 716 };
const GRU_HEIGHTS = { bus: 84, weights: 156, taken: 226, box: 252 };

// A gate's weights take the hidden state and the input, whose lines lie one below the other.
const gruGates = (run) => {
  const gates = ["z", "r"].map((gate, k) => gateColumn(run, gate, k, GRU_HEIGHTS, BESIDE));
  for (const { edges: [first] } of gates) if (first.label) first.label.at = [first.label.at[0], 126, 0, BESIDE];
  return { operations: gates.flatMap((gate) => gate.operations), edges: gates.flatMap((gate) => gate.edges) };
};

const FROM_X = { points: /** @type {Point[]} */ ([[3, 68], [3, 104], [0, 104]]), phase: 0, back: "dx", joins: true };

/** @param {any} run @returns {Plan} */
export function gruAfterUpright(run) {
  const gates = gruGates(run);
  return {
    ...GRU_FIELD,
    nodes: { ...GRU_NODES, u: { col: 2, y: 252, forward: "u", backward: "dz_u" } },
    operations: [
      ...GRU_OPERATIONS,
      { col: 2, y: 156, weights: "u" },
      { col: 2, y: 352, text: "×" },
      { col: 3, y: 156, weights: "aat" },
      { col: 3, y: 352, text: "+" },
      { col: 3, y: 414, taken: "aat" },
      ...gates.operations,
    ],
    edges: [
      { points: [[0, 68], [0, 84], [2, 84]], phase: 0, back: "weights_a", joins: true },
      FROM_X,
      ...gates.edges,
      { points: [[2, 84], [2, 156]], phase: 1, colour: "u", back: "back_u", branches: true },
      { points: [[2, 156], [2, 252]], phase: 1, colour: "u", back: "dz_u" },
      { points: [[3, 104], [3, 156]], phase: 1, colour: "aat", back: "dz_aat", branches: true },
      {
        points: [[3, 156], [3, 352]],
        phase: 1,
        colour: "aat",
        back: "dz_aat",
        label: { at: [3, 200, 0, -BESIDE], align: "right", forward: ["own", "of x"] },
      },
      { points: [[1, 318], [1, 352], [2, 352]], phase: 2, colour: "r", back: "dr" },
      { points: [[2, 318], [2, 352]], phase: 2, colour: "u", back: "dz_u" },
      {
        points: [[2, 352], [3, 352]],
        phase: 3,
        colour: "aat",
        back: "dz_aat",
        label: { at: [2, 384, 0, 10], align: "right", forward: ["reset", "r · u"] },
      },
      {
        points: [[3, 352], [3, 414]],
        phase: 3,
        colour: "aat",
        back: "dz_aat",
        label: {
          at: [3, 384, 0, -BESIDE],
          align: "right",
          forward: ["z_aat", "z"],
          backward: ["dz_aat", "dJ/dz"],
        },
      },
      { points: [[3, 414], [3, 442]], phase: 3, colour: "aat", back: "daat" },
      ...GRU_EDGES,
    ],
  };
}

/** @param {any} run @returns {Plan} */
export function gruBeforeUpright(run) {
  const gates = gruGates(run);
  return {
    ...GRU_FIELD,
    nodes: GRU_NODES,
    operations: [
      ...GRU_OPERATIONS,
      { col: 2, y: 352, text: "×" },
      { col: 3, y: 352, weights: "aat" },
      { col: 3, y: 414, taken: "aat" },
      ...gates.operations,
    ],
    edges: [
      { points: [[0, 68], [0, 84], [2, 84], [2, 352]], phase: 0, back: "weights_a" },
      { ...FROM_X },
      ...gates.edges,
      { points: [[3, 104], [3, 352]], phase: 1, colour: "aat", back: "dz_aat", branches: true },
      { points: [[1, 318], [1, 352], [2, 352]], phase: 2, colour: "r", back: "dr" },
      {
        points: [[2, 352], [3, 352]],
        phase: 2,
        colour: "a",
        back: "dra",
        label: {
          at: [2, 320, 0, BESIDE],
          align: "left",
          forward: ["ra", "r · a⟨−⟩"],
          backward: ["dra", "dJ/d(r · a)"],
        },
      },
      {
        points: [[3, 352], [3, 414]],
        phase: 3,
        colour: "aat",
        back: "dz_aat",
        label: {
          at: [3, 384, 0, -BESIDE],
          align: "right",
          forward: ["z_aat", "z"],
          backward: ["dz_aat", "dJ/dz"],
        },
      },
      { points: [[3, 414], [3, 442]], phase: 3, colour: "aat", back: "daat" },
      ...GRU_EDGES,
    ],
  };
}
