// Numbers that add up as they are shown.

import { onPaper, threeDigits, threeDigitsOfPower, withMinus } from "../shared/numbers.js";
import { total } from "./run.js";
import { LOG10_2 } from "./wide.js";

const SHOWN_TERMS = 6;

/**
 * value · 2^exponent, also where that is beyond the range of floats.
 *
 * @param {number} value
 * @param {number} exponent
 * @returns {string}
 */
function fiveDigitsTimes(value, exponent) {
  if (value === 0 || !Number.isFinite(value)) return threeDigits(value);
  const log10 = Math.log10(Math.abs(value)) + exponent * LOG10_2;
  if (log10 >= -3 && log10 < 5) return withMinus(String(Number((value * 2 ** exponent).toPrecision(5))));
  let power = Math.floor(log10);
  let mantissa = (exponent === 0 && Math.abs(power) < 300 ? Math.abs(value) / 10 ** power : 10 ** (log10 - power))
    .toFixed(4);
  if (mantissa === "10.0000") [power, mantissa] = [power + 1, "1.0000"];
  return onPaper(`${value < 0 ? "-" : ""}${mantissa}e${power}`);
}

/**
 * Five digits, so that their product can be checked by hand.
 * @param {{ factors: any[], gradient?: number }} term
 * @param {number} exponent
 * @returns {string[]}
 */
export function factorTexts({ factors, gradient }, exponent) {
  return factors.map((factor, place) => {
    const [value, power] = Array.isArray(factor) ? factor : [factor, 0];
    return fiveDigitsTimes(value, power + (place === gradient ? exponent : 0));
  });
}

/**
 * value · 2^exponent with all the digits that there are, for a table.
 * @param {number} value
 * @param {number} exponent
 * @returns {string}
 */
export function allDigitsTimes(value, exponent) {
  const product = value * 2 ** exponent;
  if (value === 0 || (Math.abs(product) > 1e-300 && Number.isFinite(product))) return String(product);
  if (!Number.isFinite(value)) return String(value);
  const log10 = Math.log10(Math.abs(value)) + exponent * LOG10_2;
  const power = Math.floor(log10);
  return `${value < 0 ? "-" : ""}${(10 ** (log10 - power)).toFixed(9)}e${power < 0 ? "" : "+"}${power}`;
}

/**
 * ±10^log10 where there is room for so many characters only: with fewer digits if it is not.
 * @param {number} sign
 * @param {number} log10
 * @param {number} room
 * @returns {string}
 */
export function briefly(sign, log10, room) {
  const minus = sign < 0 ? "−" : "";
  for (const digits of [2, 1, 0]) {
    let whole = Math.floor(log10);
    let mantissa = (10 ** (log10 - whole)).toFixed(digits);
    if (Number(mantissa) === 10) [whole, mantissa] = [whole + 1, (1).toFixed(digits)];
    const text = digits === 2 ? minus + threeDigitsOfPower(log10) : onPaper(`${minus}${mantissa}e${whole}`);
    if (text.length <= room || digits === 0 || !Number.isFinite(log10)) return text;
  }
}

/**
 * Writes the terms of a sum and the sum with as many decimals each, so that the numbers add up as they are shown: what
 * rounding leaves over gets a line of its own. Tiny numbers share a power of ten.
 * @template {{ value: number }} T
 * @param {T[]} terms
 * @param {number} sum
 * @param {number} exponent
 * @returns {any}
 */
export function ledger(terms, sum, exponent) {
  const sizes = [sum, ...terms.map((term) => term.value)].map(Math.abs).filter(Number.isFinite);
  const largest = Math.max(0, ...sizes);
  const size = largest > 0 ? Math.log10(largest) + exponent * LOG10_2 : 0;
  const power = size >= -3 && size < 5 ? 0 : Math.floor(size);
  const half = 10 ** ((exponent * LOG10_2 - power) / 2); // in two steps: the whole may be beyond the range of floats
  const decimals = Math.max(0, Math.min(6, 4 - (power ? 0 : Math.floor(size))));
  const rounded = (value) => Math.round(value * half * half * 10 ** decimals); // whole numbers of the last decimal: exact
  const written = (
    units,
  ) => (Number.isFinite(units) ? withMinus((units / 10 ** decimals).toFixed(decimals)) : threeDigits(units));
  const sorted = terms.map((term) => ({ ...term, units: rounded(term.value) }));
  sorted.sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  const shown = sorted.slice(0, sorted.length <= SHOWN_TERMS + 1 ? sorted.length : SHOWN_TERMS);
  const rest = sorted.slice(shown.length);
  const restUnits = rounded(total(rest));
  const sumUnits = rounded(sum);
  const left = sumUnits - shown.reduce((all, term) => all + term.units, 0) - (rest.length ? restUnits : 0);
  return {
    power,
    shown: shown.map((term) => ({ ...term, text: written(term.units) })),
    rest: rest.map((term) => ({ ...term, text: written(term.units) })),
    restText: written(restUnits),
    left: Number.isFinite(left) ? left : 0,
    leftText: written(left),
    sumText: written(sumUnits),
  };
}
