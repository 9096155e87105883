// Names at their curves, where no curve is: instead of a legend, from which eyes have to go back and forth.
//
// A name stands right above or below its curve; in the middle of its own area, of bars; beside its line, of a place on
// the x axis. Where nothing of that is free it stands further off, and a thin line leads to what it names.

import { inkOn } from "../shared/ink.js";
import { escaped } from "./sketch.js";
import { COLUMN, columnsUnder, hits, nearest } from "./spans.js";
import { swatch } from "./swatch.js";

export const SIZE = 13; // pixels of the words
const SWATCH = 28;
const LINE = 17; // pixels of a line of words
const GAP = 3; // between a name and its curve
const PLACES = 14; // tried from left to right
const ROWS = 16; // tried from top to bottom
const LEAST = 4; // pixels of an area that is seen, and can be led to
const END = 12; // pixels of such a line
const POINT = 3; // about half the size of a point
const MOST_CROSSED = [1, 3]; // curves that a leading line may cross, and if it must
const WIDEST = 0.6; // of a line of words, as a part of the chart

/**
 * What is named, and what is only in the way of names (its name is null).
 * @typedef {import("./spans.js").Box} Box
 * @typedef {import("./spans.js").Spans} Spans
 * @typedef {"curve" | "area" | "level" | "mark"} Kind
 * @typedef {{ name: string | null, kind: Kind, look: any, spans: Spans, area: Box, faint?: boolean }} Named
 * @typedef {{ name: string, lines: string[], kind: Kind, look: any, box: Box, place: number, inside: boolean,
 *   lead: { x: number, y: number } | null }} Label
 */

const overlap = (one, other) =>
  one.left < other.left + other.width && other.left < one.left + one.width && one.top < other.top + other.height &&
  other.top < one.top + one.height;

const within = (box, area) =>
  box.top >= area.top && box.top + box.height <= area.top + area.height && box.left >= area.left &&
  box.left + box.width <= area.left + area.width;

/**
 * A place for each name; those that have no room are left over.
 * @param {Named[]} named
 * @param {Map<string, number>} [before] where each stood last: it stays, if it can
 * @param {(words: string) => number} [widthOf] in pixels, as bold as names are
 * @returns {{ labels: Label[], left: string[] }}
 */
export function placed(named, before = new Map(), widthOf = guessed) {
  const wanted = named.filter(({ name, kind, spans }) => name !== null && seen(kind, spans));
  const first = inOrder(wanted, named, before, widthOf);
  if (!first.left.length) return first;
  // Once more, and those that had no room choose first.
  const isLeft = ({ name }) => first.left.includes(name);
  const again = inOrder([...wanted.filter(isLeft), ...wanted.filter((one) => !isLeft(one))], named, before, widthOf);
  return again.left.length < first.left.length ? again : first;
}

const guessed = (words) => 0.56 * SIZE * words.length;

// Whether there is anything that could be named: a cause of ×1.000 is an area without height.
const seen = (kind, { low, high }) =>
  kind === "area" ? low.some((top, column) => high[column] - top >= LEAST) : low.some(Number.isFinite);

function inOrder(wanted, named, before, widthOf) {
  /** @type {Label[]} */
  const labels = [];
  /** @type {string[]} */
  const left = [];
  for (const one of wanted) {
    const lines = linesOf(one, widthOf);
    const size = {
      width: SWATCH * Number(swatched(one)) + Math.max(...lines.map(widthOf)) + 6,
      height: LINE * lines.length,
    };
    /** @type {Label | null} */
    let best = null;
    for (const candidates of tried(one, size, named)) {
      let least = Infinity;
      for (const { box, place, price, lead = null, inside = false } of candidates) {
        if (!within(box, one.area) || labels.some((label) => inTheWay(label, box, lead))) continue;
        const cost = price + priceOf(box, one, named, inside || one.kind === "mark") -
          3 * Number(before.get(one.name) === place);
        if (cost < least) {
          least = cost;
          best = { name: one.name, lines, kind: one.kind, look: one.look, box, place, inside, lead };
        }
      }
      if (best) break;
    }
    if (best) labels.push(best);
    else if (one.kind !== "level") left.push(one.name);
  }
  return { labels, left };
}

function linesOf({ name, area }, widthOf) {
  return name.split("\n").flatMap((line) => {
    if (widthOf(line) < WIDEST * area.width) return [line];
    const words = line.split(" ");
    const lengths = words.map((_, count) => Math.max(...[words.slice(0, count), words.slice(count)].map(long)));
    const count = lengths.indexOf(Math.min(...lengths));
    return count ? [words.slice(0, count).join(" "), words.slice(count).join(" ")] : [line];
  });
}

const long = (words) => words.join(" ").length;

const swatched = ({ kind }) => kind === "curve" || kind === "area";

/** Places by how good they are; what is dear is looked for only if nothing better was found. */
function* tried(one, size, named) {
  yield beside(one, size);
  const led = [...ledTo(one, size, named)];
  for (const most of MOST_CROSSED) yield led.filter(({ crossed }) => crossed <= most);
}

/** Where a name stands at once beside what it names. */
function* beside(one, { width, height }) {
  const { area, spans, kind } = one;
  if (kind === "mark") {
    const column = spans.low.findIndex(Number.isFinite);
    for (let place = 0; place < 2 * ROWS; place += 1) {
      const left = area.left + COLUMN * column + (place % 2 ? -width : COLUMN);
      const top = area.top + 2 + (Math.floor(place / 2) / ROWS) * (area.height - height - 4);
      yield { box: { left, top, width, height }, place, price: 0.1 * place };
    }
    return;
  }
  const inner = kind === "area" ? width - SWATCH : width;
  for (let place = 0; place < 2 * PLACES; place += 1) {
    const left = area.left + 4 + (Math.floor(place / 2) / (PLACES - 1)) * (area.width - inner - 8);
    const box = { left, top: 0, width: inner, height };
    const [from, to] = columnsUnder(box, area);
    const [lows, highs] = [spans.low, spans.high].map((side) => side.slice(from, to + 1).filter(Number.isFinite));
    if (lows.length < (kind === "area" ? to - from : 2)) continue;
    if (kind === "area") {
      // In the thick of it, nearer to one edge or the other.
      const [top, bottom] = [Math.max(...lows) + GAP, Math.min(...highs) - GAP - height];
      if (bottom < top) continue;
      const middle = place % 2 ? (top + bottom) / 2 : top;
      yield { box: { ...box, top: middle }, place, price: 0.05 * place - 0.02 * (bottom - top), inside: true };
      yield { box: { ...box, top: bottom }, place: place + 200, price: 0.05 * place, inside: true };
      continue;
    }
    const top = place % 2 ? Math.max(...highs) + GAP : Math.min(...lows) - GAP - height;
    // A name far above a steep curve does not look like the curve's.
    const steep = Math.max(...highs) - Math.min(...lows);
    if (steep < 60 || kind === "level") yield { box: { ...box, top }, place, price: 0.05 * place + 0.1 * steep };
  }
}

/** Where a name stands further off, with a line that leads to what it names. */
function* ledTo(one, { width, height }, named) {
  const { area, spans } = one;
  const others = named.filter((other) => other !== one && other.kind === "curve" && !other.faint);
  for (let place = 0; place < PLACES * ROWS; place += 1) {
    const left = area.left + 4 + ((place % PLACES) / (PLACES - 1)) * (area.width - width - 8);
    const top = area.top + 2 + (Math.floor(place / PLACES) / (ROWS - 1)) * (area.height - height - 4);
    const box = { left, top, width, height };
    if (named.some((other) => !other.faint && hits(other.spans, box, area))) continue;
    const lead = nearest(spans, box, area, (low, high) => pointedAt(one, low, high, top + height / 2));
    if (!lead || lead.far < 6) continue; // nearer than that it would stand on it
    const crossed = others.filter((other) => hits(other.spans, around(edgeOf(box, lead), lead), area)).length;
    yield { box, place: 100 + place, price: 0.15 * lead.far + 8 * crossed, lead, crossed };
  }
}

// In a column: the middle of a line or an area, a point itself, and any height of a line that stands upright.
function pointedAt({ kind, look }, low, high, middle) {
  if (kind === "area") return high - low >= LEAST ? [(low + high) / 2] : [];
  if (kind === "mark") return [Math.min(Math.max(middle, low), high)];
  return look?.symbol && !look.line ? [low + POINT, high - POINT] : [(low + high) / 2];
}

// Where the line begins that leads from a box to a point.
const edgeOf = ({ left, top, width, height }, { x, y }) => ({
  x: Math.min(Math.max(x, left), left + width),
  y: Math.min(Math.max(y, top), top + height),
});

// The box around the line, but for its end: there may be others with what is named.
function around(from, to) {
  const part = Math.max(0, 1 - END / Math.hypot(to.x - from.x, to.y - from.y));
  const end = { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
  return {
    left: Math.min(from.x, end.x),
    top: Math.min(from.y, end.y),
    width: Math.abs(end.x - from.x),
    height: Math.abs(end.y - from.y),
  };
}

const inTheWay = (label, box, lead) =>
  overlap(label.box, box) || (lead && overlap(label.box, around(edgeOf(box, lead), lead))) ||
  (label.lead && overlap(box, around(edgeOf(label.box, label.lead), label.lead)));

// Not on anything that is drawn, unless it is in what it names; only what is faint may be behind a name, if it must.
function priceOf(box, own, named, itself) {
  let price = 0;
  for (const other of named) {
    if (itself && other === own) continue;
    const found = hits(other.spans, box, own.area);
    if (found && !other.faint) return Infinity;
    price += 0.5 * found;
  }
  return price;
}

/**
 * @param {Label[]} labels
 * @param {{ text: string, muted: string, paper: string, fontFamily: string }} look
 * @returns {string} the inside of an `<svg>`
 */
export function drawn(labels, { text, muted, paper, fontFamily }) {
  const font = escaped(fontFamily).replaceAll('"', "'");
  return labels.map(({ lines, kind, look, box, inside, lead }) => {
    const shown = swatched({ kind }) && !inside;
    const middle = box.top + LINE / 2;
    const [x, weight] = [box.left + (shown ? SWATCH : 3), swatched({ kind }) ? 600 : 400];
    const color = inside ? inkOn(look.color) : weight === 600 ? text : muted;
    const halo = inside ? "" : `stroke="${paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke" `;
    const words = lines.map((line, row) =>
      `<text x="${x}" y="${
        middle + LINE * row + 0.36 * SIZE
      }" fill="${color}" ${halo}font-size="${SIZE}" font-weight="${weight}" font-family="${font}">${
        escaped(line)
      }</text>`
    );
    return `${lead ? leading(box, lead, color, paper) : ""}${
      shown ? swatch({ ...look, color: look.color ?? text }, box.left + 1, middle) : ""
    }${words.join("")}`;
  }).join("");
}

function leading(box, lead, color, paper) {
  const from = edgeOf(box, lead);
  const path = `M${from.x},${from.y}L${lead.x},${lead.y}`;
  return `<path d="${path}" stroke="${paper}" stroke-width="3"/><path d="${path}" stroke="${color}"/><circle cx="${lead.x}" cy="${lead.y}" r="2.5" fill="${color}" stroke="${paper}"/>`;
}
