// The table of a cell's units as plain data: its columns, its order, what is written in it.

import { onPaper, threeDigits } from "../shared/numbers.js";

/**
 * One column.
 * @typedef {object} Head
 * @property {string} key
 * @property {string[]} lines what stands above it
 * @property {string} says the same in full
 * @property {number} width as a share of all
 * @property {(unit: number) => number} value
 * @property {(value: number) => string} written
 */

const share = (value) => (Number.isNaN(value) ? "–" : `${Math.round(100 * value)} %`);
const mean = (value) => (Number.isFinite(value) ? value.toFixed(2) : threeDigits(value));

/**
 * @param {number} steps
 * @returns {string}
 */
export function stepsWritten(steps) {
  if (Number.isNaN(steps)) return "–";
  if (steps >= 1e4) return Number.isFinite(steps) ? "> 10⁴" : "∞";
  return steps < 99.95 ? steps.toFixed(1) : String(Math.round(steps));
}

/**
 * @param {number} log10
 * @returns {string} to two digits
 */
export function sizeWritten(log10) {
  if (Number.isNaN(log10)) return "–";
  if (log10 === -Infinity) return "0";
  if (log10 >= -2.5 && log10 < 3) return (10 ** log10).toFixed(Math.max(0, 1 - Math.floor(log10 + 1e-9)));
  if (log10 === Infinity) return "∞";
  const whole = Math.floor(log10);
  const mantissa = (10 ** (log10 - whole)).toFixed(1);
  return mantissa === "10.0" ? onPaper(`1.0e${whole + 1}`) : onPaper(`${mantissa}e${whole}`);
}

/**
 * The columns of a cell's table.
 * @param {any} column as of rnnviz/figures/unit_overview.py
 * @returns {Head[]}
 */
export function headsOf({ table, gates, carrier }) {
  const named = (symbol) => gates.find((gate) => gate.symbol === symbol)?.name ?? "";
  const heads = [{
    key: "unit",
    lines: ["unit"],
    says: "unit",
    width: 2.3,
    value: (unit) => unit,
    written: (unit) => String(unit + 1),
  }];
  table.gates.forEach((symbol, index) =>
    heads.push({
      key: `mean ${symbol}`,
      lines: [index ? "\u00a0" : "mean of", symbol], // said once, for all of them
      says: `mean of the ${named(symbol)} ${symbol}`,
      width: 2.6,
      value: (unit) => table.means[index][unit],
      written: mean,
    })
  );
  heads.push({
    key: "memory",
    lines: ["memory,", "steps"],
    says: "memory in steps, until half is gone",
    width: 3.6,
    value: (unit) => table.memory[unit],
    written: stepsWritten,
  });
  if (table.limits) {
    heads.push({
      key: "limits",
      lines: ["at its", "limits"],
      says: "share of time at its limits",
      width: 2.7,
      value: (unit) => table.limits[unit],
      written: share,
    });
  }
  heads.push({
    key: "gradient",
    lines: ["gradient", "at step 1"],
    says: `size of the gradient dJ/d${carrier} at step 1`,
    width: 5.4,
    value: (unit) => table.gradient[unit],
    written: sizeWritten,
  });
  return heads;
}

/**
 * Units in the order of one column; what is no number comes last, and of equals the first.
 * @param {(unit: number) => number} value
 * @param {number} count
 * @param {boolean} down the largest first
 * @returns {number[]}
 */
export function ranked(value, count, down) {
  const values = Array.from({ length: count }, (_, unit) => value(unit));
  const sign = down ? -1 : 1;
  return [...values.keys()].sort((one, other) => {
    const [first, second] = [values[one], values[other]];
    const [none, noneToo] = [Number.isNaN(first), Number.isNaN(second)];
    if (none || noneToo) return Number(none) - Number(noneToo) || one - other;
    return first === second ? one - other : first < second ? -sign : sign;
  });
}

/**
 * What a unit holds of the gradient at step 1, in words.
 * @param {any} column
 * @param {number} unit
 * @returns {string}
 */
export function heldBy({ table, first }, unit) {
  const held = table.share[unit];
  if (table.share.length === 1) return "the one unit there is";
  if (Number.isNaN(held)) return "no gradient arrives at step 1";
  const percent = held < 0.005 ? "less than 1 %" : `${Math.round(100 * held)} %`;
  return unit === first
    ? `largest share of the gradient at step 1: ${percent}`
    : `holds ${percent} of the gradient at step 1`;
}
