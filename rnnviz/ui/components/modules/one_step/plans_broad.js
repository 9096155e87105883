// Drawings that lie: what comes from before on the left, the step after on the right, inputs below.

/**
 * @typedef {import("./plans.js").Plan} Plan
 * @typedef {import("./plans.js").Edge} Edge
 * @typedef {import("./plans.js").Operation} Operation
 * @typedef {import("./plans.js").Point} Point
 */

const BESIDE = 8; // pixels from a line to its number

const FIELD = { columns: 6, left: 1, right: 88, gap: 13 };

/**
 * From the line that inputs come along to a gate: weights, pre-activation, activation, box. At each of the heights that
 * are told, from the first to the last.
 * @param {any} run
 * @param {string} gate
 * @param {number} col
 * @param {{ bus: number, weights: number, taken: number, box: number }} heights
 * @param {number} [beside] pixels from a line to its number
 * @returns {{ operations: Operation[], edges: Edge[] }}
 */
export function gateColumn(run, gate, col, { bus, weights, taken, box }, beside = BESIDE) {
  const handed = run.weights[gate].recurrent ? `back_${gate}` : `dz_${gate}`;
  return {
    operations: [{ col, y: weights, weights: gate }, { col, y: taken, taken: gate }],
    edges: [
      {
        points: [[col, bus], [col, weights]],
        phase: 1,
        colour: gate,
        back: handed,
        branches: true,
        label: run.weights[gate].recurrent &&
          {
            at: [col, weights + Math.sign(bus - weights) * 30, 0, beside],
            align: "left",
            backward: [handed, "to a⟨−⟩"],
          },
      },
      {
        points: [[col, weights], [col, taken]],
        phase: 1,
        colour: gate,
        back: `dz_${gate}`,
        label: {
          at: [col, (weights + taken) / 2, 0, beside],
          align: "left",
          forward: [run.affine.get(gate), "z"],
          backward: [`dz_${gate}`, "dJ/dz"],
        },
      },
      { points: [[col, taken], [col, box]], phase: 1, colour: gate, back: `d${gate}` },
    ],
  };
}

/** @param {any} run @returns {Plan} */
export function lstm(run) {
  const heights = { bus: 474, weights: 424, taken: 354, box: 330 };
  const gates = ["f", "i", "cct", "o"].map((gate, k) => gateColumn(run, gate, k + 1, heights));
  return {
    ...FIELD,
    height: 510,
    nodes: {
      c_prev: { col: 0, y: 22, forward: "c_prev", backward: "dc_prev" },
      a_prev: { col: 0, y: 344, forward: "a_prev", backward: "da_prev" },
      x: { col: 0, y: 441, forward: "x", backward: "dx" },
      f: { col: 1, y: 264, forward: "f", backward: "df" },
      i: { col: 2, y: 264, forward: "i", backward: "di" },
      cct: { col: 3, y: 264, forward: "cct", backward: "dcct" },
      o: { col: 4, y: 264, forward: "o", backward: "do" },
      c: { col: 5, y: 22, forward: "c", backward: "dc" },
      a: { col: 5, y: 167, forward: "a", backward: "da" },
      y: { col: 5, y: 292, forward: "y", backward: "dz_y" },
    },
    operations: [
      { col: 1, y: 55, text: "×" },
      { col: 2.5, y: 55, text: "+" },
      { col: 2.5, y: 140, text: "×" },
      { col: 4, y: 110, text: "tanh" },
      { col: 4, y: 200, text: "×" },
      ...gates.flatMap((gate) => gate.operations),
    ],
    edges: [
      { points: [[0, 474, 1], [4, 474]], phase: 0, back: "dx", joins: true },
      { points: [[0, 377, 1], [0.5, 377], [0.5, 474]], phase: 0, back: "weights_a", joins: true },
      ...gates.flatMap((gate) => gate.edges),
      { points: [[1, 264], [1, 55]], phase: 2, colour: "f", back: "df" },
      { points: [[2, 264], [2, 140], [2.5, 140]], phase: 2, colour: "i", back: "di" },
      { points: [[3, 264], [3, 140], [2.5, 140]], phase: 2, colour: "cct", back: "dcct" },
      { points: [[4, 264], [4, 200]], phase: 2, colour: "o", back: "do" },
      { points: [[0, 55, 1], [1, 55]], phase: 2, colour: "c", back: "dc_prev" },
      {
        points: [[1, 55], [2.5, 55]],
        phase: 3,
        colour: "c",
        back: "dc",
        label: { at: [1.75, 49], align: "middle", forward: ["kept", "f · c⟨−⟩"] },
      },
      {
        points: [[2.5, 140], [2.5, 55]],
        phase: 3,
        colour: "c",
        back: "dc",
        label: { at: [2.5, 97, 0, BESIDE], align: "left", forward: ["new", "i · c̃"] },
      },
      { points: [[2.5, 55], [5, 55, -1]], phase: 4, colour: "c", back: "dc" },
      {
        points: [[4, 55], [4, 110]],
        phase: 5,
        colour: "c",
        back: "through_c",
        branches: true,
        label: { at: [4, 78, 0, -BESIDE], align: "right", backward: ["through_c", "from a"] },
      },
      {
        points: [[4, 110], [4, 200]],
        phase: 5,
        colour: "c",
        back: "dtanh_c",
        label: {
          at: [4, 156, 0, -BESIDE],
          align: "right",
          forward: ["tanh_c", "tanh c"],
          backward: ["dtanh_c", "dJ/d tanh c"],
        },
      },
      { points: [[4, 200], [5, 200, -1]], phase: 6, colour: "a", back: "da" },
      ...prediction([5, 233], [5, 292]),
      ...beyond("c", 55),
      ...beyond("a", 200),
    ],
  };
}

/**
 * From the hidden state to the prediction.
 * @param {Point} from
 * @param {Point} to
 * @returns {Edge[]}
 */
const prediction = (from, to) => [{
  points: [from, to],
  phase: 7,
  colour: "a",
  back: "loss_a",
  label: { at: [from[0], (from[1] + to[1]) / 2, 0, BESIDE], align: "left", backward: ["loss_a", "loss"] },
}];

/**
 * To the step after, at the right.
 * @param {string} state
 * @param {number} y
 * @returns {Edge[]}
 */
const beyond = (state, y) => [{
  points: [[5, y, 1], [5, y, 1, 86]],
  phase: 7,
  colour: state,
  back: `carried_${state}`,
  beyond: true,
  label: {
    at: [5, y - 7, 1, 45],
    align: "middle",
    forward: ["", "to ⟨+⟩"],
    backward: [`carried_${state}`, "from ⟨+⟩"],
  },
}];

/** @param {any} _run @returns {Plan} */
export function rnn(_run) {
  return {
    ...FIELD,
    height: 250,
    nodes: {
      a_prev: { col: 0, y: 40, forward: "a_prev", backward: "da_prev" },
      x: { col: 0, y: 170, forward: "x", backward: "dx" },
      z: { col: 2.9, y: 40, forward: "z_a", backward: "dz_a" },
      a: { col: 5, y: 40, forward: "a", backward: "da" },
      y: { col: 5, y: 170, forward: "y", backward: "dz_y" },
    },
    operations: [
      { col: 1, y: 73, weights: "a", text: "recurrent" },
      { col: 1, y: 203, weights: "a", text: "input" },
      { col: 1.9, y: 73, text: "+" },
      { col: 3.95, y: 73, taken: "a" },
    ],
    edges: [
      {
        points: [[0, 73, 1], [1, 73]],
        phase: 0,
        colour: "a",
        back: "da_prev",
      },
      { points: [[0, 203, 1], [1, 203]], phase: 0, back: "dx" },
      { points: [[1, 73], [1.9, 73]], phase: 1, colour: "a", back: "dz_a" },
      { points: [[1, 203], [1.9, 203], [1.9, 73]], phase: 1, back: "dz_a" },
      { points: [[1.9, 73], [2.9, 73, -1]], phase: 2, colour: "a", back: "dz_a" },
      { points: [[2.9, 73, 1], [3.95, 73]], phase: 2, colour: "a", back: "dz_a" },
      { points: [[3.95, 73], [5, 73, -1]], phase: 3, colour: "a", back: "da" },
      ...prediction([5, 106], [5, 170]),
      ...beyond("a", 73),
    ],
  };
}

// What both kinds of GRU have in common: z keeps the old state, 1 − z takes the candidate.
const GRU_NODES = {
  a_prev: { col: 0, y: 22, forward: "a_prev", backward: "da_prev" },
  x: { col: 0, y: 453, forward: "x", backward: "dx" },
  z: { col: 1, y: 264, forward: "z", backward: "dz" },
  r: { col: 2, y: 264, forward: "r", backward: "dr" },
  aat: { col: 4, y: 214, forward: "aat", backward: "daat" },
  a: { col: 5, y: 22, forward: "a", backward: "da" },
  y: { col: 5, y: 150, forward: "y", backward: "dz_y" },
};

/** @type {Operation[]} */
const GRU_OPERATIONS = [
  { col: 1.4, y: 55, text: "×" },
  { col: 4, y: 55, text: "+" },
  { col: 1.8, y: 150, text: "1 −" },
  { col: 4, y: 150, text: "×" },
];

/** @type {Edge[]} */
const GRU_EDGES = [
  {
    points: [[0, 55, 1], [1.4, 55]],
    phase: 4,
    colour: "a",
    back: "direct_a",
    label: { at: [0.85, 48], align: "middle", backward: ["direct_a", "z · dJ/da"] },
  },
  { points: [[1, 264], [1, 106], [1.4, 106], [1.4, 55]], phase: 4, colour: "z", back: "dz" },
  { points: [[1, 150], [1.8, 150]], phase: 4, colour: "z", back: "dleft", branches: true },
  {
    points: [[1.8, 150], [4, 150]],
    phase: 4,
    colour: "z",
    back: "dleft",
    label: { at: [2.8, 145], align: "middle", forward: ["left", "1 − z"], backward: ["dleft", "dJ/d(1 − z)"] },
  },
  { points: [[4, 214], [4, 150]], phase: 4, colour: "aat", back: "daat" },
  {
    points: [[1.4, 55], [4, 55]],
    phase: 5,
    colour: "a",
    back: "da",
    label: { at: [2.7, 49], align: "middle", forward: ["kept", "z · a⟨−⟩"] },
  },
  {
    points: [[4, 150], [4, 55]],
    phase: 5,
    colour: "a",
    back: "da",
    label: { at: [4, 100, 0, -BESIDE], align: "right", forward: ["new", "(1 − z) · ã"] },
  },
  { points: [[4, 55], [5, 55, -1]], phase: 6, colour: "a", back: "da" },
  ...prediction([5, 88], [5, 150]),
  ...beyond("a", 55),
];

const GRU_HEIGHTS = { bus: 458, weights: 408, taken: 354, box: 330 };

/** @param {any} run @returns {Plan} */
export function gruAfter(run) {
  const gates = ["z", "r"].map((gate, k) => gateColumn(run, gate, k + 1, GRU_HEIGHTS));
  return {
    ...FIELD,
    height: 520,
    nodes: { ...GRU_NODES, u: { col: 3, y: 264, forward: "u", backward: "dz_u" } },
    operations: [
      ...GRU_OPERATIONS,
      { col: 3, y: 408, weights: "u" },
      { col: 3, y: 200, text: "×" },
      { col: 4, y: 432, weights: "aat" },
      { col: 4, y: 366, text: "+" },
      { col: 4, y: 306, taken: "aat" },
      ...gates.flatMap((gate) => gate.operations),
    ],
    edges: [
      {
        points: [[0, 88], [0, 457], [3, 457]],
        phase: 0,
        back: "weights_a",
        joins: true,
        label: { at: [0, 205, 0, BESIDE], align: "left", backward: ["weights_a", "by weights"] },
      },
      { points: [[0, 486, 1], [4, 486]], phase: 0, back: "dx", joins: true },
      ...gates.flatMap((gate) => gate.edges).map((edge) => fromBoth(edge)),
      {
        points: [[3, 457], [3, 408]],
        phase: 1,
        colour: "u",
        back: "back_u",
        branches: true,
      },
      {
        points: [[3, 408], [3, 330]],
        phase: 1,
        colour: "u",
        back: "dz_u",
      },
      { points: [[4, 486], [4, 432]], phase: 1, colour: "aat", back: "dz_aat", branches: true },
      {
        points: [[4, 432], [4, 366]],
        phase: 1,
        colour: "aat",
        back: "dz_aat",
        label: { at: [4, 400, 0, BESIDE], align: "left", forward: ["own", "of x"] },
      },
      {
        points: [[2, 264], [2, 200], [3, 200]],
        phase: 2,
        colour: "r",
        back: "dr",
      },
      { points: [[3, 264], [3, 200]], phase: 2, colour: "u", back: "dz_u" },
      {
        points: [[3, 200], [3.5, 200], [3.5, 366], [4, 366]],
        phase: 3,
        colour: "aat",
        back: "dz_aat",
        label: { at: [3.25, 194, 0, 26], align: "middle", forward: ["reset", "r · u"] },
      },
      {
        points: [[4, 366], [4, 306]],
        phase: 3,
        colour: "aat",
        back: "dz_aat",
        label: {
          at: [4, 338, 0, BESIDE],
          align: "left",
          forward: ["z_aat", "z"],
          backward: ["dz_aat", "dJ/dz"],
        },
      },
      { points: [[4, 306], [4, 280]], phase: 3, colour: "aat", back: "daat" },
      ...GRU_EDGES,
    ],
  };
}

// A gate's weights take the hidden state and the input, whose lines lie one below the other.
const fromBoth = (edge) => (edge.branches ? { ...edge, points: [[edge.points[0][0], 486], edge.points[1]] } : edge);

/** @param {any} run @returns {Plan} */
export function gruBefore(run) {
  const gates = ["z", "r"].map((gate, k) => gateColumn(run, gate, k + 1, GRU_HEIGHTS));
  return {
    ...FIELD,
    height: 520,
    nodes: GRU_NODES,
    operations: [
      ...GRU_OPERATIONS,
      { col: 3, y: 330, text: "×" },
      { col: 4, y: 400, weights: "aat" },
      { col: 4, y: 314, taken: "aat" },
      ...gates.flatMap((gate) => gate.operations),
    ],
    edges: [
      {
        points: [[0, 88], [0, 457], [3, 457], [3, 330]],
        phase: 0,
        back: "weights_a",
        label: { at: [0, 205, 0, BESIDE], align: "left", backward: ["weights_a", "by weights"] },
      },
      { points: [[0, 486, 1], [4, 486], [4, 400]], phase: 0, back: "dx" },
      ...gates.flatMap((gate) => gate.edges).map((edge) => fromBoth(edge)),
      { points: [[2, 264], [2, 230], [3, 230], [3, 330]], phase: 2, colour: "r", back: "dr" },
      {
        points: [[3, 330], [3.5, 330], [3.5, 400], [4, 400]],
        phase: 2,
        colour: "a",
        back: "dra",
        label: {
          at: [3, 300, 0, BESIDE],
          align: "left",
          forward: ["ra", "r · a⟨−⟩"],
          backward: ["dra", "dJ/d(r · a)"],
        },
      },
      {
        points: [[4, 400], [4, 314]],
        phase: 3,
        colour: "aat",
        back: "dz_aat",
        label: {
          at: [4, 357, 0, BESIDE],
          align: "left",
          forward: ["z_aat", "z"],
          backward: ["dz_aat", "dJ/dz"],
        },
      },
      { points: [[4, 314], [4, 280]], phase: 3, colour: "aat", back: "daat" },
      ...GRU_EDGES,
    ],
  };
}
