// What a figure names at its curves, and what names have to keep clear of.

import { linear } from "./sketch.js";
import { COLUMN, cover, nothing, spansOfBars, spansOfLine } from "./spans.js";
import { lookOf } from "./swatch.js";

/**
 * Traces with `meta.label`, lines of `layout.meta.levels`, places of `layout.meta.marks`; all other traces are in the way.
 * @param {{ data: any[], layout: any }} figure
 * @param {{ width: number, height: number, hidden: Set<number>, ranges?: any }} how
 * @returns {import("./labels.js").Named[]}
 */
export function namedIn({ data, layout }, { width, height, hidden, ranges }) {
  const { l: left, r: right, t: top, b: bottom } = layout.margin;
  const whole = { left, top, width: width - left - right, height: height - top - bottom };
  const x = linear(ranges?.x ?? layout.xaxis.range, left, left + whole.width);
  const rowOf = (key = "y") => {
    const axis = layout[`yaxis${key.slice(1)}`];
    const [low, high] = axis.domain ?? [0, 1];
    const area = { ...whole, top: top + (1 - high) * whole.height, height: (high - low) * whole.height };
    return { area, y: linear((key === "y" && ranges?.y) || axis.range, area.top + area.height, area.top) };
  };
  const shown = data.filter((_, index) => !hidden.has(index));
  const bars = shown.filter(({ type }) => type === "bar");
  const { area, y } = rowOf();
  const ofBars = spansOfBars(bars, x, y, area);
  const traces = shown.filter(({ type }) => type === "scatter" || type === "bar").map((trace) => {
    const row = rowOf(trace.yaxis);
    return {
      name: trace.meta?.label ?? null,
      kind: /** @type {import("./labels.js").Kind} */ (trace.type === "bar" ? "area" : "curve"),
      look: lookOf(trace),
      spans: trace.type === "bar" ? ofBars[bars.indexOf(trace)] : spansOf(trace, x, row.y, row.area),
      area: row.area,
      faint: trace.opacity < 1 || trace.line?.width === 0,
    };
  });
  const levels = (layout.meta?.levels ?? []).map(({ at, name }) => {
    const spans = nothing(area);
    for (const column of spans.low.keys()) cover(spans, column, y(at));
    return { name, kind: /** @type {const} */ ("level"), look: null, spans, area };
  });
  const marks = (layout.meta?.marks ?? []).map(({ at, name }) => {
    const spans = nothing(area);
    cover(spans, Math.floor((x(at) - area.left) / COLUMN), area.top, area.top + area.height);
    return { name, kind: /** @type {const} */ ("mark"), look: null, spans, area };
  });
  const stands = ({ type, layer, xref = "x", yref = "y" }) =>
    (type === "rect" || type === "line") && layer !== "below" && xref === "x" && yref === "y";
  const boxes = (layout.shapes ?? []).filter(stands).map((box) => {
    const spans = nothing(area);
    const [from, to] = [box.x0, box.x1].map((value) => Math.floor((x(value) - area.left) / COLUMN));
    for (let column = from; column <= to; column += 1) cover(spans, column, y(box.y0), y(box.y1));
    return { name: null, kind: /** @type {const} */ ("area"), look: null, spans, area };
  });
  const words = (layout.annotations ?? []).map((note) => {
    const spans = nothing(area);
    const { left, top, width, height } = boxOf(note, x, y, area);
    for (
      let column = Math.floor((left - area.left) / COLUMN);
      column * COLUMN < left + width - area.left;
      column += 1
    ) {
      cover(spans, column, top, top + height);
    }
    return { name: null, kind: /** @type {const} */ ("area"), look: null, spans, area };
  });
  return [...traces, ...marks, ...levels, ...boxes, ...words];
}

// About where words of the figure itself stand.
function boxOf({ x: across, y: up, xref, yref, xanchor, yanchor, xshift = 0, yshift = 0, text }, x, y, area) {
  const lines = text.split("<br>").map((line) => line.replace(/<[^>]*>/g, ""));
  const [width, height] = [6.5 * Math.max(...lines.map((line) => line.length)) + 4, 15 * lines.length + 4];
  const at = (xref === "paper" ? area.left + across * area.width : x(across)) + xshift;
  const down = (yref === "paper" ? area.top + (1 - up) * area.height : y(up)) - yshift;
  const left = at - width * ({ left: 0, right: 1 }[xanchor] ?? 0.5);
  return { left, top: down - height * ({ top: 0, bottom: 1 }[yanchor] ?? 0.5), width, height };
}

// Where a trace of lines or marks lies.
function spansOf({ x: times, y: values, mode, line, marker }, x, y, area) {
  if (mode === "lines" || mode === "lines+markers") {
    if (line?.shape !== "hv") return spansOfLine(Array.from(times, x), Array.from(values, y), area);
    const corners = Array.from(times).flatMap((time, place) => (place ? [time, time] : [time]));
    const heights = Array.from(values).flatMap((
      value,
      place,
    ) => (place < values.length - 1 ? [value, value] : [value]));
    return spansOfLine(corners.map(x), heights.map(y), area);
  }
  const spans = nothing(area);
  const half = (marker?.size ?? 6) / 2;
  for (let place = 0; place < values.length; place += 1) {
    const [across, down] = [x(times[place]), y(values[place])];
    if (!Number.isFinite(down)) continue;
    for (
      let column = Math.floor((across - half - area.left) / COLUMN);
      column * COLUMN <= across + half - area.left;
      column += 1
    ) {
      cover(spans, column, down - half, down + half);
    }
  }
  return spans;
}
