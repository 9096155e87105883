// Where a gradient goes on from a step, and what a state is made of, as shares in words.

import { ACTIVATIONS, LOG10_2 } from "./wide.js";
import { at } from "./words.js";

/**
 * How large parts are beside one another, in percent.
 * @param {number[]} logs log₁₀ of their sizes
 * @returns {number[] | null} null where there is nothing to compare
 */
export function shares(logs) {
  const largest = Math.max(...logs);
  if (!Number.isFinite(largest) || logs.some(Number.isNaN)) return null;
  const sizes = logs.map((log) => 10 ** (log - largest));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => (100 * size) / all);
}

/**
 * @param {number} share in percent
 * @returns {string} never 0 or 100 where it is not
 */
export function percent(share) {
  if (share === 0 || share === 100) return `${share} %`;
  if (share < 1) return "under 1 %";
  if (share > 99) return "over 99 %";
  return `${Math.round(share)} %`;
}

// log₁₀ of the size of a vector: of all units, or of one.
const sizeOf = (run, { values, exponent }, j) =>
  j === null ? run.size({ values, exponent }) : Math.log10(Math.abs(values[j])) + exponent * LOG10_2;

/**
 * What a step hands back to the state that carries its gradient: along it, and by way of gates and weights.
 * @param {import("./run.js").Run} run
 * @param {number} t the step that hands back; there is one before it
 * @returns {{ along: any, through: any }} vectors
 */
export function waysBack(run, t) {
  const carrier = run.states.at(-1);
  const along = run.vector(`direct_${carrier}`, t);
  if (carrier === "a") {
    const others = run.waysFrom("a_prev").filter(({ to }) => to !== "a").map((way) => run.along(way, t));
    return { along, through: run.summed([run.handedBackToAll(t), ...others]) };
  }
  // Into the hidden state of the step before, and from there into the carrier.
  const handed = run.vector("da_prev", t);
  const into = run.waysFrom(carrier).filter(({ to }) => to === "a");
  const parts = into.map(({ factors }) =>
    run.multiplied(handed, (j) =>
      factors.reduce(([value, power], factor) => {
        const [by, more] = factor.value(t - 1, j);
        return [value * by, power + more];
      }, [1, 0]))
  );
  return { along, through: run.summed(parts) };
}

/**
 * @param {import("./run.js").Run} run
 * @param {number} t
 * @param {boolean} backwards
 * @param {number | null} j a unit; null for all
 * @returns {string}
 */
export function sharesInWords(run, t, backwards, j) {
  return backwards ? backInWords(run, t, j) : madeInWords(run, t, j);
}

function backInWords(run, t, j) {
  const carrier = run.states.at(-1);
  if (t === 1) return "Step 1 is the first: the gradient goes no further back.";
  const place = `${run.symbol(carrier)}${at(t - 1)}`;
  if (!run.directWays(carrier).length) {
    return `All of the gradient to ${place} goes back through the recurrent weights.`;
  }
  const { along, through } = waysBack(run, t);
  const found = compared(run, [along, through], j);
  if (!found) return `No share can be told: both parts of the gradient to ${place} are 0, or no number.`;
  const way = carrier === "a" ? "along the state" : "along the cell";
  const [one, other] = found.map(percent);
  return `Of the gradient to ${place}, ${one} goes back ${way}, ${other} through the gates${
    against([along, through], j)
  }.`;
}

function madeInWords(run, t, j) {
  const carrier = run.states.at(-1);
  const place = `${run.symbol(carrier)}${at(t)}`;
  const { kind, of } = run.nodes.get(carrier);
  if (kind !== "sum" || of.length !== 2) {
    const { name } = ACTIVATIONS[kind === "activation" ? run.activation : kind] ?? { name: "" };
    const sum = name ? `${name} of a sum` : "a sum";
    return `${place} is ${sum}: the state before and the input, each times its weights, and a bias.`;
  }
  const parts = of.map((part) => run.vector(part, t));
  const found = compared(run, parts, j);
  if (!found) return `No share can be told: both parts of ${place} are 0, or no number.`;
  if (t === 1 && found[0] === 0) return `All of ${place} is new: before step 1 there is no state to keep.`;
  const [kept, made] = found.map(percent);
  return `What makes ${place}: ${kept} kept from the step before, ${made} new${against(parts, j)}.`;
}

const compared = (run, parts, j) => shares(parts.map((part) => sizeOf(run, part, j)));

// Parts of one unit that work against one another are said to do so.
const against = ([one, other], j) =>
  j !== null && Math.sign(one.values[j]) * Math.sign(other.values[j]) < 0 ? ", against each other" : "";
