// Where a value stands on a scale, how it is written, and its colour.

import { constants } from "./constants.js";
import { threeDigits, threeDigitsOfPower } from "./numbers.js";

/** Power of ten at the upper end of all scales of gradients: what is larger than at the loss is told apart from it. */
export const HIGH = constants.decades[1];
/** Powers of ten from which colours can begin. */
export const RANGES = [-4, -8, -16];
/** The one that is chosen: all panels that are compared share it. */
export let LOW = -8;
let SPAN = HIGH - LOW;
/** Of a size that is read letter by letter. */
export const SIZE_HIGH = 0;

/** @type {Set<{ onRange: () => void }>} drawings whose colours depend on the range */
export const rangeWatchers = new Set();
const KEPT = "rnnviz-gradients-from";

/** @param {number} low of `RANGES`; what is none is not taken */
function setRange(low) {
  if (!RANGES.includes(low)) return;
  LOW = low;
  SPAN = HIGH - LOW;
}

/** @param {number} low of `RANGES`; kept by the browser, for this page and the next visit */
export function chooseRange(low) {
  setRange(low);
  try {
    localStorage.setItem(KEPT, String(LOW));
  } catch {
    // A browser that keeps nothing forgets it when the page is left.
  }
  for (const watcher of rangeWatchers) watcher.onRange();
}

try {
  setRange(Number(localStorage.getItem(KEPT)));
} catch {
  // As at the beginning.
}

/**
 * Where a value stands on its scale: from 0 or −1 to 1.
 * @typedef {"gate" | "size" | "power" | "signed" | "gradient"} Kind
 * @type {Record<Kind, (value: number, offset?: number) => number>}
 */
export const positionOf = {
  gate: (value) => value, // 0 to 1
  size: (
    code,
    offset,
  ) => (code === 0 ? 0 : Math.min(Math.max((code - offset - LOW) / (SIZE_HIGH - LOW), 0), 1)),
  power: (exponent) => Math.min(Math.max((exponent - LOW) / SPAN, 0), 1), // of a size
  signed: (value) => (Number.isFinite(value) ? value / (0.5 + Math.abs(value)) : Math.sign(value)), // -1 to 1
  gradient: (code, offset) =>
    code === 0 ? 0 : Math.sign(code) * Math.min(Math.max((Math.abs(code) - offset - LOW) / SPAN, 0), 1),
};

/** @type {Record<string, (value: number, offset?: number) => string>} */
export const inWords = {
  gate: threeDigits,
  power: (exponent) => (exponent === -Infinity ? "0" : threeDigitsOfPower(exponent)),
  signed: threeDigits,
  gradient: (code, offset) => (code < 0 ? "−" : "") + (code === 0 ? "0" : threeDigitsOfPower(Math.abs(code) - offset)),
};

inWords.size = inWords.gradient;
const isSequential = (kind) => kind === "gate" || kind === "size" || kind === "power";
export const LEVELS = 1024;
/** @type {Map<string, Uint32Array>} */
const tables = new Map();

/**
 * Colours of a scale as LEVELS packed pixels, and one more for what is no number.
 * @param {Kind} kind
 * @param {"light" | "dark"} theme
 * @returns {Uint32Array}
 */
export function tableOf(kind, theme) {
  const name = `${isSequential(kind)} ${theme}`;
  if (tables.has(name)) return tables.get(name);
  const stops = constants.scales[isSequential(kind) ? "sequential" : "diverging"][theme].map((hex) =>
    [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16))
  );
  const table = new Uint32Array(LEVELS + 1); // the last one stays transparent
  for (let level = 0; level < LEVELS; level += 1) {
    const place = (level / (LEVELS - 1)) * (stops.length - 1);
    const before = Math.min(Math.floor(place), stops.length - 2);
    const mixed = stops[before].map((part, index) =>
      Math.round(part + (stops[before + 1][index] - part) * (place - before))
    );
    table[level] = (255 << 24) | (mixed[2] << 16) | (mixed[1] << 8) | mixed[0];
  }
  tables.set(name, table);
  return table;
}

/**
 * @param {number} packed
 * @returns {string}
 */
export const cssColour = (packed) => `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;

/** Where values stand in the table, kind by kind: `levelOf` for many, without a call for each. NaN is not among them. */
const LAST = LEVELS - 1;
/** @type {Partial<Record<Kind, (value: number, offset: number) => number>>} */
const FAST = {
  gate: (value) => value * LAST,
  power: (exponent) => (exponent <= LOW ? 0 : exponent >= HIGH ? LAST : ((exponent - LOW) / SPAN) * LAST),
  signed: (value) => {
    const size = value < 0 ? -value : value;
    return ((size === Infinity ? (value < 0 ? -1 : 1) : value / (0.5 + size)) + 1) / 2 * LAST;
  },
  gradient: (code, offset) => {
    if (code === 0) return LAST / 2;
    const place = ((code < 0 ? -code : code) - offset - LOW) / SPAN;
    const clipped = place < 0 ? 0 : place > 1 ? 1 : place;
    return ((code < 0 ? -clipped : clipped) + 1) / 2 * LAST;
  },
};

/**
 * Colours a row of a map.
 * @param {Kind} kind
 * @param {ArrayLike<number>} row
 * @param {number} offset as of `levelOf`
 * @param {Uint32Array} table
 * @param {Uint32Array} pixels
 * @param {number} start where the row begins in them
 */
export function paintRow(kind, row, offset, table, pixels, start) {
  const place = FAST[kind];
  for (let column = 0; column < row.length; column += 1) {
    const value = row[column];
    pixels[start + column] =
      table[value !== value ? LEVELS : place ? (place(value, offset) + 0.5) | 0 : levelOf(kind, value, offset)];
  }
}

/**
 * @param {Kind} kind
 * @param {number} value
 * @param {number} [offset] power of ten that counts as 0
 * @returns {number} place in the table of colours
 */
export function levelOf(kind, value, offset) {
  if (Number.isNaN(value)) return LEVELS;
  const position = positionOf[kind](value, offset);
  return Math.round((isSequential(kind) ? position : (position + 1) / 2) * (LEVELS - 1));
}
