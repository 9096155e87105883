// Drawings that stand, for a phone: what comes from before above, then gates side by side, states below.

import { edgesOf, gateColumns, GRU_AFTER, GRU_BEFORE, LSTM, nodeOfZ, nodesOf, RNN } from "./flows.js";

/**
 * @typedef {import("./plans.js").Plan} Plan
 * @typedef {import("./plans.js").Operation} Operation
 * @typedef {import("./plans.js").Point} Point
 * @typedef {import("./flows.js").Line} Line
 */

const BESIDE = 5; // pixels from a line to its number
const FIELD = { columns: 4, left: 1, right: 30, gap: 6 };

/** @param {Point} from @param {number} to @returns {Line} to the step after; its number stands to the left */
const beyond = (from, to) => ({
  points: [from, [from[0], to, from[2], from[3]]],
  at: [from[0], (from[1] + to) / 2, from[2] ?? 0, (from[3] ?? 0) - BESIDE],
  align: "right",
});

/** @param {any} run @returns {Plan} */
export function lstmUpright(run) {
  const heights = { bus: 86, weights: 138, taken: 208, box: 232 };
  const gates = gateColumns(run, ["f", "i", "cct", "o"], 0, heights, BESIDE);
  return {
    ...FIELD,
    height: 650,
    nodes: nodesOf({
      a_prev: [0, 2],
      x: [3, 2],
      f: [0, 232],
      i: [1, 232],
      cct: [2, 232],
      o: [3, 232],
      c_prev: [0, 376],
      c: [3, 376],
      a: [3, 548],
      y: [1.2, 548],
    }),
    operations: [
      { col: 0.75, y: 409, text: "×" },
      { col: 1.5, y: 409, text: "+" },
      { col: 1.5, y: 346, text: "×" },
      { col: 3, y: 466, text: "tanh" },
      { col: 3, y: 522, text: "×" },
      ...gates.operations,
    ],
    edges: [
      ...edgesOf(LSTM, {
        before: { points: [[0, 68], [0, 86], [3, 86]] },
        input: { points: [[3, 68], [3, 86]] },
      }),
      ...gates.edges,
      ...edgesOf(LSTM, {
        f: { points: [[0, 298], [0, 322], [0.75, 322], [0.75, 409]] },
        i: { points: [[1, 298], [1, 346], [1.5, 346]] },
        cct: { points: [[2, 298], [2, 346], [1.5, 346]] },
        o: { points: [[3, 298], [3, 318], [2.35, 318], [2.35, 522], [3, 522]] },
        stateBefore: { points: [[0, 409, 1], [0.75, 409]] },
        kept: { points: [[0.75, 409], [1.5, 409]], at: [1.12, 462], align: "middle" },
        made: { points: [[1.5, 346], [1.5, 409]], at: [1.5, 378, 0, BESIDE], align: "left" },
        state: { points: [[1.5, 409], [3, 409, -1]] },
        out: { points: [[3, 442], [3, 466]], at: [3, 472, 0, -22], align: "right" },
        // No room for two numbers: that of the line above is nearly the same.
        bent: { points: [[3, 466], [3, 522]], at: [3, 494, 0, -BESIDE], align: "right", backward: undefined },
        hidden: { points: [[3, 522], [3, 548]] },
        prediction: { points: [[3, 581, -1], [1.2, 581, 1]], at: [2.1, 576], align: "middle" },
        beyondState: beyond([3, 376, 0.5], 336),
        beyond: beyond([3, 614], 648),
      }),
    ],
  };
}

/** @param {any} _run @returns {Plan} */
export function rnnUpright(_run) {
  return {
    ...FIELD,
    height: 478,
    nodes: {
      ...nodesOf({ a_prev: [0, 2], x: [3, 2] }),
      z: nodeOfZ(1.2, 206),
      ...nodesOf({ a: [1.2, 364], y: [3, 364] }),
    },
    operations: [
      { col: 0, y: 106, weights: "a", text: "recurrent" },
      { col: 3, y: 106, weights: "a", text: "input" },
      { col: 1.2, y: 158, text: "+" },
      { col: 1.2, y: 318, taken: "a" },
    ],
    edges: edgesOf(RNN, {
      before: { points: [[0, 68], [0, 106]] },
      input: { points: [[3, 68], [3, 106]] },
      ofBefore: { points: [[0, 106], [0, 158], [1.2, 158]] },
      ofInput: { points: [[3, 106], [3, 158], [1.2, 158]] },
      sum: { points: [[1.2, 158], [1.2, 206]] },
      z: { points: [[1.2, 272], [1.2, 318]] },
      state: { points: [[1.2, 318], [1.2, 364]] },
      prediction: { points: [[1.2, 397, 1], [3, 397, -1]], at: [2.1, 392], align: "middle" },
      beyond: beyond([1.2, 430], 474),
    }),
  };
}

// What both kinds of GRU have in common.
/** @type {Record<string, [number, number]>} */
const GRU_NODES = {
  a_prev: [0, 2],
  x: [3, 2],
  z: [0, 252],
  r: [1, 252],
  aat: [3, 442],
  a: [3, 548],
  y: [1.2, 642],
};
const GRU_FIELD = { ...FIELD, left: 16, height: 716 };
const GRU_HEIGHTS = { bus: 84, weights: 156, taken: 226, box: 252 };
const HANDED_AT = 126; // below both lines that lead to a gate

/** @type {Operation[]} */
const GRU_OPERATIONS = [
  { col: 0, y: 581, text: "×" },
  { col: 2.1, y: 581, text: "+" },
  { col: 0.75, y: 475, text: "1 −" },
  { col: 2.1, y: 475, text: "×" },
];

/** @type {Line} */
const FROM_X = { points: [[3, 68], [3, 104], [0, 104]], joins: true };

/** @type {Record<string, Line>} */
const GRU_LINES = {
  z_aat: { points: [[3, 352], [3, 414]], at: [3, 384, 0, -BESIDE], align: "right" },
  candidate: { points: [[3, 414], [3, 442]] },
  stateBefore: {
    points: [[0, 35, -1], [0, 35, -1, -13], [0, 581, -1, -13], [0, 581]],
    at: [0, 614, -1, -10],
    align: "left",
  },
  z: { points: [[0, 318], [0, 581]] },
  toLeft: { points: [[0, 475], [0.75, 475]] },
  left: { points: [[0.75, 475], [2.1, 475]], at: [1.5, 470], align: "middle" },
  aat: { points: [[3, 475, -1], [2.1, 475]] },
  kept: { points: [[0, 581], [2.1, 581]], at: [1.05, 576], align: "middle" },
  made: { points: [[2.1, 475], [2.1, 581]], at: [2.1, 528, 0, -BESIDE], align: "right" },
  state: { points: [[2.1, 581], [3, 581, -1]] },
  prediction: { points: [[3, 614, -0.5], [3, 675, -0.5], [1.2, 675, 1]], at: [2.2, 670], align: "middle" },
  beyond: { points: [[3, 614, 0.5], [3, 662, 0.5]], at: [3, 708, 1], align: "right" },
};

/** @param {any} run @returns {Plan} */
export function gruAfterUpright(run) {
  const gates = gateColumns(run, ["z", "r"], 0, GRU_HEIGHTS, BESIDE, HANDED_AT);
  return {
    ...GRU_FIELD,
    nodes: nodesOf({ ...GRU_NODES, u: [2, 252] }),
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
      ...edgesOf(GRU_AFTER, { before: { points: [[0, 68], [0, 84], [2, 84]] }, input: FROM_X }),
      ...gates.edges,
      ...edgesOf(GRU_AFTER, {
        toU: { points: [[2, 84], [2, 156]] },
        u: { points: [[2, 156], [2, 252]] },
        toOwn: { points: [[3, 104], [3, 156]] },
        own: { points: [[3, 156], [3, 352]], at: [3, 200, 0, -BESIDE], align: "right" },
        r: { points: [[1, 318], [1, 352], [2, 352]] },
        unreset: { points: [[2, 318], [2, 352]] },
        reset: { points: [[2, 352], [3, 352]], at: [2, 384, 0, 10], align: "right" },
        ...GRU_LINES,
      }),
    ],
  };
}

/** @param {any} run @returns {Plan} */
export function gruBeforeUpright(run) {
  const gates = gateColumns(run, ["z", "r"], 0, GRU_HEIGHTS, BESIDE, HANDED_AT);
  return {
    ...GRU_FIELD,
    nodes: nodesOf(GRU_NODES),
    operations: [
      ...GRU_OPERATIONS,
      { col: 2, y: 352, text: "×" },
      { col: 3, y: 352, weights: "aat" },
      { col: 3, y: 414, taken: "aat" },
      ...gates.operations,
    ],
    edges: [
      ...edgesOf(GRU_BEFORE, { before: { points: [[0, 68], [0, 84], [2, 84], [2, 352]] }, input: FROM_X }),
      ...gates.edges,
      ...edgesOf(GRU_BEFORE, {
        toOwn: { points: [[3, 104], [3, 352]] },
        r: { points: [[1, 318], [1, 352], [2, 352]] },
        reset: { points: [[2, 352], [3, 352]], at: [2, 320, 0, BESIDE], align: "left" },
        ...GRU_LINES,
      }),
    ],
  };
}
