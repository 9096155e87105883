// A curve whose end is asked for: from the loss, at the right, to what somebody thinks is left at step 1.

import { superscript, threeDigitsOfPower } from "../shared/numbers.js";
import { escaped } from "../shared/text.js";

const MARGIN = { left: 62, right: 16, top: 12, bottom: 34 };
const STEP = 0.5; // decades of a key

export const SAYS_HOW = "Drag the end of the line, or use the arrow keys.";

const yOf = (value, { low, high }, height) =>
  MARGIN.top + ((high - value) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);

/**
 * The guess at a height of the drawing.
 * @param {number} share from the top, 0 to 1
 * @param {{ low: number, high: number }} axis in powers of ten
 * @param {number} height
 * @returns {number}
 */
export function guessAt(share, { low, high }, height) {
  const inside = (share * height - MARGIN.top) / (height - MARGIN.top - MARGIN.bottom);
  const value = high - Math.min(Math.max(inside, 0), 1) * (high - low);
  return Math.round(value * 10) / 10;
}

/**
 * @param {{ key: string, shiftKey?: boolean }} event
 * @param {number | null} guess
 * @param {{ low: number, high: number }} axis
 * @returns {number | undefined} undefined where the key does not move it
 */
export function guessAfterKey({ key, shiftKey }, guess, { low, high }) {
  const by = (shiftKey ? 4 : 1) * STEP;
  const within = (value) => Math.min(Math.max(value, low), high);
  switch (key) {
    case "ArrowDown":
    case "ArrowLeft":
      return within((guess ?? 0) - by);
    case "ArrowUp":
    case "ArrowRight":
      return within((guess ?? 0) + by);
    case "Home":
      return low;
    case "End":
      return high;
    default:
      return undefined;
  }
}

/**
 * @param {{ steps: number, low: number, high: number, label: string, colour: string, guess: number | null,
 *   curve: ArrayLike<number> | null }} asked
 * @param {{ width: number, height: number }} size
 * @returns {{ svg: string, says: string }} the inside of an `<svg>`, and what it says
 */
export function drawn({ steps, low, high, label, colour, guess, curve }, { width, height }) {
  const [left, right, bottom] = [MARGIN.left, width - MARGIN.right, height - MARGIN.bottom];
  const axis = { low, high };
  const y = (value) => yOf(value, axis, height).toFixed(1);
  const x = (t) => (steps > 1 ? left + ((t - 1) / (steps - 1)) * (right - left) : right).toFixed(1);
  const every = Math.max(1, Math.ceil((high - low) / 6));
  const parts = [];
  for (let power = Math.floor(high / every) * every; power >= low; power -= every) {
    parts.push(
      `<path d="M${left},${y(power)}H${right}" stroke="currentColor" opacity="${power === 0 ? 0.5 : 0.15}"/>`,
      `<text x="${left - 6}" y="${Number(y(power)) + 4}" text-anchor="end">${
        power === 0 ? "1" : `10${superscript(power)}`
      }</text>`,
    );
  }
  parts.push(
    `<text x="${left}" y="${bottom + 20}" text-anchor="middle">step 1</text>`,
    `<text x="${right}" y="${bottom + 20}" text-anchor="end">step ${steps}: the loss</text>`,
  );
  const pen = `stroke="${escaped(colour).replaceAll('"', "&quot;")}"`;
  const says = [];
  if (curve) {
    const points = Array.from(curve, (value, k) => `${x(k + 1)},${y(Math.min(Math.max(value, low), high))}`);
    parts.push(`<path d="M${points.join("L")}" fill="none" ${pen} stroke-width="2.5"/>`);
    const apart = guess === null ? Infinity : Math.abs(curve[0] - guess);
    if (apart > (high - low) / 10) {
      const at = Number(y(Math.min(Math.max(curve[0], low), high)));
      const shift = guess !== null && guess > curve[0] ? 18 : -10;
      parts.push(
        `<text class="rv-card-said" x="${left + 14}" y="${at + shift}">computed: ${
          threeDigitsOfPower(curve[0])
        }</text>`,
      );
    }
    says.push(`computed: ${threeDigitsOfPower(curve[0])}`);
  }
  const end = guess ?? 0;
  if (guess !== null || !curve) {
    parts.push(
      `<path d="M${right},${y(0)}L${left},${
        y(end)
      }" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="5,4"/>`,
      `<circle cx="${left}" cy="${y(end)}" r="${curve ? 5 : 9}" fill="currentColor"/>`,
      curve ? "" : `<circle class="rv-card-handle" cx="${left}" cy="${y(end)}" r="26"/>`, // as large as a finger
    );
    const said = guess === null ? "drag this end" : `you: ${threeDigitsOfPower(guess)}`;
    const low_ = Number(y(end)) > height / 2 ? -10 : 20;
    parts.push(`<text class="rv-card-said" x="${left + 14}" y="${Number(y(end)) + low_}">${escaped(said)}</text>`);
    says.unshift(said);
  }
  return { svg: parts.join(""), says: `${label}: ${says.join(", ")}` };
}
