// What the boxes and lines of a drawing are: what stands in them, what flows along them, and in which order they come
// alive. Where they lie, a plan says (`plans_broad.js`, `plans_upright.js`).

/**
 * @typedef {import("./plans.js").Edge} Edge
 * @typedef {import("./plans.js").Operation} Operation
 * @typedef {import("./plans.js").Place} Place
 * @typedef {import("./plans.js").Point} Point
 *
 * A line without its place: what flows back along it, and what its number is, forwards and backwards.
 * @typedef {Omit<Edge, "points" | "label"> & { forward?: [string, string], backward?: [string, string] }} Flow
 *
 * Its place, that of its number, if there is room for one, and what is otherwise than in other plans.
 * @typedef {{ points: Point[], at?: Point, align?: "left" | "right" | "middle" } & Partial<Flow>} Line
 */

/** @param {string} state @returns {Flow} to the step after */
const beyond = (state) => ({
  phase: 7,
  colour: state,
  back: `carried_${state}`,
  beyond: true,
  forward: ["", "to ⟨+⟩"],
  backward: [`carried_${state}`, "from ⟨+⟩"],
});

/** @type {Flow} from the hidden state to the prediction */
const PREDICTION = { phase: 7, colour: "a", back: "loss_a", backward: ["loss_a", "loss"] };

/** @type {Record<string, Flow>} */
export const RNN = {
  before: { phase: 0, colour: "a", back: "da_prev" },
  input: { phase: 0, back: "dx" },
  ofBefore: { phase: 1, colour: "a", back: "dz_a" },
  ofInput: { phase: 1, back: "dz_a" },
  sum: { phase: 2, colour: "a", back: "dz_a" },
  z: { phase: 2, colour: "a", back: "dz_a" },
  state: { phase: 3, colour: "a", back: "da" },
  prediction: { ...PREDICTION, phase: 4 },
  beyond: { ...beyond("a"), phase: 4 },
};

/** @type {Record<string, Flow>} */
export const LSTM = {
  input: { phase: 0, back: "dx", joins: true },
  before: { phase: 0, back: "weights_a", joins: true },
  f: { phase: 2, colour: "f", back: "df" },
  i: { phase: 2, colour: "i", back: "di" },
  cct: { phase: 2, colour: "cct", back: "dcct" },
  o: { phase: 2, colour: "o", back: "do" },
  stateBefore: { phase: 2, colour: "c", back: "dc_prev" },
  kept: { phase: 3, colour: "c", back: "dc", forward: ["kept", "f · c⟨−⟩"] },
  made: { phase: 3, colour: "c", back: "dc", forward: ["new", "i · c̃"] },
  state: { phase: 4, colour: "c", back: "dc" },
  out: { phase: 5, colour: "c", back: "through_c", backward: ["through_c", "from a"] },
  bent: {
    phase: 5,
    colour: "c",
    back: "dtanh_c",
    forward: ["tanh_c", "tanh c"],
    backward: ["dtanh_c", "dJ/d tanh c"],
  },
  hidden: { phase: 6, colour: "a", back: "da" },
  prediction: PREDICTION,
  beyondState: beyond("c"),
  beyond: beyond("a"),
};

/** @type {Record<string, Flow>} of both kinds: z keeps the old state, 1 − z takes the candidate */
const GRU = {
  before: { phase: 0, back: "weights_a", backward: ["weights_a", "by weights"] },
  input: { phase: 0, back: "dx" },
  toOwn: { phase: 1, colour: "aat", back: "dz_aat", branches: true },
  r: { phase: 2, colour: "r", back: "dr" },
  z_aat: { phase: 3, colour: "aat", back: "dz_aat", forward: ["z_aat", "z_ã"], backward: ["dz_aat", "dJ/dz_ã"] },
  candidate: { phase: 3, colour: "aat", back: "daat" },
  stateBefore: { phase: 4, colour: "a", back: "direct_a", backward: ["direct_a", "z · dJ/da"] },
  z: { phase: 4, colour: "z", back: "dz" },
  toLeft: { phase: 4, colour: "z", back: "dleft", branches: true },
  left: { phase: 4, colour: "z", back: "dleft", forward: ["left", "1 − z"], backward: ["dleft", "dJ/d(1 − z)"] },
  aat: { phase: 4, colour: "aat", back: "daat" },
  kept: { phase: 5, colour: "a", back: "da", forward: ["kept", "z · a⟨−⟩"] },
  made: { phase: 5, colour: "a", back: "da", forward: ["new", "(1 − z) · ã"] },
  state: { phase: 6, colour: "a", back: "da" },
  prediction: PREDICTION,
  beyond: beyond("a"),
};

/** @type {Record<string, Flow>} of one that resets what the weights have made of the state */
export const GRU_AFTER = {
  ...GRU,
  before: { ...GRU.before, joins: true },
  toU: { phase: 1, colour: "u", back: "back_u", branches: true },
  u: { phase: 1, colour: "u", back: "dz_u" },
  own: { phase: 1, colour: "aat", back: "dz_aat", forward: ["own", "of x"] },
  unreset: { phase: 2, colour: "u", back: "dz_u" },
  reset: { phase: 3, colour: "aat", back: "dz_aat", forward: ["reset", "r · u"] },
};

/** @type {Record<string, Flow>} of one that resets the state before */
export const GRU_BEFORE = {
  ...GRU,
  reset: { phase: 2, colour: "a", back: "dra", forward: ["ra", "r · a⟨−⟩"], backward: ["dra", "dJ/d(r · a)"] },
};

/**
 * Lines in their places.
 * @param {Record<string, Flow>} flows
 * @param {Record<string, Line>} lines in the order in which they are drawn
 * @returns {Edge[]}
 */
export const edgesOf = (flows, lines) =>
  Object.entries(lines).map(([name, line]) => {
    const { forward, backward, at, align, ...edge } = { ...flows[name], ...line };
    return at && align ? { ...edge, label: { at, align, forward, backward } } : edge;
  });

// Whose gradient is shown at what a gate is taken of.
const OF_Z = ["u", "y"];

/**
 * Boxes in their places: each shows a quantity, and going back the gradient there.
 * @param {Record<string, [number, number]>} places column, and pixels from above
 * @returns {Record<string, Place>}
 */
export const nodesOf = (places) =>
  Object.fromEntries(
    Object.entries(places).map((
      [key, [col, y]],
    ) => [key, { col, y, forward: key, backward: OF_Z.includes(key) ? `dz_${key}` : `d${key}` }]),
  );

/**
 * The box of a cell without gates, which shows its pre-activation.
 * @param {number} col
 * @param {number} y
 * @returns {Place}
 */
export const nodeOfZ = (col, y) => ({ col, y, forward: "z_a", backward: "dz_a" });

/**
 * From the line that inputs come along to a gate: weights, pre-activation, activation, box. At each of the heights that
 * are told, from the first to the last.
 * @param {any} run
 * @param {string} gate
 * @param {number} col
 * @param {{ bus: number, weights: number, taken: number, box: number }} heights
 * @param {number} beside pixels from a line to its number
 * @param {number} [handedAt] height of the number that stands below the weights
 * @returns {{ operations: Operation[], edges: Edge[] }}
 */
export function gateColumn(run, gate, col, { bus, weights, taken, box }, beside, handedAt) {
  const handed = run.weights[gate].recurrent ? `back_${gate}` : `dz_${gate}`;
  const isHanded = Boolean(run.weights[gate].recurrent);
  /** @type {Record<string, Flow>} */
  const flows = {
    toWeights: { phase: 1, colour: gate, back: handed, branches: true, backward: [handed, "to a⟨−⟩"] },
    z: {
      phase: 1,
      colour: gate,
      back: `dz_${gate}`,
      forward: [run.affine.get(gate), run.shortZ(gate)],
      backward: [`dz_${gate}`, `dJ/d${run.shortZ(gate)}`],
    },
    toBox: { phase: 1, colour: gate, back: `d${gate}` },
  };
  /** @type {Point} */
  const below = [col, handedAt ?? weights + Math.sign(bus - weights) * 30, 0, beside];
  return {
    operations: [{ col, y: weights, weights: gate }, { col, y: taken, taken: gate }],
    edges: edgesOf(flows, {
      toWeights: { points: [[col, bus], [col, weights]], at: isHanded ? below : undefined, align: "left" },
      z: { points: [[col, weights], [col, taken]], at: [col, (weights + taken) / 2, 0, beside], align: "left" },
      toBox: { points: [[col, taken], [col, box]] },
    }),
  };
}

/**
 * The columns of several gates.
 * @param {any} run
 * @param {string[]} gates
 * @param {number} first column
 * @param {{ bus: number, weights: number, taken: number, box: number }} heights
 * @param {number} beside
 * @param {number} [handedAt]
 * @returns {{ operations: Operation[], edges: Edge[] }}
 */
export function gateColumns(run, gates, first, heights, beside, handedAt) {
  const columns = gates.map((gate, k) => gateColumn(run, gate, first + k, heights, beside, handedAt));
  return {
    operations: columns.flatMap((column) => column.operations),
    edges: columns.flatMap((column) => column.edges),
  };
}
