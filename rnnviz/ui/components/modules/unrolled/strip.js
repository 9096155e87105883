// One network, or the input, as steps side by side on a canvas.

import { inkOn } from "../shared/ink.js";
import { heightOf, shadeOf, strengthOf } from "./shades.js";

const ROOM_FOR_ARROWS = 26; // pixels a step from which on there are arrows between them
const ROOM_FOR_LETTERS = 9;
const ROOM_FOR_GAPS = 5;

/**
 * What there is to draw with.
 * @typedef {object} Look
 * @property {number[]} paper
 * @property {number[]} ink
 * @property {string} text
 * @property {string} fontFamily
 */

/**
 * A canvas as large as its place, in the pixels of the screen, and empty.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
export function prepared(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * The middle of a step.
 * @param {number} t counted from 1
 * @param {number} steps
 * @param {number} width
 * @returns {number}
 */
export const middleOf = (t, steps, width) => ((t - 0.5) / steps) * width;

/**
 * The network: a box a step, shaded, or where steps are narrower than a pixel the strongest of those that share one.
 * @param {CanvasRenderingContext2D} context
 * @param {{ values: ArrayLike<number>, colour: number[], characters?: string[] }} row
 * @param {{ steps: number, width: number, height: number, front: number | null }} place with the first step that the backward pass has reached
 * @param {Look} look
 */
export function drawNetwork(context, { values, colour, characters }, { steps, width, height, front }, look) {
  const room = width / steps;
  const palette = { colour, paper: look.paper, ink: look.ink };
  if (room < 1) {
    drawThin(context, values, palette, { steps, width, height, front });
    return;
  }
  const side = room >= ROOM_FOR_ARROWS ? Math.min(room - 14, height) : room - (room >= ROOM_FOR_GAPS ? 2 : 0);
  const most = room >= ROOM_FOR_ARROWS ? side : height;
  const letters = characters && room >= ROOM_FOR_LETTERS;
  if (letters) writeAs(context, room * 0.8, look); // else not: to ask for a font makes the browser style the page
  for (let t = 1; t <= values.length; t += 1) {
    const middle = middleOf(t, steps, width);
    const reached = front === null || t >= front;
    const shade = reached ? shadeOf(values[t - 1], palette) : null;
    const tall = most * heightOf(shade ? values[t - 1] : -Infinity);
    const top = (height - tall) / 2;
    if (room >= ROOM_FOR_ARROWS && t < values.length) {
      drawArrow(context, middle + side / 2, middle + room - side / 2, height / 2, look);
    }
    context.beginPath();
    context.roundRect(middle - side / 2, top, side, tall, Math.min(6, side / 3));
    if (shade) {
      context.fillStyle = shade;
      context.fill();
    }
    context.strokeStyle = look.text;
    context.globalAlpha = t === front ? 1 : shade ? (room >= ROOM_FOR_ARROWS ? 0.35 : 0.12) : 0.12;
    context.lineWidth = t === front ? 2 : 1;
    context.stroke();
    context.globalAlpha = 1;
    if (letters && shade) {
      // A letter is as strong as what reaches it: it fades with the gradient.
      context.globalAlpha = Math.max(0.4, Math.min(1, strengthOf(values[t - 1])));
      context.fillStyle = inkOn(shade);
      context.fillText(shownAs(characters[t - 1]), middle, height / 2 + 1);
      context.globalAlpha = 1;
    }
  }
}

function writeAs(context, size, { fontFamily }) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `${Math.round(Math.min(size, 17))}px ${fontFamily}`;
}

function drawThin(context, values, palette, { steps, width, height, front }) {
  const columns = Math.max(1, Math.floor(width));
  for (let column = 0; column < columns; column += 1) {
    const [from, to] = [column, column + 1].map((edge) => Math.floor((edge * steps) / columns));
    let most = NaN;
    for (let t = from; t < Math.min(Math.max(to, from + 1), values.length); t += 1) {
      if (front !== null && t + 1 < front) continue;
      if (!(values[t] <= most)) most = Number.isNaN(values[t]) ? most : values[t];
    }
    const shade = shadeOf(most, palette);
    if (!shade) continue;
    context.fillStyle = shade;
    const tall = height * heightOf(most);
    context.fillRect((column / columns) * width, (height - tall) / 2, width / columns + 0.5, tall);
  }
}

function drawArrow(context, from, to, y, look) {
  context.strokeStyle = look.text;
  context.fillStyle = look.text;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to - 4, y);
  context.stroke();
  context.beginPath();
  context.moveTo(to, y);
  context.lineTo(to - 5, y - 3);
  context.lineTo(to - 5, y + 3);
  context.fill();
  context.globalAlpha = 1;
}

/**
 * What is read: letters, or curves.
 * @param {CanvasRenderingContext2D} context
 * @param {{ characters?: string[], curves?: ArrayLike<number>[] }} input
 * @param {{ steps: number, width: number, height: number }} place
 * @param {Look} look
 */
export function drawInput(context, { characters, curves }, { steps, width, height }, look) {
  const room = width / steps;
  if (characters) {
    if (room < 3) return;
    writeAs(context, room * 0.9, look);
    context.fillStyle = look.text;
    characters.forEach((character, place) =>
      context.fillText(shownAs(character), middleOf(place + 1, steps, width), height / 2)
    );
    return;
  }
  let most = 0;
  for (const curve of curves) for (const value of Array.from(curve)) most = Math.max(most, Math.abs(value));
  const y = (value) => height / 2 - (most ? value / most : 0) * (height / 2 - 2);
  context.strokeStyle = look.text;
  context.lineWidth = 1;
  context.globalAlpha = curves.length > 1 ? 0.4 : 0.8;
  for (const curve of curves) {
    context.beginPath();
    for (let place = 0; place < curve.length; place += 1) {
      context.lineTo(middleOf(place + 1, steps, width), y(curve[place]));
    }
    if (curve.length === 1) context.arc(middleOf(1, steps, width), y(curve[0]), 1.5, 0, 2 * Math.PI);
    context.stroke();
  }
  context.globalAlpha = 1;
}

const shownAs = (character) => ({ " ": "␣", "\n": "⏎", "\t": "⇥" })[character] ?? character;
