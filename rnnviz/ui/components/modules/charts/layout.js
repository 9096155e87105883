// Legends and themes: what a figure needs beyond what was sent.

import { constants } from "../shared/constants.js";

const ROW = 19; // pixels of a row of a legend
const LETTER = 7; // about as wide as a letter; what stands before the text is as wide as seven

/**
 * Pixels that a legend above the plot needs beyond the margin: a narrow screen breaks it into more rows. Plotly would find
 * out by itself, but measures all labels for that, on every redraw.
 * @param {{ data: any[], layout: any }} spec
 * @param {number} width
 * @returns {number}
 */
export function moreLegendRoom({ data, layout }, width) {
  const names = layout.showlegend
    ? data.filter((trace) => trace.showlegend !== false).map((trace) => trace.name ?? "")
    : [];
  if (names.length < 2 || layout.margin?.autoexpand !== false) return 0;
  const room = width - layout.margin.l - layout.margin.r;
  const widths = names.map((name) => LETTER * (name.length + 7));
  const inOneRow = widths.reduce((one, other) => one + other, 0) <= room;
  const columns = layout.legend?.orientation === "v"
    ? 1
    : inOneRow
    ? names.length
    : Math.max(1, Math.floor(room / Math.max(...widths)));
  return Math.max(0, ROW * Math.ceil(names.length / columns) + 12 - layout.margin.t);
}

/**
 * Copies: Plotly writes into what it is given, and the next theme starts from the original.
 * @param {{ data: any[], layout: any }} spec
 * @param {"light" | "dark"} theme
 * @returns {{ data: any[], layout: any }}
 */
export function themed(spec, theme) {
  const light = JSON.stringify(constants.themes.light.layout.colorscale.diverging);
  const swap = (scale) =>
    Array.isArray(scale) && JSON.stringify(scale) === light
      ? constants.themes[theme].layout.colorscale.diverging
      : scale;
  const layout = structuredClone(spec.layout);
  for (const name of Object.keys(layout)) {
    if (name.startsWith("coloraxis") && layout[name]) layout[name].colorscale = swap(layout[name].colorscale);
  }
  const neutral = constants.themes[theme].layout.font.color;
  const data = spec.data.map((trace) => ({
    ...trace,
    ...(trace.colorscale && { colorscale: swap(trace.colorscale) }),
    ...(trace.meta?.neutral && painted(trace, neutral)),
  }));
  return { data, layout };
}

function painted({ line, marker }, color) {
  return { line: { ...line, color }, ...(marker && { marker: { ...marker, color, line: { ...marker.line, color } } }) };
}
