// A chart's legend: a line under its name that breaks where it has to. A click takes a curve away, or brings it back.

import { element } from "../shared/page.js";
import { escaped } from "./sketch.js";
import { lookOf, swatch } from "./swatch.js";

const ABOVE = 12; // pixels over the plot that stay free
const WORDS_ABOVE = 28; // where words of the figure stand there

/**
 * What is told apart: a name, and the traces that have it.
 * @typedef {{ name: string, indexes: number[], trace: any }} Entry
 */

/**
 * @param {{ data: any[], layout: any }} spec
 * @param {Set<string>} [unnamed] names that found no place at their curves
 * @returns {Entry[]} none where there is nothing to tell apart, or names stand at the curves
 */
export function entriesOf({ data, layout }, unnamed = new Set()) {
  const atCurves = data.some(({ meta }) => meta?.label);
  if (atCurves) {
    return data.flatMap((trace, index) =>
      unnamed.has(trace.meta?.label) ? [{ name: trace.name, indexes: [index], trace }] : []
    );
  }
  if (!layout.showlegend) return [];
  /** @type {Entry[]} */
  const entries = [];
  data.forEach((trace, index) => {
    const together = trace.legendgroup && entries.find((one) => one.trace.legendgroup === trace.legendgroup);
    if (together) together.indexes.push(index);
    else if (trace.showlegend !== false) entries.push({ name: trace.name ?? "", indexes: [index], trace });
  });
  return entries.length < 2 ? [] : entries;
}

/**
 * The figure without a legend of Plotly's, and without the band that is kept free for it: the plot stays as high.
 * @param {any} spec
 */
export function withoutLegend(spec) {
  const { layout } = spec;
  if (!layout.showlegend) return spec;
  // Where Plotly finds the margins itself, there is no band that is kept free.
  if (layout.margin?.autoexpand !== false) return { ...spec, layout: { ...layout, showlegend: false } };
  const words = (layout.annotations ?? []).some(({ yref, y, yanchor }) =>
    yref === "paper" && y === 1 && yanchor === "bottom"
  );
  const top = Math.min(layout.margin.t, words ? WORDS_ABOVE : ABOVE);
  return {
    ...spec,
    height: spec.height - (layout.margin.t - top),
    layout: { ...layout, showlegend: false, margin: { ...layout.margin, t: top } },
  };
}

/**
 * What a trace looks like, small.
 * @param {any} trace
 * @returns {string} the inside of an `<svg>` of 24 by 12 pixels
 */
export function swatchOf(trace) {
  const look = lookOf(trace);
  return swatch({ ...look, color: look.color ?? "currentColor" }, 1, 6);
}

export class Legend {
  /** @type {Set<string>} names that were taken away: they stay so while the figure changes */
  off = new Set();
  /** @type {Entry[]} */
  entries = [];

  /**
   * @param {HTMLElement} parent
   * @param {() => void} onChange
   */
  constructor(parent, onChange) {
    this.root = element("div", "rv-legend", parent);
    this.root.addEventListener("click", ({ target }) => {
      const button = /** @type {HTMLElement} */ (target).closest("button");
      const entry = button && this.entries[Array.from(this.root.children).indexOf(button)];
      if (!entry) return;
      if (!this.off.delete(entry.name)) this.off.add(entry.name);
      this.paint();
      onChange();
    });
  }

  /** @param {{ data: any[], layout: any }} spec */
  describe(spec) {
    this.spec = spec;
    this.entries = entriesOf(spec, this.off);
    this.paint();
  }

  /** @param {Set<string>} unnamed names that found no place at their curves */
  take(unnamed) {
    this.entries = entriesOf(this.spec, new Set([...unnamed, ...this.off])); // what is hidden could not come back
    this.paint();
  }

  paint() {
    const html = this.entries.map(({ name, trace }) =>
      `<button type="button" aria-pressed="${!this.off.has(name)}"><svg viewBox="0 0 24 12" aria-hidden="true">${
        swatchOf(trace)
      }</svg>${escaped(name)}</button>`
    ).join("");
    if (html === this.painted) return;
    const buttons = () => Array.from(this.root.children);
    const focused = buttons().indexOf(document.activeElement);
    this.root.innerHTML = this.painted = html;
    /** @type {HTMLElement | undefined} */ (buttons()[focused])?.focus(); // whoever is on a button stays there
  }

  /** @returns {Set<number>} the traces that were taken away */
  get hidden() {
    return new Set(this.entries.flatMap(({ name, indexes }) => (this.off.has(name) ? indexes : [])));
  }
}
