// Names at their curves, where no curve is: instead of a legend, from which eyes have to go back and forth.

import { escaped, linear } from "./sketch.js";

const SIZE = 13; // pixels of the words
const LETTER = 0.56; // how wide a letter is, as a part of its size
const SWATCH = 16;
/** @type {Record<string, string>} */
const SHORT_DASHES = { dash: "4,2", dot: "2,2", dashdot: "5,1,1,1" };
const HEIGHT = 17;
const GAP = 3; // between a name and its curve
const COLUMN = 4; // pixels between the places at which curves are looked at
const PLACES = 14; // tried from left to right
const SIDES = 6; // above and below, at three distances

/**
 * What is named: a curve in pixels, y of every column, NaN where there is none.
 * @typedef {{ name: string, colour: string | null, dash?: string, heights: number[] }} Named
 * @typedef {{ left: number, top: number, width: number, height: number }} Box
 * @typedef {{ name: string, colour: string | null, dash?: string, box: Box, place: number }} Label
 */

/**
 * The heights of a curve at every column of an area.
 * @param {ArrayLike<number>} xs in pixels, ascending
 * @param {ArrayLike<number>} ys in pixels
 * @param {Box} area
 * @returns {number[]}
 */
export function heightsOf(xs, ys, area) {
  const columns = Math.floor(area.width / COLUMN) + 1;
  const heights = Array(columns).fill(NaN);
  for (let place = 0; place < xs.length; place += 1) {
    const next = Math.min(place + 1, xs.length - 1);
    const [from, to] = [xs[place], xs[next]].map((x) => (x - area.left) / COLUMN);
    for (let column = Math.max(0, Math.ceil(from)); column <= Math.min(columns - 1, to); column += 1) {
      const share = to > from ? (column - from) / (to - from) : 0;
      heights[column] = ys[place] + share * (ys[next] - ys[place]);
    }
  }
  return heights;
}

const overlap = (one, other) =>
  one.left < other.left + other.width && other.left < one.left + one.width && one.top < other.top + other.height &&
  other.top < one.top + one.height;

/**
 * A place for each name, above or below its curve; none for a name that has no room.
 * @param {Named[]} named
 * @param {Box} area
 * @param {Map<string, number>} [before] where each stood last: it stays, if it can
 * @returns {Label[]}
 */
export function placed(named, area, before = new Map()) {
  /** @type {Label[]} */
  const labels = [];
  for (const one of named) {
    const width = SWATCH * Number(one.colour !== null) + one.name.length * SIZE * LETTER + 6;
    let [best, least] = [/** @type {Label | null} */ (null), Infinity];
    for (let place = 0; place < SIDES * PLACES; place += 1) {
      const [column, side] = [Math.floor(place / SIDES), place % SIDES];
      const left = area.left + 4 + (column / PLACES) * (area.width - width - 8);
      const off = GAP + Math.floor(side / 2) * HEIGHT; // further off where other curves are near
      const box = besides(one.heights, { left, top: 0, width, height: HEIGHT }, area, side % 2 === 1, off);
      if (!box) continue;
      const price = priceOf(box, one, named, labels, area) + column * 0.1 + off * 0.5 -
        3 * Number(before.get(one.name) === place);
      if (price < least) [best, least] = [{ ...one, box, place }, price];
    }
    if (best && least < 50) labels.push(best);
  }
  return labels;
}

function columnsUnder({ left, width }, area) {
  return [Math.max(0, Math.floor((left - area.left) / COLUMN)), Math.ceil((left + width - area.left) / COLUMN)];
}

// The box right above or below a curve; null where the curve is not, or no room.
function besides(heights, box, area, below, off) {
  const [from, to] = columnsUnder(box, area);
  const under = heights.slice(from, to + 1).filter(Number.isFinite);
  if (under.length < 2) return null;
  const top = below ? Math.max(...under) + off : Math.min(...under) - off - HEIGHT;
  return top >= area.top && top + HEIGHT <= area.top + area.height ? { ...box, top } : null;
}

function priceOf(box, own, named, labels, area) {
  const [from, to] = columnsUnder(box, area);
  let price = 0;
  for (const { heights } of named) {
    for (let column = from; column <= to; column += 1) {
      if (heights[column] > box.top - 2 && heights[column] < box.top + box.height + 2) price += 5;
    }
  }
  // A name far above a steep curve does not look like the curve's.
  const under = own.heights.slice(from, to + 1).filter(Number.isFinite);
  price += 0.06 * (Math.max(...under) - Math.min(...under));
  for (const label of labels) if (overlap(box, label.box)) price += 100;
  return price;
}

/**
 * What a figure names: traces with `meta.label`, and lines of `layout.meta.levels`.
 * @param {{ data: any[], layout: any }} figure
 * @param {{ width: number, height: number, hidden: Set<number>, ranges?: any }} how
 * @returns {{ named: Named[], area: Box }}
 */
export function namedIn({ data, layout }, { width, height, hidden, ranges }) {
  const { l: left, r: right, t: top, b: bottom } = layout.margin;
  const area = { left, top, width: width - left - right, height: height - top - bottom };
  const x = linear(ranges?.x ?? layout.xaxis.range, left, left + area.width);
  const y = linear(ranges?.y ?? layout.yaxis.range, top + area.height, top);
  const curves = data.filter(({ meta }, index) => meta?.label && !hidden.has(index)).map((trace) => ({
    name: trace.meta.label,
    colour: trace.meta.neutral ? "currentColor" : trace.line.color,
    dash: trace.line.dash,
    heights: heightsOf(Array.from(trace.x, x), Array.from(trace.y, y), area),
  }));
  const levels = (layout.meta?.levels ?? []).map(({ at, name }) => ({
    name,
    colour: null,
    heights: Array(Math.floor(area.width / COLUMN) + 1).fill(y(at)),
  }));
  return { named: [...curves, ...levels], area };
}

/**
 * @param {Label[]} labels
 * @param {{ text: string, muted: string, paper: string, fontFamily: string }} look
 * @returns {string} the inside of an `<svg>`
 */
export function drawn(labels, { text, muted, paper, fontFamily }) {
  return labels.map(({ name, colour, dash, box }) => {
    const middle = box.top + box.height / 2;
    const swatch = colour
      ? `<path d="M${box.left + 1},${middle}h${SWATCH - 6}" stroke="${
        colour === "currentColor" ? text : escaped(colour)
      }" stroke-width="3" stroke-dasharray="${SHORT_DASHES[dash ?? ""] ?? ""}"/>`
      : "";
    return `${swatch}<text x="${box.left + (colour ? SWATCH : 2)}" y="${middle + 0.36 * SIZE}" fill="${
      colour ? text : muted
    }" stroke="${paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke" font-size="${SIZE}" font-weight="${
      colour ? 600 : 400
    }" font-family="${escaped(fontFamily).replaceAll('"', "'")}">${escaped(name)}</text>`;
  }).join("");
}
