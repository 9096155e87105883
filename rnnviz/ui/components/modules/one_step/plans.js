// Which drawing a cell has, and how it lies in the room that there is. Only places are a cell's own.

import { gruAfter, gruBefore, lstm, rnn } from "./plans_broad.js";
import { gruAfterUpright, gruBeforeUpright, lstmUpright, rnnUpright } from "./plans_upright.js";

/**
 * A place: a column, pixels from above, then how many half boxes to the right of the column's middle, and pixels more.
 * @typedef {[number, number, number?, number?]} Point
 *
 * @typedef {{ col: number, y: number, forward: string, backward: string }} Place of a box: its middle, its upper end
 *
 * What stands on a line: an operation by its sign; the weights of a gate; or the activation of a gate or state.
 * @typedef {{ col: number, y: number, text?: string, weights?: string, taken?: string,
 *   shift?: [number, number] }} Operation
 *
 * A number at a line, forwards and backwards: the quantity, and how it is called there.
 * @typedef {{ at: Point, align: "left" | "right" | "middle", forward?: [string, string], backward?: [string, string] }} Label
 *
 * A line: which quantity flows back along it (its width), in which order lines come alive (`phase`); `joins` or `branches`
 * where it ends or begins on another line, and `beyond` where it leads to the step after.
 * @typedef {{ points: Point[], phase: number, colour?: string, back?: string, joins?: boolean, branches?: boolean,
 *   beyond?: boolean, label?: Label }} Edge
 *
 * @typedef {{ columns: number, left: number, right: number, gap: number, height: number, nodes: Record<string, Place>,
 *   operations: Operation[], edges: Edge[] }} Plan
 */

export const BOX = 66; // height of a box in pixels
export const UPRIGHT_BELOW = 630; // pixels of width below which a drawing stands upright
const WIDEST_BOX = 104;

/** @type {Record<string, [(run: any) => Plan, (run: any) => Plan]>} cells that were drawn by hand: broad, and upright */
const PLANS = {
  lstm: [lstm, lstmUpright],
  rnn: [rnn, rnnUpright],
  gru: [
    (run) => ("u" in run.weights ? gruAfter(run) : gruBefore(run)),
    (run) => ("u" in run.weights ? gruAfterUpright(run) : gruBeforeUpright(run)),
  ],
};

/**
 * The drawing of a cell in a field of so many pixels.
 * @param {import("./run.js").Run} run
 * @param {number} width
 * @returns {Plan}
 */
export function planOf(run, width) {
  const [broad, upright] = PLANS[run.cell] ?? [plainPlan, plainPlan];
  return (width < UPRIGHT_BELOW ? upright : broad)(run);
}

/**
 * Where columns lie in a field, and how wide boxes are.
 * @param {Plan} plan
 * @param {number} width
 * @returns {{ box: number, xOf: (point: Point) => number }}
 */
export function measures({ columns, left, right, gap }, width) {
  const room = width - left - right;
  const box = Math.min(WIDEST_BOX, (room - (columns - 1) * gap) / columns);
  const pitch = columns > 1 ? (room - box) / (columns - 1) : 0;
  return { box, xOf: ([col, , side = 0, more = 0]) => left + box / 2 + col * pitch + (side * box) / 2 + more };
}

/**
 * A drawing of any other cell: what comes from before on the left, gates in the middle behind their activations, states on
 * the right, and a line from each to what is made of it.
 * @param {import("./run.js").Run} run
 * @returns {Plan}
 */
export function plainPlan(run) {
  const BEFORE_BOX = -30; // pixels from a gate's box to its activation
  /** @type {Record<string, Place>} */
  const nodes = {};
  const shown = run.gates.length > 1 ? run.gates : [];
  const most = Math.max(run.states.length + 1, shown.length, 2);
  const lower = shown.length ? (BOX + 22) / 2 : 0; // gates: so that no line along a state runs through them
  const height = most * (BOX + 22) + lower;
  const column = (keys, col, forwards, backwards, down = 0) => {
    const room = (height - lower) / Math.max(keys.length, 1);
    keys.forEach((key, k) => {
      nodes[key] = {
        col,
        y: 4 + down + k * room + (room - BOX - 22) / 2,
        forward: forwards(key),
        backward: backwards(key),
      };
    });
  };
  column([...run.states.map((state) => `${state}_prev`), "x"], 0, (key) => key, (key) => `d${key}`);
  column(shown, 1, (key) => key, (key) => `dz_${key}`, lower);
  column([...run.states, "y"], 2, (key) => key, (key) => (key === "y" ? "dz_y" : `d${key}`));
  const isActivated = (key) => shown.includes(key) && run.nodes.get(key)?.of.length === 1;
  const edges = Object.entries(nodes).flatMap(([key, { col, y, forward }]) =>
    run.usesOf(forward).filter((from) => from in nodes && from !== key).map((from) => {
      const start = nodes[from];
      const down = start.y < y;
      return /** @type {Edge} */ ({
        points: start.col === col
          ? [[col, start.y + (down ? BOX : 0)], [col, y + (down ? 0 : BOX)]]
          : [[start.col, start.y + BOX / 2, 1], [col, y + BOX / 2, -1, isActivated(key) ? BEFORE_BOX : 0]],
        phase: col,
        colour: from in run.colours ? from : undefined,
        back: key === "y" ? "loss_a" : nodes[key].backward,
      });
    })
  );
  /** @type {Operation[]} */
  const operations = shown.filter(isActivated).map((key) => {
    const middle = nodes[key].y + BOX / 2;
    edges.push({
      points: [[1, middle, -1, BEFORE_BOX], [1, middle, -1]],
      phase: 1,
      colour: key,
      back: nodes[key].backward,
    });
    return { col: 1, y: middle, taken: key, shift: [-1, BEFORE_BOX] };
  });
  return { columns: 3, left: 1, right: 1, gap: 56, height, nodes, operations, edges };
}
