// Numbers as they are written on paper, in the style of numerals.py.

import { constants } from "./constants.js";

/**
 * @param {string} text
 * @returns {string} with the sign that is as wide as a plus
 */
export const withMinus = (text) => text.replaceAll("-", "−");
/**
 * @param {number | string} whole
 * @returns {string}
 */
export const superscript = (whole) => String(whole).replace(/[-\d]/g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);

/**
 * A number as it is written on paper, in the style of numerals.py: 1.83·10⁻¹⁴ for 1.83e-14.
 * @param {string} text as JavaScript writes a number
 * @returns {string}
 */
export function onPaper(text) {
  const [mantissa, power] = text.split("e");
  return withMinus(mantissa) + (power === undefined ? "" : `·10${superscript(Number(power))}`);
}

/**
 * @param {number | null | undefined} value
 * @returns {string} with three digits
 */
export function threeDigits(value) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) return onPaper(String(Number(value.toPrecision(3))));
  return onPaper(value.toExponential(2));
}

/**
 * @param {number} exponent
 * @returns {string} 10 to this power, also beyond the range of floats
 */
export function threeDigitsOfPower(exponent) {
  if (exponent <= constants.zero) return "0";
  if (!Number.isFinite(exponent)) return threeDigits(exponent);
  if (Math.abs(exponent) < 300) return threeDigits(10 ** exponent);
  let whole = Math.floor(exponent);
  let mantissa = (10 ** (exponent - whole)).toFixed(2);
  if (mantissa === "10.00") [whole, mantissa] = [whole + 1, "1.00"];
  return onPaper(`${mantissa}e${whole}`);
}
