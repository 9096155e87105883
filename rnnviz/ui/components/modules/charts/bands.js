// Ranges behind the curves of a figure.

import { escaped, linear } from "./sketch.js";

const FAINT = 0.16;

/**
 * @param {{ layout: any }} figure
 * @param {import("../shared/underlays.js").Band[]} bands
 * @param {{ width: number, height: number, ranges?: any, id: string }} how
 * @returns {string} the inside of an `<svg>`
 */
export function bandsIn({ layout }, bands, { width, height, ranges, id }) {
  const { l: left, r: right, t: top, b: bottom } = layout.margin;
  const [w, h] = [width - left - right, height - top - bottom];
  const x = linear(ranges?.x ?? layout.xaxis.range, left, left + w);
  const [low, high] = ranges?.y ?? layout.yaxis.range;
  const y = linear([low, high], top + h, top);
  const inside = (value) => Math.min(Math.max(value, low - 1), high + 1); // exactly 0 is below all
  const at = (step, value) => `${x(step + 1).toFixed(1)},${y(inside(value)).toFixed(1)}`;
  const areas = bands.map(({ colour, low: least, high: most }) => {
    const steps = [...least.keys()].filter((step) => !Number.isNaN(least[step]) && !Number.isNaN(most[step]));
    if (steps.length < 2) return "";
    const outline = [
      ...steps.map((step) => at(step, most[step])),
      ...steps.toReversed().map((step) => at(step, least[step])),
    ];
    return `<path d="M${outline.join("L")}Z" fill="${escaped(colour)}" fill-opacity="${FAINT}"/>`;
  });
  return `<clipPath id="${id}-behind"><rect x="${left}" y="${top}" width="${w}" height="${h}"/></clipPath><g clip-path="url(#${id}-behind)">${
    areas.join("")
  }</g>`;
}
