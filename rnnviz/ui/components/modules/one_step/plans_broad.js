// Drawings that lie: what comes from before on the left, the step after on the right, inputs below.

import { edgesOf, gateColumns, GRU_AFTER, GRU_BEFORE, LSTM, nodeOfZ, nodesOf, RNN } from "./flows.js";

/**
 * @typedef {import("./plans.js").Plan} Plan
 * @typedef {import("./plans.js").Operation} Operation
 * @typedef {import("./plans.js").Point} Point
 * @typedef {import("./flows.js").Line} Line
 */

const BESIDE = 8; // pixels from a line to its number

const FIELD = { columns: 6, left: 1, right: 88, gap: 13 };

/** @param {number} from @param {number} to @returns {Line} */
const prediction = (from, to) => ({
  points: [[5, from], [5, to]],
  at: [5, (from + to) / 2, 0, BESIDE],
  align: "left",
});

/** @param {number} y @returns {Line} to the step after, at the right */
const beyond = (y) => ({ points: [[5, y, 1], [5, y, 1, 86]], at: [5, y - 7, 1, 45], align: "middle" });

/** @param {any} run @returns {Plan} */
export function lstm(run) {
  const heights = { bus: 474, weights: 424, taken: 354, box: 330 };
  const gates = gateColumns(run, ["f", "i", "cct", "o"], 1, heights, BESIDE);
  return {
    ...FIELD,
    height: 510,
    nodes: nodesOf({
      c_prev: [0, 22],
      a_prev: [0, 344],
      x: [0, 441],
      f: [1, 264],
      i: [2, 264],
      cct: [3, 264],
      o: [4, 264],
      c: [5, 22],
      a: [5, 167],
      y: [5, 292],
    }),
    operations: [
      { col: 1, y: 55, text: "×" },
      { col: 2.5, y: 55, text: "+" },
      { col: 2.5, y: 140, text: "×" },
      { col: 4, y: 110, text: "tanh" },
      { col: 4, y: 200, text: "×" },
      ...gates.operations,
    ],
    edges: [
      ...edgesOf(LSTM, {
        input: { points: [[0, 474, 1], [4, 474]] },
        before: { points: [[0, 377, 1], [0.5, 377], [0.5, 474]] },
      }),
      ...gates.edges,
      ...edgesOf(LSTM, {
        f: { points: [[1, 264], [1, 55]] },
        i: { points: [[2, 264], [2, 140], [2.5, 140]] },
        cct: { points: [[3, 264], [3, 140], [2.5, 140]] },
        o: { points: [[4, 264], [4, 200]] },
        stateBefore: { points: [[0, 55, 1], [1, 55]] },
        kept: { points: [[1, 55], [2.5, 55]], at: [1.75, 49], align: "middle" },
        made: { points: [[2.5, 140], [2.5, 55]], at: [2.5, 97, 0, BESIDE], align: "left" },
        state: { points: [[2.5, 55], [5, 55, -1]] },
        out: { points: [[4, 55], [4, 110]], at: [4, 78, 0, -BESIDE], align: "right", branches: true },
        bent: { points: [[4, 110], [4, 200]], at: [4, 156, 0, -BESIDE], align: "right" },
        hidden: { points: [[4, 200], [5, 200, -1]] },
        prediction: prediction(233, 292),
        beyondState: beyond(55),
        beyond: beyond(200),
      }),
    ],
  };
}

/** @param {any} _run @returns {Plan} */
export function rnn(_run) {
  return {
    ...FIELD,
    height: 250,
    nodes: {
      ...nodesOf({ a_prev: [0, 40], x: [0, 170] }),
      z: nodeOfZ(2.9, 40),
      ...nodesOf({ a: [5, 40], y: [5, 170] }),
    },
    operations: [
      { col: 1, y: 73, weights: "a", text: "recurrent" },
      { col: 1, y: 203, weights: "a", text: "input" },
      { col: 1.9, y: 73, text: "+" },
      { col: 3.95, y: 73, taken: "a" },
    ],
    edges: edgesOf(RNN, {
      before: { points: [[0, 73, 1], [1, 73]] },
      input: { points: [[0, 203, 1], [1, 203]] },
      ofBefore: { points: [[1, 73], [1.9, 73]] },
      ofInput: { points: [[1, 203], [1.9, 203], [1.9, 73]] },
      sum: { points: [[1.9, 73], [2.9, 73, -1]] },
      z: { points: [[2.9, 73, 1], [3.95, 73]] },
      state: { points: [[3.95, 73], [5, 73, -1]] },
      prediction: prediction(106, 170),
      beyond: beyond(73),
    }),
  };
}

// What both kinds of GRU have in common.
/** @type {Record<string, [number, number]>} */
const GRU_NODES = { a_prev: [0, 22], x: [0, 453], z: [1, 264], r: [2, 264], aat: [4, 214], a: [5, 22], y: [5, 150] };
const GRU_FIELD = { ...FIELD, height: 520 };
const GRU_HEIGHTS = { bus: 458, weights: 408, taken: 354, box: 330 };

/** @type {Operation[]} */
const GRU_OPERATIONS = [
  { col: 1.4, y: 55, text: "×" },
  { col: 4, y: 55, text: "+" },
  { col: 1.8, y: 150, text: "1 −" },
  { col: 4, y: 150, text: "×" },
];

/** @type {Record<string, Line>} */
const GRU_LINES = {
  candidate: { points: [[4, 306], [4, 280]] },
  stateBefore: { points: [[0, 55, 1], [1.4, 55]], at: [0.85, 48], align: "middle" },
  z: { points: [[1, 264], [1, 106], [1.4, 106], [1.4, 55]] },
  toLeft: { points: [[1, 150], [1.8, 150]] },
  left: { points: [[1.8, 150], [4, 150]], at: [2.8, 145], align: "middle" },
  aat: { points: [[4, 214], [4, 150]] },
  kept: { points: [[1.4, 55], [4, 55]], at: [2.7, 49], align: "middle" },
  made: { points: [[4, 150], [4, 55]], at: [4, 100, 0, -BESIDE], align: "right" },
  state: { points: [[4, 55], [5, 55, -1]] },
  prediction: prediction(88, 150),
  beyond: beyond(55),
};

/** @type {Point[]} of the state before: between the box of x and the weights */
const GRU_BEFORE_X = [[0, 88], [0, 425], [0.5, 425], [0.5, 457]];

/** @type {Point} where what the weights hand back is told */
const BY_WEIGHTS = [0, 205, 0, BESIDE];

// A gate's weights take the hidden state and the input, whose lines lie one below the other.
function gruGates(run) {
  const { operations, edges } = gateColumns(run, ["z", "r"], 1, GRU_HEIGHTS, BESIDE);
  /** @param {Point[]} points @returns {Point[]} */
  const fromBoth = ([[col], ...rest]) => [[col, 486], ...rest];
  return {
    operations,
    edges: edges.map((edge) => (edge.branches ? { ...edge, points: fromBoth(edge.points) } : edge)),
  };
}

/** @param {any} run @returns {Plan} */
export function gruAfter(run) {
  const gates = gruGates(run);
  return {
    ...GRU_FIELD,
    nodes: nodesOf({ ...GRU_NODES, u: [3, 264] }),
    operations: [
      ...GRU_OPERATIONS,
      { col: 3, y: 408, weights: "u" },
      { col: 3, y: 200, text: "×" },
      { col: 4, y: 432, weights: "aat" },
      { col: 4, y: 366, text: "+" },
      { col: 4, y: 306, taken: "aat" },
      ...gates.operations,
    ],
    edges: [
      ...edgesOf(GRU_AFTER, {
        before: { points: [...GRU_BEFORE_X, [3, 457]], at: BY_WEIGHTS, align: "left" },
        input: { points: [[0, 486, 1], [4, 486]], joins: true },
      }),
      ...gates.edges,
      ...edgesOf(GRU_AFTER, {
        toU: { points: [[3, 457], [3, 408]] },
        u: { points: [[3, 408], [3, 330]] },
        toOwn: { points: [[4, 486], [4, 432]] },
        own: { points: [[4, 432], [4, 366]], at: [4, 400, 0, BESIDE], align: "left" },
        r: { points: [[2, 264], [2, 200], [3, 200]] },
        unreset: { points: [[3, 264], [3, 200]] },
        reset: {
          points: [[3, 200], [3.5, 200], [3.5, 366], [4, 366]],
          at: [3.25, 194, 0, 26],
          align: "middle",
        },
        z_aat: { points: [[4, 366], [4, 306]], at: [4, 338, 0, BESIDE], align: "left" },
        ...GRU_LINES,
      }),
    ],
  };
}

/** @param {any} run @returns {Plan} */
export function gruBefore(run) {
  const gates = gruGates(run);
  return {
    ...GRU_FIELD,
    nodes: nodesOf(GRU_NODES),
    operations: [
      ...GRU_OPERATIONS,
      { col: 3, y: 330, text: "×" },
      { col: 4, y: 400, weights: "aat" },
      { col: 4, y: 314, taken: "aat" },
      ...gates.operations,
    ],
    edges: [
      ...edgesOf(GRU_BEFORE, {
        before: { points: [...GRU_BEFORE_X, [3, 457], [3, 330]], at: BY_WEIGHTS, align: "left" },
        input: { points: [[0, 486, 1], [4, 486], [4, 400]] },
      }),
      ...gates.edges,
      ...edgesOf(GRU_BEFORE, {
        r: { points: [[2, 264], [2, 230], [3, 230], [3, 330]] },
        reset: { points: [[3, 330], [3.5, 330], [3.5, 400], [4, 400]], at: [3, 300, 0, BESIDE], align: "left" },
        z_aat: { points: [[4, 400], [4, 314]], at: [4, 357, 0, BESIDE], align: "left" },
        ...GRU_LINES,
        candidate: { points: [[4, 314], [4, 280]] },
      }),
    ],
  };
}
