// What a trace says at a step, and at a point.

import { threeDigits, threeDigitsOfPower } from "../shared/numbers.js";

/**
 * The place of time t in ascending times, or -1 if no time is within half a step of it.
 * @param {ArrayLike<number>} times
 * @param {number} t
 * @returns {number}
 */
export function placeOf(times, t) {
  const guess = Math.round(t - times[0]);
  if (times[guess] === t) return guess;
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < t) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && t - times[low - 1] < times[low] - t) low -= 1;
  return Math.abs(times[low] - t) <= 0.5 ? low : -1;
}

/**
 * A trace of Plotly with what rnnviz puts in its `meta`.
 * @typedef {any} Trace
 * @param {Trace} trace
 * @returns {ArrayLike<number>} the x of each of its points
 */
export function timesOf(trace) {
  if (trace.x?.length) return trace.x;
  const length = trace.type === "heatmap" ? (trace.z?.[0]?.length ?? 0) : (trace.y?.length ?? 0);
  return Float64Array.from({ length }, (_, index) => (trace.x0 ?? 0) + index * (trace.dx ?? 1));
}

// Whether there is anything at time t of a row. Where there cannot be, nothing is missing: a loss is felt at no later step.
function reaches(trace, row, t) {
  const last = trace.meta?.last;
  return last === undefined || t <= (last.length === undefined ? last : last[row]);
}

/**
 * What a map says of a step: the least, the middle and the largest value.
 * @param {Trace} trace
 * @param {number} place
 * @param {(value: number) => string} say
 * @returns {string}
 */
export function heatmapAt(trace, place, say) {
  const t = timesOf(trace)[place];
  const column = trace.z.filter((_, row) => reaches(trace, row, t)).map((row) => row[place]);
  const numbers = column.filter(Number.isFinite).sort((a, b) => a - b);
  const others = column.length - numbers.length;
  const middle = numbers.length >> 1;
  const median = numbers.length % 2 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
  const parts = numbers.length
    ? [`min ${say(numbers[0])}`, `median ${say(median)}`, `max ${say(numbers[numbers.length - 1])}`]
    : [];
  if (others) parts.push(`${others} of ${column.length} not finite`);
  return parts.join(" · ") || trace.meta.beyond;
}

// An array whose entries are made when they are read: a map has tens of thousands, of which one is pointed at.
function lazily(make) {
  return new Proxy([], {
    get: (target, key) => (/^\d+$/.test(String(key)) ? make(Number(key)) : Reflect.get(target, key)),
  });
}

/**
 * Plotly's own formats know neither 1.83·10⁻¹⁴ nor numbers beyond floats: where a trace asks for texts, these are its values.
 * @param {Trace} trace
 * @returns {Trace}
 */
export function written(trace) {
  if (trace.text || !trace.hovertemplate?.includes("%{text}")) return trace;
  const say = trace.meta?.log10 ? threeDigitsOfPower : threeDigits;
  if (trace.type !== "heatmap") return { ...trace, text: lazily((place) => say(trace.y[place])) };
  const times = timesOf(trace);
  const at = (row, column) => (reaches(trace, row, times[column]) ? say(trace.z[row]?.[column]) : trace.meta.beyond);
  return { ...trace, text: lazily((row) => lazily((column) => at(row, column))) };
}
