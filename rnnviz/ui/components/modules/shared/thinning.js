// More rows and steps than there are pixels: no extreme is ever hidden.

/**
 * Smallest and largest value of a block of rows and steps. A NaN is both: it must not go unseen.
 * @typedef {ArrayLike<number>} Row
 * @param {Row[]} rows
 * @param {number} from
 * @param {number} to
 * @param {number} start
 * @param {number} stop
 * @returns {[number, number]}
 */
export function extremes(rows, from, to, start, stop) {
  let [least, most] = [Infinity, -Infinity];
  for (let row = from; row < to; row += 1) {
    for (let t = start; t < stop; t += 1) {
      const value = rows[row][t];
      if (value !== value) return [NaN, NaN];
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return [least, most];
}

/**
 * What there is room for: `rows` itself, or blocks of units and steps, each shown by its least and its largest value side
 * by side. No extreme is ever hidden.
 * @param {Row[]} rows
 * @param {number} steps
 * @param {number} width
 * @param {number} height in pixels
 * @returns {{ rows: Row[], columns: number, thin: boolean }}
 */
export function thinned(rows, steps, width, height) {
  if (rows.length <= height && steps <= width) return { rows, columns: steps, thin: false };
  const blocks = Math.max(1, Math.min(steps, Math.floor(width / 2)));
  const bands = Math.max(1, Math.min(rows.length, Math.floor(height)));
  const made = Array.from({ length: bands }, (_, band) => {
    const [from, to] = [band, band + 1].map((edge) => Math.floor((edge * rows.length) / bands));
    const row = new Float32Array(2 * blocks);
    const first = band & 1; // as on a chessboard, so that no columns of one kind stand out
    for (let block = 0; block < blocks; block += 1) {
      const [start, stop] = [block, block + 1].map((edge) => Math.floor((edge * steps) / blocks));
      [row[2 * block + first], row[2 * block + 1 - first]] = extremes(rows, from, to, start, stop);
    }
    return row;
  });
  return { rows: made, columns: 2 * blocks, thin: true };
}
