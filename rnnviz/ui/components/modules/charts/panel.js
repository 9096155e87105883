// One chart: its words, its drawing, the cursor over it.

import { constants } from "../shared/constants.js";
import {
  ANNOUNCE_AFTER_MS,
  cursor,
  cursorAfterKey,
  moveCursor,
  pointCursor,
  SAYS_HOW,
  SAYS_KEYS,
} from "../shared/cursor.js";
import { threeDigits, threeDigitsOfPower } from "../shared/numbers.js";
import { element, themeOf } from "../shared/page.js";
import { underlays } from "../shared/underlays.js";
import { inner } from "./inner.js";
import { bandsIn } from "./bands.js";
import { drawn as drawnLabels, placed, SIZE } from "./labels.js";
import { themed } from "./layout.js";
import { Legend, withoutLegend } from "./legend.js";
import { namedIn } from "./named.js";
import { canBeSketched, sketch } from "./sketch.js";
import { heatmapAt, placeOf, timesOf, written } from "./traces.js";

class Reader {
  // Shows one trace's value at the cursor.
  constructor(trace, index) {
    this.index = index;
    this.trace = trace;
    this.times = timesOf(trace);
    this.say = trace.meta?.log10 ? threeDigitsOfPower : threeDigits;
    this.element = document.createElement("span");
    this.element.className = "rv-value";
    if (trace.type !== "heatmap") {
      this.swatch = this.element.appendChild(document.createElement("span"));
      this.swatch.className = "rv-swatch";
      this.element.append(`${trace.meta?.short ?? trace.name ?? ""} `);
    }
    this.text = this.element.appendChild(document.createTextNode(""));
  }

  static reads(trace) {
    return trace.hoverinfo !== "skip" && trace.meta?.readout !== false && trace.visible !== false;
  }

  paint(t, drawn) {
    const place = drawn?.visible === true ? placeOf(this.times, t) : -1;
    this.element.hidden = place < 0;
    if (place < 0) return;
    if (this.swatch) this.swatch.style.background = drawn.line?.color ?? drawn.marker?.color ?? "currentColor";
    this.text.data = this.swatch ? this.say(this.trace.y[place]) : heatmapAt(this.trace, place, this.say);
  }
}

/** @type {OffscreenCanvasRenderingContext2D | null} */
let ruler;
/** @type {Map<string, number>} */
const widths = new Map();

// How wide words of a name are: each is measured once.
const widthIn = (family) => (words) => {
  ruler ??= new OffscreenCanvas(1, 1).getContext("2d");
  if (!widths.has(words)) {
    ruler.font = `600 ${SIZE}px ${family}`;
    widths.set(words, ruler.measureText(words).width);
  }
  return widths.get(words);
};

let panelCount = 0;

export class Panel {
  /** @type {any} */
  fixedConfig;

  constructor(grid, view) {
    this.id = `rv-chart-${(panelCount += 1)}`;
    this.view = view;
    this.figure = element("div", "rv-chart", grid);
    this.figure.setAttribute("role", "figure");
    this.figure.tabIndex = 0;
    this.heading = element("div", "rv-name", this.figure);
    this.heading.setAttribute("aria-hidden", "true"); // it is the accessible name already
    this.legend = new Legend(this.figure, () => this.redraw());
    this.plot = element("div", "rv-plot", this.figure);
    this.behind = this.plot.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    this.behind.classList.add("rv-behind");
    this.behind.setAttribute("aria-hidden", "true");
    /** @type {any} what Plotly makes of it */
    this.gd = element("div", "rv-plotly", this.plot);
    this.svg = this.plot.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    this.svg.classList.add("rv-sketch");
    this.svg.setAttribute("aria-hidden", "true");
    this.names = this.plot.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    this.names.classList.add("rv-names");
    this.names.setAttribute("aria-hidden", "true");
    /** @type {Map<string, number>} where each curve's name stood last */
    this.named = new Map();
    this.note = element("div", "rv-note", this.plot);
    this.note.setAttribute("role", "status");
    this.values = element("div", "rv-values", this.figure);
    this.description = element("div", "rv-hidden", this.figure);
    this.description.id = `${this.id}-description`;
    this.keys = element("div", "rv-hidden", this.figure);
    this.keys.id = `${this.id}-keys`;
    this.cursors = [];
    this.readers = [];
    this.figure.addEventListener("keydown", (event) => this.onKey(event));
    this.plot.addEventListener("pointermove", (event) => this.onPointer(event));
    this.plot.addEventListener("pointerdown", (event) => {
      this.figure.focus({ preventScroll: true }); // so that the arrow keys go on from where it was clicked
      this.onPointer(event);
    });
  }

  // Everything but the drawing: words, heights, readers. Works before Plotly has arrived.
  describe(spec) {
    this.legend.describe(spec);
    this.spec = withoutLegend(spec);
    this.figure.setAttribute("aria-label", spec.name);
    this.heading.textContent = spec.name;
    this.description.textContent = spec.description;
    this.plot.style.height = `${this.spec.height}px`;
    this.plot.style.setProperty("--rv-height", `${this.spec.height}px`);
    const timed = Boolean(spec.layout.meta?.time_axis);
    this.keys.textContent = timed ? SAYS_KEYS : "";
    this.figure.setAttribute("aria-describedby", `${this.description.id}${timed ? ` ${this.keys.id}` : ""}`);
    this.values.style.display = timed ? "" : "none";
    this.readers = timed
      ? spec.data.flatMap((trace, index) => (Reader.reads(trace) ? [new Reader(trace, index)] : []))
      : [];
    const ends = this.readers.filter((reader) => reader.times.length);
    this.times = ends.length && [
      Math.min(...ends.map((reader) => reader.times[0])),
      Math.max(...ends.map((reader) => reader.times[reader.times.length - 1])),
    ];
    this.stamp = document.createElement("span");
    this.stamp.className = "rv-value";
    this.values.replaceChildren(this.stamp, ...this.readers.map((reader) => reader.element));
    if (this.times) cursor.panels.add(this);
    else cursor.panels.delete(this);
  }

  say(sentence) {
    this.note.hidden = !sentence;
    this.note.textContent = sentence;
  }

  // Lines and bars at once, before Plotly is there or while something moves; a map waits.
  sketch(theme, width) {
    this.width = width;
    const { data, layout } = themed(this.spec, theme);
    if (!(width > 0) || !canBeSketched({ data, layout })) return;
    const { height } = this.spec;
    const drawn = Boolean(this.gd.data);
    const { hidden } = this.legend;
    const template = constants.themes[theme].layout;
    const { id } = this;
    const how = {
      id,
      width,
      height,
      template,
      hidden,
      ranges: drawn && this.zoomed ? inner.ranges(this.gd) : undefined,
    };
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("font-family", template.font.family);
    this.svg.innerHTML = sketch({ data, layout }, how);
    this.plot.classList.add("rv-sketched");
    this.nameCurves(theme, height, how);
    this.paintCursor();
  }

  draw(theme, background, width) {
    this.say("");
    this.plot.classList.remove("rv-sketched");
    this.svg.replaceChildren();
    this.background = background;
    this.width = width;
    const { data, layout } = themed(this.spec, theme);
    const { height } = this.spec;
    // The toolbar stands beside the name, above the legend.
    const above = this.legend.entries.length ? this.legend.root.offsetHeight : 0;
    this.plot.style.setProperty("--rv-above", `${above}px`);
    for (const index of this.legend.hidden) data[index].visible = "legendonly";
    Object.assign(layout, { width, height, template: constants.themes[theme], uirevision: "kept" });
    // The line of values says it all, and of the very step of the cursor: where steps are nearer than three pixels, Plotly
    // would point to another one.
    if (layout.meta?.time_axis && !data.some((trace) => trace.type === "heatmap")) layout.hovermode = false;
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode ??= false; // a finger scrolls the page
    const first = !this.gd.data;
    const pointed = layout.hovermode === false ? data : data.map(written);
    const drawn = globalThis.Plotly.react(this.gd, pointed, layout, this.config);
    if (first) {
      drawn.then(() => {
        this.gd.on?.("plotly_afterplot", () => {
          this.nameCurves(themeOf(this.view.root).theme, this.plot.clientHeight);
          this.paintCursor();
        });
        this.gd.on?.("plotly_relayout", (changed) => this.onRelayout(changed));
        this.gd.on?.("plotly_click", ({ points: [point] }) => this.view.onClick(this, point));
      });
    }
    this.nameCurves(theme, height);
    this.paintCursor();
  }

  // Names at the curves, as the axes are now; those for which there is no room are listed.
  nameCurves(theme, height, how) {
    const { data, layout } = this.spec;
    const { levels, marks } = layout.meta ?? {};
    if (!levels && !marks && !data.some(({ meta }) => meta?.label)) {
      this.names.replaceChildren();
      return;
    }
    const { hidden, ranges } = how ?? { hidden: this.legend.hidden, ranges: inner.ranges(this.gd) };
    const place = { width: this.width, height, hidden, ranges: ranges?.x && ranges.y ? ranges : undefined };
    this.place = place;
    this.layBehind();
    const { font, annotationdefaults } = constants.themes[theme].layout;
    const { labels, left } = placed(namedIn(this.spec, place), this.named, widthIn(font.family));
    this.named = new Map(labels.map(({ name, place }) => [name, place]));
    this.legend.take(new Set(left));
    const paper = themeOf(this.view.root).background;
    this.names.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
    this.names.innerHTML = drawnLabels(labels, {
      text: font.color,
      muted: annotationdefaults.font.color,
      paper,
      fontFamily: font.family,
    });
  }

  onUnderlay() {
    if (this.place) this.layBehind();
  }

  // The range of many draws, if it is of what is shown.
  layBehind() {
    const { place } = this;
    const { latest } = underlays;
    const fits = latest && this.spec.layout.meta?.bands && latest.of === this.view.message.of;
    this.behind.setAttribute("viewBox", `0 0 ${place.width} ${place.height}`);
    this.behind.innerHTML = fits ? bandsIn(this.spec, latest.bands, { ...place, id: this.id }) : "";
  }

  // Whether somebody has zoomed: then the axes stay, whatever moves.
  onRelayout(changed) {
    const names = Object.keys(changed);
    if (names.some((name) => name.includes("autorange"))) this.zoomed = false;
    else if (names.some((name) => name.includes("axis.range"))) this.zoomed = true;
  }

  resize(width) {
    if (!this.gd.data && this.svg.childElementCount && width !== this.width) {
      this.sketch(themeOf(this.view.root).theme, width);
      return;
    }
    if (!this.gd.data || width === this.width) return;
    this.width = width;
    globalThis.Plotly.relayout(this.gd, { width });
  }

  // What was taken away from the legend is gone, or there again.
  redraw() {
    const { theme, background } = themeOf(this.view.root);
    if (this.gd.data) this.draw(theme, background, this.width);
    else this.sketch(theme, this.width);
  }

  // The same object every time: Plotly.react takes a chart down whose configuration has changed, functions included.
  get config() {
    return (this.fixedConfig ??= this.makeConfig());
  }

  makeConfig() {
    const download = {
      name: "Download as PNG",
      icon: globalThis.Plotly.Icons.camera,
      click: () => this.download(),
    };
    return {
      displaylogo: false,
      // Where nothing can hover, the buttons would always stand over the chart.
      displayModeBar: globalThis.matchMedia("(hover: none)").matches ? false : "hover",
      showTips: false,
      scrollZoom: false,
      modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d", download]],
    };
  }

  // As a picture it has a legend of all names, and the names of its levels: nothing stands beside it.
  download() {
    const { data, layout } = this.gd;
    const { meta } = this.spec.layout;
    const named = this.legend.entries.length > 0 || this.spec.data.some(({ meta }) => meta?.label);
    const more = named ? 48 : 24;
    const levels = (meta?.levels ?? []).map(({ at, name }) => (
      { xref: "paper", x: 0, xanchor: "left", y: at, yanchor: "bottom", text: name }
    ));
    const marks = (meta?.marks ?? []).map(({ at, name }) => (
      { yref: "paper", y: 0, yanchor: "bottom", x: at, xanchor: "auto", text: name.replaceAll("\n", "<br>") }
    ));
    const titled = {
      ...layout,
      title: { text: this.spec.name, y: 1, yref: "container", yanchor: "top", pad: { t: 10 } },
      margin: { ...layout.margin, t: (inner.margin(this.gd)?.t ?? 36) + more },
      height: this.spec.height + more,
      annotations: [...(layout.annotations ?? []), ...levels, ...marks],
      showlegend: named,
      paper_bgcolor: this.background,
    };
    const filename = this.spec.name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "chart";
    const size = { width: this.width, height: titled.height, scale: 2, format: "png" };
    return globalThis.Plotly.downloadImage({ data, layout: titled }, { ...size, filename });
  }

  paintCursor() {
    const areas = cursor.t !== null && this.times ? inner.areas(this.gd) : [];
    while (this.cursors.length < areas.length) this.cursors.push(element("div", "rv-cursor", this.plot));
    this.cursors.forEach((line, index) => {
      const area = areas[index];
      const x = area ? area.pixelOf(cursor.t) : -1;
      const inside = area && x >= -0.5 && x <= area.width + 0.5;
      line.style.visibility = inside ? "visible" : "hidden";
      if (!inside) return;
      line.style.transform = `translate(${area.left + x - 0.75}px, ${area.top}px)`;
      line.style.height = `${area.height}px`;
    });
    this.paintValues();
  }

  paintValues() {
    const t = cursor.t;
    this.stamp.textContent = t === null ? SAYS_HOW : `t = ${t}`;
    const drawn = inner.lines(this.gd);
    for (const reader of this.readers) {
      if (t === null) reader.element.hidden = true;
      else reader.paint(t, drawn[reader.index]);
    }
  }

  onPointer(event) {
    const [area] = this.times ? inner.areas(this.gd) : [];
    if (!area) return;
    const box = this.plot.getBoundingClientRect();
    const x = (event.clientX - box.left) * (this.plot.clientWidth / box.width) - area.left; // a projector enlarges it
    if (x < 0 || x > area.width) return;
    const t = Math.min(Math.max(Math.round(area.valueAt(x)), this.times[0]), this.times[1]);
    pointCursor(t, event);
  }

  onKey(event) {
    if (!this.times || event.ctrlKey || event.metaKey || event.altKey) return;
    const t = cursorAfterKey(event);
    if (t === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveCursor(t);
    clearTimeout(this.view.timer);
    this.view.timer = setTimeout(() => this.announce(), ANNOUNCE_AFTER_MS);
  }

  announce() {
    const spoken = [...this.values.children].filter((child) => !(/** @type {HTMLElement} */ (child).hidden)).map((
      child,
    ) => child.textContent);
    this.view.live.textContent = cursor.t === null ? "Time cursor removed" : spoken.join(", ");
  }

  remove() {
    cursor.panels.delete(this);
    if (this.gd.data) globalThis.Plotly.purge(this.gd);
    this.figure.remove();
  }
}
