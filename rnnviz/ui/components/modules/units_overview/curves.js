// Where curves stand: the strips of a column, their scales, the points of a line.

import { HIGH, LOW } from "../shared/scales.js";
import { superscript, threeDigits } from "../shared/numbers.js";
import { extremes } from "../shared/thinning.js";

export const LABEL = 16; // pixels above each strip, for its name and the value at the cursor
const GAP = 3;
const SLOPE = 116; // pixels of a slope at most
const NOTE = 48; // pixels below which there is no room for what is said above it
const FAR = 5000; // from here on powers of ten alone
const LADDER = [1, 2, 3, 5];

/**
 * The end of an axis that is symmetric about 0: at least 1, of the numbers 1, 2, 3, 5, 10 …, so that it seldom changes.
 * @param {number} most
 * @returns {number}
 */
export function niceEnd(most) {
  if (!(most > 1) || !Number.isFinite(most)) return 1;
  if (most > FAR) return Math.min(10 ** Math.ceil(Math.log10(most) - 1e-9), Number.MAX_VALUE);
  const power = 10 ** Math.floor(Math.log10(most));
  return (LADDER.find((step) => step * power >= most * (1 - 1e-6)) ?? 10) * power;
}

/**
 * @param {ArrayLike<number>[]} rows
 * @returns {number} the largest size among them; what is no number has none
 */
export function largest(rows) {
  let most = 0;
  for (const row of rows) {
    for (let t = 0; t < row.length; t += 1) {
      const size = row[t] < 0 ? -row[t] : row[t];
      if (size > most && size !== Infinity) most = size;
    }
  }
  return most;
}

/**
 * A scale: where values stand, 0 at the top and 1 at the bottom, and which are named.
 * @typedef {{ place: (value: number) => number, ticks: [number, string][], zero?: number }} Scale
 */

/**
 * What is exactly 0 has no place on a log axis.
 * @param {number} exponent
 * @returns {number}
 */
const orGap = (exponent) => (exponent === -Infinity ? NaN : exponent);

/** @type {Scale} */
export const GATE = { place: (value) => 1 - value, ticks: [[0, "1"], [1, "0"]] };

/**
 * @param {number} end
 * @returns {Scale}
 */
export const signedScale = (end) => ({
  place: (value) => (1 - Math.min(Math.max(value / end, -1), 1)) / 2,
  ticks: end > FAR
    ? [[0, `10${superscript(Math.round(Math.log10(end)))}`], [1, `−10${superscript(Math.round(Math.log10(end)))}`]]
    : [[0, threeDigits(end)], [1, threeDigits(-end)]],
  zero: 0.5,
});

/**
 * The upper end of the log axis: what grows is not cut off. Of the numbers 2, 4, 6, 8, 12, 16 …, so that it seldom
 * changes.
 * @param {number} most the largest power of ten that is drawn
 * @returns {number}
 */
export function highEnd(most) {
  if (!(most > HIGH)) return HIGH;
  const half = 2 ** (Math.ceil(Math.log2(most)) - 1);
  return Math.ceil(half * (half > HIGH && most <= 1.5 * half ? 1.5 : 2));
}

/**
 * The log axis of gradients, the same in every column.
 * @param {number} height of its panel: what would touch is not named
 * @param {number} [high] of `highEnd`
 * @returns {Scale}
 */
export function powerScale(height, high = HIGH) {
  const place = (exponent) => 1 - Math.min(Math.max((exponent - LOW) / (high - LOW), 0), 1);
  const power = (exponent) => (exponent ? `10${superscript(exponent)}` : "1");
  const apart = (one, other) => Math.abs(place(one) - place(other)) * height >= 16;
  const named = [0, LOW, high, LOW / 2].filter((one, index, all) =>
    all.slice(0, index).every((other) => apart(one, other))
  );
  return {
    place: (exponent) => place(orGap(exponent)),
    ticks: named.map((exponent) => [place(exponent), power(exponent)]),
    zero: place(0),
  };
}

/**
 * Rows above the states: one a gate, or one for the slope of a cell that has none.
 * @param {any} column
 * @returns {number}
 */
export const rowsOf = (column) => column.gates.length || column.slopes.length;

/**
 * The strips of a column from top to bottom, aligned with those of the other columns: the input, gates from the top of
 * their room, states at its foot, gradients at the gates and at the states.
 * @param {any} column as of rnnviz/figures/unit_overview.py
 * @param {{ gates: number, states: number }} room most of any column
 * @returns {{ strips: { part: string, items: any[], name: string, top: number, height: number }[], height: number, free: { top: number, height: number } | null }}
 */
export function stripsOf(column, room) {
  const few = room.gates + room.states < 4;
  const [strip, panel] = few ? [60, 116] : [28, 64];
  const each = LABEL + strip + GAP;
  const strips = [{ part: "input", items: [column.input], name: column.input.name, top: LABEL, height: strip }];
  let top = each;
  column.gates.forEach((gate, index) =>
    strips.push({
      part: "gate",
      items: [gate],
      name: `${gate.name} ${gate.symbol}`,
      top: top + index * each + LABEL,
      height: strip,
    })
  );
  const begins = top;
  top += room.gates * each + (room.states - column.states.length) * each;
  // Where others have gates: by what a cell without them multiplies what goes back, just above its state.
  for (const slope of column.slopes) {
    const height = Math.min(top - begins - LABEL - GAP, SLOPE);
    const name = `${slope.name}, ${slope.symbol}`;
    strips.push({ part: "slope", items: [slope], name, top: top - GAP - height, height });
  }
  const left = column.slopes.length ? (strips.at(-1)?.top ?? top) - LABEL - begins : 0;
  const free = left >= NOTE ? { top: begins, height: left } : null;
  for (const state of column.states) {
    strips.push({
      part: "state",
      items: [state],
      name: `${state.name} ${state.symbol}`,
      top: top + LABEL,
      height: strip,
    });
    top += each;
  }
  for (const of of ["gates", "states"]) {
    const items = column.gradients.filter((gradient) => gradient.of === of);
    const lines = linesOf(of === "gates" ? room.gates : room.states);
    if (!items.length) continue;
    const name = of === "states"
      ? `gradient ${items.map((item) => item.name).join(", ")}`
      : `gradient dJ/dz${column.gates.length ? ", by gate" : ""}`;
    strips.push({ part: "gradient", items, name, top: top + LABEL * lines, height: panel });
    top += LABEL * lines + panel + GAP;
  }
  return { strips, height: top, free };
}

/**
 * Lines above a panel of gradients: its name, and of its legend one for two curves.
 * @param {number} count
 * @returns {number}
 */
export const linesOf = (count) => 1 + Math.ceil(Math.max(count, 1) / 2);

/**
 * Points of a curve, in pixels: one a step, or where steps are narrower than half a pixel the least and the largest of
 * those that share a column. NaN is a gap.
 * @param {ArrayLike<number>} values
 * @param {number} steps
 * @param {number} width
 * @param {(value: number) => number} y
 * @param {number} [last] step after which nothing is drawn
 * @returns {[number, number][]}
 */
export function pointsOf(values, steps, width, y, last = steps) {
  /** @type {[number, number][]} */
  const points = [];
  if (steps <= 2 * width) {
    for (let t = 0; t < last; t += 1) points.push([((t + 0.5) / steps) * width, y(values[t])]);
    return points;
  }
  const columns = Math.max(1, Math.floor(width));
  for (let column = 0; column < columns; column += 1) {
    const [from, to] = [column, column + 1].map((edge) => Math.min(Math.floor((edge * steps) / columns), last));
    if (to <= from) break;
    const [least, most] = extremes([values], 0, 1, from, to);
    points.push([column + 0.5, y(least)], [column + 0.5, y(most)]);
  }
  return points;
}
