// Themes: what a figure needs beyond what was sent.

import { constants } from "../shared/constants.js";

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
