// A chart of lines and bars as plain SVG, from the figure that Plotly gets: in its place before Plotly has arrived, and
// while something moves, when Plotly would take several times as long. It has axes, grid and marks as Plotly draws them,
// and nothing that answers a pointer; names at curves and legends are beside it, and the same for both.

import { escaped } from "../shared/text.js";
import { DASHES, marker as markerOf } from "./swatch.js";

const SUPERSCRIPT = { dy: -5, size: 0.7 };

/**
 * What is drawn where: all in pixels.
 * @typedef {{ left: number, top: number, width: number, height: number }} Area
 * @typedef {{ area: Area, x: (value: number) => number, y: (value: number) => number }} Place
 */

/**
 * Whether a figure says all of itself that Plotly would find out otherwise, and has nothing that is not drawn here.
 * @param {{ data: any[], layout: any }} figure
 */
export const canBeSketched = ({ data, layout }) =>
  data.every(({ type, yaxis = "y" }) => (type === "scatter" || type === "bar") && yaxis === "y") &&
  (layout.shapes ?? []).every(({ type }) => type === "line") && layout.margin?.autoexpand === false &&
  Boolean(layout.xaxis?.range && layout.yaxis?.range);

/**
 * @param {{ data: any[], layout: any }} figure with its theme
 * @param {{ id: string, width: number, height: number, template: any, hidden: Set<number>, ranges?: any }} how
 * @returns {string} the inside of an `<svg>`
 */
export function sketch({ data, layout }, { id, width, height, template, hidden, ranges }) {
  const { l: left, r: right, t: top, b: bottom } = layout.margin;
  const area = { left, top, width: width - left - right, height: height - top - bottom };
  if (!(area.width > 0 && area.height > 0)) return "";
  const axis = (name, range) => {
    const [base, own] = [template[name], layout[name]];
    return { ...base, ...own, title: { ...base.title, ...own.title }, range: range ?? own.range };
  };
  const [xaxis, yaxis] = [axis("xaxis", ranges?.x), axis("yaxis", ranges?.y)];
  const place = {
    area,
    x: linear(xaxis.range, left, left + area.width),
    y: linear(yaxis.range, top + area.height, top),
  };
  const shown = data.filter((_, index) => !hidden.has(index));
  return [
    `<clipPath id="${id}-inside"><rect x="${left}" y="${top}" width="${area.width}" height="${area.height}"/></clipPath>`,
    axisOf(place, xaxis, "x"),
    axisOf(place, yaxis, "y"),
    `<g clip-path="url(#${id}-inside)">`,
    ...bars(place, shown.filter(({ type }) => type === "bar"), layout),
    ...shown.filter(({ type, mode }) => type === "scatter" && mode?.includes("lines")).map((one) => line(place, one)),
    ...(layout.shapes ?? []).map((shape) => shapeOf(place, shape, template)),
    "</g>",
    ...shown.filter(({ type, mode }) => type === "scatter" && mode?.includes("markers")).map((one) =>
      marks(place, one)
    ),
    ...(layout.annotations ?? []).map((one) => words(place, one, template)),
  ].join("");
}

/** @returns {(value: number) => number} */
export const linear = ([from, to], start, end) => (value) => start + ((value - from) / (to - from)) * (end - start);

const round = (pixels) => Math.round(pixels * 10) / 10;

export { escaped };

// A colour of a figure, inside of the quotes of an attribute.
const quoted = (value) => escaped(String(value)).replaceAll('"', "&quot;");

// Text with what figures have in them: <sup>.
function spans(text) {
  return text.split(/<sup>(.*?)<\/sup>/).map((part, index) =>
    index % 2
      ? `<tspan dy="${SUPERSCRIPT.dy}" font-size="${100 * SUPERSCRIPT.size}%">${escaped(part)}</tspan>`
      : escaped(part)
  ).join("");
}

function text(x, y, content, font, more = "") {
  return `<text x="${round(x)}" y="${round(y)}" fill="${font.color}" font-size="${font.size}" ${more}>${
    spans(content)
  }</text>`;
}

/**
 * Distance of ticks: as Plotly chooses it where the figure does not.
 * @param {any} axis
 * @param {number} pixels
 * @param {"x" | "y"} which
 * @returns {number}
 */
export function tickStep(axis, pixels, which) {
  if (axis.dtick) return axis.dtick;
  const count = Math.min(Math.max(pixels / (which === "y" ? 40 : 80), 4), 9) + 1;
  const rough = Math.abs(axis.range[1] - axis.range[0]) / count;
  const base = 10 ** Math.floor(Math.log10(rough));
  return base * ([2, 5].find((one) => one > rough / base) ?? 10);
}

function ticksOf(axis, pixels, which) {
  if (axis.tickvals) return [...axis.tickvals].map((value, index) => [value, String(axis.ticktext?.[index] ?? value)]);
  const step = tickStep(axis, pixels, which);
  const slack = 1e-4 * Math.abs(axis.range[1] - axis.range[0]);
  const [low, high] = [Math.min(...axis.range) - slack, Math.max(...axis.range) + slack];
  const found = [];
  for (let count = Math.ceil(low / step); count * step <= high; count += 1) {
    const value = Number((count * step).toPrecision(12));
    found.push([value, `${axis.tickprefix ?? ""}${String(value).replace("-", "−")}${axis.ticksuffix ?? ""}`]);
  }
  return found;
}

function axisOf({ area, x, y }, axis, which) {
  const across = which === "x";
  const [right, bottom] = [area.left + area.width, area.top + area.height];
  const ticks = ticksOf(axis, across ? area.width : area.height, which);
  let [grid, small] = ["", ""];
  const labels = ticks.map(([value, label]) => {
    const at = round(across ? x(value) : y(value));
    grid += across ? `M${at},${area.top}V${bottom}` : `M${area.left},${at}H${right}`;
    small += across ? `M${at},${bottom}v${axis.ticklen}` : `M${area.left},${at}h${-axis.ticklen}`;
    return across
      ? text(at, bottom + axis.ticklen + 2.4 + axis.tickfont.size, label, axis.tickfont, 'text-anchor="middle"')
      : text(area.left - axis.ticklen - 2.4, at + 0.35 * axis.tickfont.size, label, axis.tickfont, 'text-anchor="end"');
  });
  const edge = across ? `M${area.left},${bottom}H${right}` : `M${area.left},${area.top}V${bottom}`;
  const { font } = axis.title;
  const title = axis.title.text;
  const said = !title
    ? ""
    : across
    ? text(area.left + area.width / 2, bottom + 39, title, font, 'text-anchor="middle"')
    : text(
      0,
      0,
      title,
      font,
      `text-anchor="middle" transform="translate(${area.left - 52},${area.top + area.height / 2}) rotate(-90)"`,
    );
  return `<path d="${grid}" stroke="${axis.gridcolor}" fill="none"/><path d="${small}${edge}" stroke="${axis.linecolor}" fill="none"/>${
    labels.join("")
  }${said}`;
}

function line({ x, y }, { x: times, y: values, line: { color, width = 2, dash } }) {
  let path = "";
  let pen = "M";
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    if (!Number.isFinite(value)) {
      pen = "M";
      continue;
    }
    path += `${pen}${round(x(times[place]))},${round(y(value))}`;
    pen = "L";
  }
  const dashes = DASHES[dash] ? ` stroke-dasharray="${DASHES[dash]}"` : "";
  return `<path d="${path}" fill="none" stroke="${quoted(color)}" stroke-width="${
    quoted(width)
  }" stroke-linejoin="round"${dashes}/>`;
}

function marks({ x, y }, { x: times, y: values, line: stroke, marker }) {
  const color = quoted(marker?.color ?? stroke?.color);
  const there = [...values.keys()].filter((place) => Number.isFinite(values[place]));
  const all = there.map((place) => [round(x(times[place])), round(y(values[place]))]);
  return markerOf(marker?.symbol ?? "circle", all, (marker?.size ?? 6) / 2, color);
}

// Bars on each other: those below 0 downwards, those above upwards.
function bars({ x, y }, traces, { barmode }) {
  /** @type {Record<"down" | "up", Map<number, number>>} */
  const reached = { down: new Map(), up: new Map() };
  return traces.map(({ x: times, y: values, width, marker: { color } }) => {
    let path = "";
    for (let place = 0; place < values.length; place += 1) {
      if (!values[place] || !Number.isFinite(values[place])) continue;
      const stack = values[place] < 0 ? reached.down : reached.up;
      const from = barmode === "relative" ? stack.get(times[place]) ?? 0 : 0;
      const to = from + values[place];
      stack.set(times[place], to);
      const [left, right] = [x(times[place] - width / 2), x(times[place] + width / 2)].map(round);
      path += `M${left},${round(y(from))}V${round(y(to))}H${right}V${round(y(from))}Z`;
    }
    return `<path d="${path}" fill="${quoted(color)}"/>`;
  });
}

function shapeOf({ area, x, y }, shape, template) {
  const pen = { ...template.shapedefaults.line, ...shape.line };
  const across = (value) => (shape.xref === "paper" ? area.left + value * area.width : x(value));
  const down = (value) => (shape.yref === "paper" ? area.top + (1 - value) * area.height : y(value));
  const ends = `x1="${round(across(shape.x0))}" x2="${round(across(shape.x1))}" y1="${round(down(shape.y0))}" y2="${
    round(down(shape.y1))
  }"`;
  return `<line ${ends} stroke="${quoted(pen.color)}" stroke-width="${quoted(pen.width)}" stroke-dasharray="${
    DASHES[pen.dash] ?? ""
  }"/>`;
}

function words({ area, x, y }, note, template) {
  const { font } = template.annotationdefaults;
  const pad = { left: 2, right: -2 }[note.xanchor] ?? 0; // Plotly's own
  const left = (note.xref === "paper" ? area.left + note.x * area.width : x(note.x)) + (note.xshift ?? 0) + pad;
  const top = note.yref === "paper" ? area.top + (1 - note.y) * area.height : y(note.y);
  if (left < area.left - 1 || top < area.top - 1 || top > area.top + area.height + 1) return "";
  const shift = { bottom: -5, top: font.size + 2, middle: 0.35 * font.size }[note.yanchor ?? "middle"];
  const anchor = { left: "start", right: "end", center: "middle" }[note.xanchor ?? "center"];
  return text(left, top + shift, note.text, font, `text-anchor="${anchor}"`);
}
