// The drawings: only coordinates are a cell's own.

/**
 * @typedef {{ x: number, y: number, forward: string, backward: string | null, text?: string }} Place
 * @typedef {{ path: string, phase: number, gate?: string, colour?: string, signal?: string, back?: string, label?: [number, number], only?: string }} Edge
 * @typedef {{ height: number, nodes: Record<string, Place>, operations: { x: number, y: number, text: string }[], edges: Edge[] }} Plan
 */

// Places in a field of WIDTH: nodes with what they show forwards and backwards, and edges with what they carry. The phases
// say in which order the edges come alive.
export const WIDTH = 748;
/** @type {Plan} */
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

/** @type {Plan} */
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

/** @type {Plan} */
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

/**
 * Places of the cells whose drawing was made by hand.
 * @type {Record<string, Plan>}
 */
export const PLANS = { lstm: LSTM, rnn: RNN, gru: GRU };

/**
 * A drawing of any other cell: what comes from before on the left, gates in the middle, states on the right, and a line
 * from each to what is made of it.
 * @param {import("./run.js").Run} run
 * @returns {Plan}
 */
export function plainPlan(run) {
  /** @type {Record<string, Place>} */
  const nodes = {};
  const column = (keys, x, forwards, backwards) => {
    const room = 340 / Math.max(keys.length, 1);
    keys.forEach((
      key,
      k,
    ) => (nodes[key] = { x, y: 24 + k * Math.min(room, 98), forward: forwards(key), backward: backwards(key) }));
  };
  const shown = run.gates.length > 1 ? run.gates : [];
  column([...run.states.map((state) => `${state}_prev`), "x"], 8, (key) => key, (key) => `d${key}`);
  column(shown, 290, (key) => key, (key) => `dz_${key}`);
  column([...run.states, "y"], 584, (key) => key, (key) => (key === "y" ? null : `d${key}`));
  const edges = Object.entries(nodes).flatMap(([key, { x, y, forward }]) =>
    run.usesOf(forward).filter((from) => from in nodes && from !== key).map((from) => {
      const start = nodes[from];
      const up = start.x === x;
      const path = up
        ? `M${x + 48} ${start.y + (start.y < y ? 56 : 0)} V${y + (start.y < y ? -4 : 60)}`
        : `M${start.x + 96} ${start.y + 28} L${x - 4} ${y + 28}`;
      return {
        path,
        phase: x < 200 ? 0 : x < 500 ? 1 : 2,
        colour: from in run.colours ? from : undefined,
        back: key === "y" ? "own" : nodes[key].backward,
      };
    })
  );
  return { height: 24 + 98 * Math.max(run.states.length + 1, shown.length, 3), nodes, operations: [], edges };
}
