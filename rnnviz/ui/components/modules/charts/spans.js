// Where what is drawn lies, in columns of a few pixels: by it names find the places that are free.

export const COLUMN = 4; // pixels

/**
 * @typedef {{ left: number, top: number, width: number, height: number }} Box
 * @typedef {{ low: number[], high: number[] }} Spans from which height down to which, in pixels; NaN where nothing is
 */

/**
 * @param {Box} area
 * @returns {Spans} nothing, anywhere
 */
export function nothing({ width }) {
  const columns = Math.floor(width / COLUMN) + 1;
  return { low: Array(columns).fill(NaN), high: Array(columns).fill(NaN) };
}

/**
 * @param {Spans} spans to which it is added
 * @param {number} column
 * @param {number} one end
 * @param {number} [other] end
 */
export function cover({ low, high }, column, one, other = one) {
  if (column < 0 || column >= low.length || !Number.isFinite(one) || !Number.isFinite(other)) return;
  low[column] = Math.min(Number.isNaN(low[column]) ? Infinity : low[column], one, other);
  high[column] = Math.max(Number.isNaN(high[column]) ? -Infinity : high[column], one, other);
}

/**
 * The spans of a line through points, steep ones and those that are denser than columns too.
 * @param {ArrayLike<number>} xs in pixels, ascending or descending
 * @param {ArrayLike<number>} ys in pixels; a line has a gap at what is not finite
 * @param {Box} area
 * @returns {Spans}
 */
export function spansOfLine(xs, ys, area) {
  if (xs[0] > xs[xs.length - 1]) return spansOfLine(Array.from(xs).reverse(), Array.from(ys).reverse(), area);
  const spans = nothing(area);
  const last = spans.low.length - 1;
  for (let place = 0; place < xs.length; place += 1) {
    const here = (xs[place] - area.left) / COLUMN;
    cover(spans, Math.floor(here), ys[place]);
    const next = (xs[place + 1] - area.left) / COLUMN;
    const rise = (ys[place + 1] - ys[place]) / (next - here);
    if (!Number.isFinite(rise)) continue;
    for (let column = Math.max(0, Math.floor(here)); column <= Math.min(last, Math.floor(next)); column += 1) {
      const [from, to] = [Math.max(here, column), Math.min(next, column + 1)];
      cover(spans, column, ys[place] + rise * (from - here), ys[place] + rise * (to - here));
    }
  }
  return spans;
}

/**
 * The spans of bars that are stacked: those below 0 downwards, those above upwards.
 * @param {any[]} traces
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 * @param {Box} area
 * @returns {Spans[]} one for each trace
 */
export function spansOfBars(traces, x, y, area) {
  /** @type {Record<"down" | "up", Map<number, number>>} */
  const reached = { down: new Map(), up: new Map() };
  return traces.map(({ x: times, y: values, width }) => {
    const spans = nothing(area);
    for (let place = 0; place < values.length; place += 1) {
      const stack = values[place] < 0 ? reached.down : reached.up;
      const from = stack.get(times[place]) ?? 0;
      stack.set(times[place], from + values[place]);
      const [left, right] = [-0.5, 0.5].map((side) => (x(times[place] + side * width) - area.left) / COLUMN);
      for (let column = Math.max(0, Math.floor(left)); column < right; column += 1) {
        cover(spans, column, y(from), y(from + values[place]));
      }
    }
    return spans;
  });
}

/**
 * The columns that a box stands over.
 * @param {Box} box
 * @param {Box} area
 * @returns {[number, number]} the first and the last
 */
export function columnsUnder({ left, width }, area) {
  return [Math.max(0, Math.floor((left - area.left) / COLUMN)), Math.floor((left + width - area.left) / COLUMN)];
}

/**
 * @param {Spans} spans
 * @param {Box} box
 * @param {Box} area
 * @returns {number} in how many columns they lie in a box, or within 2 pixels of it
 */
export function hits({ low, high }, box, area) {
  const [from, to] = columnsUnder(box, area);
  let found = 0;
  for (let column = from; column <= to; column += 1) {
    if (high[column] > box.top - 2 && low[column] < box.top + box.height + 2) found += 1;
  }
  return found;
}

/**
 * The point of a drawing that is nearest to a box, and inside of the area.
 * @param {Spans} spans
 * @param {Box} box
 * @param {Box} area
 * @param {(low: number, high: number) => number[]} where in a column something can be pointed at
 * @returns {{ x: number, y: number, far: number } | null}
 */
export function nearest({ low, high }, box, area, where) {
  // Squares are compared: this runs for hundreds of boxes while a hand moves.
  let [least, atX, atY] = [Infinity, NaN, NaN];
  for (let column = 0; column < low.length; column += 1) {
    const x = area.left + COLUMN * (column + 0.5);
    if (x > area.left + area.width) break;
    const across = Math.max(box.left - x, x - box.left - box.width, 0);
    if (Number.isNaN(low[column]) || across * across >= least) continue;
    for (const y of where(low[column], high[column])) {
      if (!(y >= area.top && y <= area.top + area.height)) continue;
      const up = Math.max(box.top - y, y - box.top - box.height, 0);
      const far = across * across + up * up;
      if (far < least) [least, atX, atY] = [far, x, y];
    }
  }
  return least < Infinity ? { x: atX, y: atY, far: Math.sqrt(least) } : null;
}
