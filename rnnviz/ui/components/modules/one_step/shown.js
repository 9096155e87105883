// Numbers as the drawing shows them: of one unit, or what all units have.

import { threeDigits } from "../shared/numbers.js";
import { briefly } from "./ledger.js";
import { LOG10_2 } from "./wide.js";
import { eachOf } from "./words.js";

/**
 * @param {import("./run.js").Run} run
 * @param {string} quantity
 * @returns {"gradient" | "gate" | "signed"} its scale
 */
export function kindOf(run, quantity) {
  if (run.isGradient(quantity)) return "gradient";
  if ((quantity === "y" && !run.linear) || run.limited.includes(quantity) || quantity === "left") return "gate";
  return "signed";
}

/**
 * Of all units: the norm of a gradient, the mean of the absolute values of anything else.
 * @param {import("./run.js").Run} run
 * @param {string} quantity
 * @param {number} t
 * @returns {number} log₁₀ of it
 */
export function ofAll(run, quantity, t) {
  const vector = run.vector(quantity, t);
  if (run.isGradient(quantity)) return run.size(vector);
  let sum = 0;
  for (let j = 0; j < vector.values.length; j += 1) sum += Math.abs(vector.values[j]);
  return Math.log10(sum / vector.values.length);
}

/**
 * ±10^log10 with so many characters.
 * @param {number} sign
 * @param {number} log10
 * @param {number} room
 * @returns {string}
 */
const ofPower = (sign, log10, room) => (log10 === -Infinity ? "0" : briefly(sign, log10, room));

// Of one unit alone where that is less work than of all.
function valueAt(run, quantity, t, j) {
  if (run.nodes.has(quantity) && !(quantity in run.signals)) return run.valueOf(quantity, t, j);
  const { values, exponent } = run.vector(quantity, t);
  return [values[j], exponent];
}

/**
 * @param {import("./run.js").Run} run
 * @param {string} quantity
 * @param {number} t
 * @param {number | null} j its place; null for all of them
 * @param {number} room in characters
 * @returns {string}
 */
export function shownNumber(run, quantity, t, j, room) {
  if (j === null) {
    const log10 = ofAll(run, quantity, t);
    return Number.isNaN(log10) || log10 === Infinity ? threeDigits(log10) : ofPower(1, log10, room);
  }
  const [value, exponent] = valueAt(run, quantity, t, j);
  if (value === 0 || !Number.isFinite(value)) return threeDigits(value);
  const whole = value * 2 ** exponent;
  if (Math.abs(whole) >= 1e-3 && Math.abs(whole) < 1e5) {
    for (const digits of [3, 2, 1]) {
      const text = threeDigits(Number(whole.toPrecision(digits)));
      if (text.length <= room || digits === 1) return text;
    }
  }
  return ofPower(value, Math.log10(Math.abs(value)) + exponent * LOG10_2, room);
}

/**
 * What all units have taken apart: unit by unit.
 * @param {import("./run.js").Run} run
 * @param {string} quantity
 * @param {number} t
 * @param {string} title
 * @returns {any} as `explain` has it of one unit
 */
export function explainAll(run, quantity, t, title) {
  const { values, exponent } = run.vector(quantity, t);
  const isGradient = run.isGradient(quantity);
  const what = eachOf(quantity);
  const n = values.length;
  const terms = Array.from(
    values,
    (value, j) =>
      isGradient
        ? { label: `${what} ${j + 1}, squared`, factors: [], value: value * value }
        : { label: `|${what} ${j + 1}| / ${n}`, factors: [], value: Math.abs(value) / n },
  );
  const sum = terms.reduce((all, term) => all + term.value, 0);
  const log10 = ofAll(run, quantity, t);
  return {
    quantity,
    t,
    j: null,
    value: sum,
    exponent: isGradient ? 2 * exponent : exponent,
    title,
    formula: isGradient
      ? `norm: the root of the sum of squares over ${n} ${what}s`
      : `mean of the absolute values: those of ${n} ${what}s, added up and divided by ${n}`,
    terms,
    after: isGradient ? { sum: "sum of squares", says: "norm = √(sum of squares)", text: ofPower(1, log10, 12) } : null,
    uses: run.usesOf(quantity),
    usedBy: run.quantities.filter((key) => run.usesOf(key).includes(quantity)),
  };
}
