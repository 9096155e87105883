// Numbers whose size floats do not reach, and the activations with their slopes.

export const LOG10_2 = Math.log10(2);

// Numbers whose size floats do not reach: [value, exponent], to be read as value · 2^exponent.
/** @param {number} size @returns {Wide} */
function expOfMinus(size) {
  const shift = Math.round(Math.min(size, 2 ** 40) / Math.LN2);
  return [Math.exp(shift * Math.LN2 - Math.min(size, 2 ** 40)), -shift];
}
/**
 * @typedef {[number, number]} Wide value · 2^exponent
 * @param {...Wide} numbers
 * @returns {Wide} their product
 */
export const times = (...numbers) =>
  numbers.reduce(([value, exponent], [by, more]) => [value * by, exponent + more], [1, 0]);
/**
 * @param {number} value
 * @param {number} power
 * @returns {number} value · 2^power
 */
export const scaled = (value, power) => (value === 0 ? 0 : value * 2 ** power); // 0 stays 0, also times infinity
/**
 * @param {number} z
 * @returns {Wide} σ(z), however small
 */
export const wideSigmoid = (z) => times(expOfMinus(Math.max(-z, 0)), [1 / (1 + Math.exp(-Math.abs(z))), 0]);
const slopeOfTanh = (z) => times(expOfMinus(2 * Math.abs(z)), [4 / (1 + Math.exp(-2 * Math.abs(z))) ** 2, 0]);
const slopeOfSigmoid = (z) => times(expOfMinus(Math.abs(z)), [1 / (1 + Math.exp(-Math.abs(z))) ** 2, 0]);
export const FLAT = 1e-5; // slopes below which the output has lost too many of their digits
export const SMALLEST = 1e-290; // gates and states below which floats have lost digits

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
/**
 * @type {Record<string, { name: string, value: (z: number) => number, slope: string, derivative: (a: number) => number,
 * lost?: [string, (z: number) => Wide] }>}
 */
export const ACTIVATIONS = {
  tanh: {
    name: "tanh",
    value: Math.tanh,
    slope: "1 − a²",
    derivative: (a) => 1 - a * a,
    lost: ["sech² z", slopeOfTanh],
  },
  sigmoid: {
    name: "σ",
    value: sigmoid,
    slope: "a (1 − a)",
    derivative: (a) => a * (1 - a),
    lost: ["σ′(z)", slopeOfSigmoid],
  },
  relu: { name: "ReLU", value: (z) => Math.max(z, 0), slope: "1 where a > 0", derivative: (a) => (a > 0 ? 1 : 0) },
  linear: { name: "", value: (z) => z, slope: "1", derivative: () => 1 },
};

/**
 * @param {Wide} number
 * @returns {number}
 */
export const narrow = ([value, exponent]) => scaled(value, exponent);
