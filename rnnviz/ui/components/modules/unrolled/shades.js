// The one scale of the unrolled networks: pale where nothing of the loss arrives, the network's own colour where as much
// arrives as at the loss, and from there to the colour of ink where it is more.

export const REACH = 4; // powers of ten, down and up
const FAINTEST = 0.05; // how much of the colour is left where nothing arrives, so that a step is seen to be one

const mixed = (from, to, share) => from.map((part, index) => Math.round(part + share * (to[index] - part)));

/**
 * How much of a colour a size has: 0 where nothing arrives, 1 at the loss, 2 where it is as large as the scale goes.
 * @param {number} log10
 * @returns {number}
 */
export const strengthOf = (log10) => 1 + Math.min(Math.max(log10 / REACH, -1), 1);

/**
 * How high a box is, as a part of the highest: colour is not the only thing that tells. At the loss it is seven tenths.
 * @param {number} log10
 * @returns {number}
 */
export function heightOf(log10) {
  const strength = strengthOf(log10);
  return strength <= 1 ? 0.2 + 0.5 * strength : 0.7 + 0.3 * (strength - 1);
}

/**
 * @param {number} log10 of the size, at the loss 0; NaN where there is none
 * @param {{ colour: number[], paper: number[], ink: number[] }} palette
 * @returns {string | null}
 */
export function shadeOf(log10, { colour, paper, ink }) {
  if (Number.isNaN(log10)) return null;
  const strength = strengthOf(log10);
  const parts = strength <= 1
    ? mixed(paper, colour, FAINTEST + (1 - FAINTEST) * strength)
    : mixed(colour, ink, 0.85 * (strength - 1));
  return `rgb(${parts.join(" ")})`;
}
