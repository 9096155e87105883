// Plotly figures that are kept alive while their data change, under one time cursor that all of a page's charts share.
//
// What all components share (bytes, numbers, the cursor) stands in browser/shared.js, which is put in front of this file.

const THEMES = /* themes */ null; // name -> Plotly template; filled in by __init__.py
const SAYS_LOADING = "Loading the chart…";
const SAYS_FAILED = "The chart cannot be drawn: the server did not deliver plotly.min.js. Reload the page to try again.";

// ---------------------------------------------------------------------------------------------- plotly.min.js

let plotlyArrives;

function appBase() {
  const own = document.querySelector('script[src*="static/js/"]'); // Streamlit's, whatever path the app lives under
  return own ? new URL("../../", own.src) : new URL("./", document.baseURI);
}

function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    // An address that Streamlit does not know answers with its own HTML page, which loads but defines nothing.
    script.onload = () => (globalThis.Plotly ? resolve() : reject(new Error(`no Plotly at ${url}`)));
    script.onerror = () => reject(new Error(`nothing at ${url}`));
    document.head.append(script);
  });
}

async function loadPlotly(addresses) {
  for (const address of addresses) {
    try {
      await loadScript(new URL(address, appBase()).href);
      return;
    } catch (error) {
      console.warn("rnnviz:", error.message);
    }
  }
  throw new Error("plotly.min.js could not be loaded");
}

function plotly(addresses) {
  if (globalThis.Plotly) return Promise.resolve();
  plotlyArrives ??= loadPlotly(addresses).catch((error) => {
    plotlyArrives = undefined; // the next change of data tries again
    throw error;
  });
  return plotlyArrives;
}

// ---------------------------------------------------------------------------------------------- what a trace reads at t

// The place of time t in ascending times, or -1 if no time is within half a step of it.
function placeOf(times, t) {
  const guess = Math.round(t - times[0]);
  if (times[guess] === t) return guess;
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < t) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && t - times[low - 1] < times[low] - t) low -= 1;
  return Math.abs(times[low] - t) <= 0.5 ? low : -1;
}

function timesOf(trace) {
  if (trace.x?.length) return trace.x;
  const length = trace.type === "heatmap" ? (trace.z?.[0]?.length ?? 0) : (trace.y?.length ?? 0);
  return Float64Array.from({ length }, (_, index) => (trace.x0 ?? 0) + index * (trace.dx ?? 1));
}

// Whether there is anything at time t of a row. Where there cannot be, nothing is missing: a loss is felt at no later step.
function reaches(trace, row, t) {
  const last = trace.meta?.last;
  return last === undefined || t <= (last.length === undefined ? last : last[row]);
}

function heatmapAt(trace, place, say) {
  const t = timesOf(trace)[place];
  const column = trace.z.filter((_, row) => reaches(trace, row, t)).map((row) => row[place]);
  const numbers = column.filter(Number.isFinite).sort((a, b) => a - b);
  const others = column.length - numbers.length;
  const middle = numbers.length >> 1;
  const median = numbers.length % 2 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
  const parts = numbers.length
    ? [`min ${say(numbers[0])}`, `median ${say(median)}`, `max ${say(numbers[numbers.length - 1])}`]
    : [];
  if (others) parts.push(`${others} of ${column.length} not finite`);
  return parts.join(" · ") || trace.meta.beyond;
}

// What Plotly does not document: rnnviz/ui/private_api.py lists these names, and a test in a browser holds that they are
// there. From what Plotly has computed already: nothing is measured in the page.
const inner = {
  margin: (gd) => gd._fullLayout?.margin,
  lines: (gd) => gd._fullData ?? [],
  areas: (gd) =>
    Object.values(gd._fullLayout?._plots ?? {}).map(({ xaxis, yaxis }) => ({
      left: xaxis._offset,
      top: yaxis._offset,
      width: xaxis._length,
      height: yaxis._length,
      pixelOf: (value) => xaxis.d2p(value),
      valueAt: (pixel) => xaxis.p2d(pixel),
    })),
};

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

// ---------------------------------------------------------------------------------------------- what a point says

// An array whose entries are made when they are read: a map has tens of thousands, of which one is pointed at.
function lazily(make) {
  return new Proxy([], { get: (target, key) => (/^\d+$/.test(String(key)) ? make(Number(key)) : Reflect.get(target, key)) });
}

// Plotly's own formats know neither 1.83·10⁻¹⁴ nor numbers beyond floats: where a trace asks for texts, these are its values.
function written(trace) {
  if (trace.text || !trace.hovertemplate?.includes("%{text}")) return trace;
  const say = trace.meta?.log10 ? threeDigitsOfPower : threeDigits;
  if (trace.type !== "heatmap") return { ...trace, text: lazily((place) => say(trace.y[place])) };
  const times = timesOf(trace);
  const at = (row, column) => (reaches(trace, row, times[column]) ? say(trace.z[row]?.[column]) : trace.meta.beyond);
  return { ...trace, text: lazily((row) => lazily((column) => at(row, column))) };
}

// ---------------------------------------------------------------------------------------------- one chart

let panelCount = 0;

class Panel {
  constructor(grid, live) {
    const id = `rv-chart-${(panelCount += 1)}`;
    this.live = live;
    this.figure = element("div", "rv-chart", grid);
    this.figure.setAttribute("role", "figure");
    this.figure.tabIndex = 0;
    this.heading = element("div", "rv-name", this.figure);
    this.heading.setAttribute("aria-hidden", "true"); // it is the accessible name already
    this.plot = element("div", "rv-plot", this.figure);
    this.gd = element("div", "rv-plotly", this.plot);
    this.note = element("div", "rv-note", this.plot);
    this.note.setAttribute("role", "status");
    this.values = element("div", "rv-values", this.figure);
    this.description = element("div", "rv-hidden", this.figure);
    this.description.id = `${id}-description`;
    this.keys = element("div", "rv-hidden", this.figure);
    this.keys.id = `${id}-keys`;
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
    this.spec = spec;
    this.figure.setAttribute("aria-label", spec.name);
    this.heading.textContent = spec.name;
    this.description.textContent = spec.description;
    this.plot.style.height = `${spec.height}px`;
    const timed = Boolean(spec.layout.meta?.time_axis);
    this.keys.textContent = timed ? SAYS_KEYS : "";
    this.figure.setAttribute("aria-describedby", `${this.description.id}${timed ? ` ${this.keys.id}` : ""}`);
    this.values.style.display = timed ? "" : "none";
    this.readers = timed ? spec.data.flatMap((trace, index) => (Reader.reads(trace) ? [new Reader(trace, index)] : [])) : [];
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

  draw(theme, background, width) {
    this.say("");
    this.background = background;
    this.width = width;
    const { data, layout } = themed(this.spec, theme);
    const more = moreLegendRoom(this.spec, width);
    if (more) layout.margin.t += more;
    const height = this.spec.height + more;
    this.plot.style.height = `${height}px`;
    Object.assign(layout, { width, height, template: THEMES[theme], uirevision: "kept" });
    // The line of values says it all, and of the very step of the cursor: where steps are nearer than three pixels, Plotly
    // would point to another one.
    if (layout.meta?.time_axis && !data.some((trace) => trace.type === "heatmap")) layout.hovermode = false;
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode ??= false; // a finger scrolls the page
    const first = !this.gd.data;
    const pointed = layout.hovermode === false ? data : data.map(written);
    const drawn = globalThis.Plotly.react(this.gd, pointed, layout, this.config);
    if (first) {
      drawn.then(() => {
        this.gd.on?.("plotly_afterplot", () => this.paintCursor());
        this.gd.on?.("plotly_click", ({ points: [point] }) => this.live.onClick(this, point));
      });
    }
    this.paintCursor();
  }

  resize(width) {
    if (!this.gd.data || width === this.width) return;
    if (moreLegendRoom(this.spec, width) !== moreLegendRoom(this.spec, this.width)) {
      this.draw(themeOf(this.figure).theme, this.background, width);
      return;
    }
    this.width = width;
    globalThis.Plotly.relayout(this.gd, { width });
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

  download() {
    const { data, layout } = this.gd;
    const top = (inner.margin(this.gd)?.t ?? 36) + 24;
    const titled = {
      ...layout,
      title: { text: this.spec.name, y: 1, yref: "container", yanchor: "top", pad: { t: 10 } },
      margin: { ...layout.margin, t: top },
      height: this.spec.height + 24,
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
    const x = event.clientX - box.left - area.left;
    if (x < 0 || x > area.width) return;
    const t = Math.min(Math.max(Math.round(area.valueAt(x)), this.times[0]), this.times[1]);
    if (t !== cursor.t) moveCursor(t);
  }

  onKey(event) {
    if (!this.times || event.ctrlKey || event.metaKey || event.altKey) return;
    const t = cursorAfterKey(event);
    if (t === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveCursor(t);
    clearTimeout(this.live.timer);
    this.live.timer = setTimeout(() => this.announce(), ANNOUNCE_AFTER_MS);
  }

  announce() {
    const spoken = [...this.values.children].filter((child) => !child.hidden).map((child) => child.textContent);
    this.live.textContent = cursor.t === null ? "Time cursor removed" : spoken.join(", ");
  }

  remove() {
    cursor.panels.delete(this);
    if (this.gd.data) globalThis.Plotly.purge(this.gd);
    this.figure.remove();
  }
}

// ---------------------------------------------------------------------------------------------- legends

const ROW = 19; // pixels of a row of a legend
const LETTER = 7; // about as wide as a letter; what stands before the text is as wide as seven

// Pixels that a legend above the plot needs beyond the margin: a narrow screen breaks it into more rows. Plotly would find
// out by itself, but measures all labels for that, on every redraw.
function moreLegendRoom({ data, layout }, width) {
  const names = layout.showlegend ? data.filter((trace) => trace.showlegend !== false).map((trace) => trace.name ?? "") : [];
  if (names.length < 2 || layout.margin?.autoexpand !== false) return 0;
  const room = width - layout.margin.l - layout.margin.r;
  const widths = names.map((name) => LETTER * (name.length + 7));
  const inOneRow = widths.reduce((one, other) => one + other, 0) <= room;
  const columns = layout.legend?.orientation === "v" ? 1 : inOneRow ? names.length : Math.max(1, Math.floor(room / Math.max(...widths)));
  return Math.max(0, ROW * Math.ceil(names.length / columns) + 12 - layout.margin.t);
}

// ---------------------------------------------------------------------------------------------- themes

// Copies: Plotly writes into what it is given, and the next theme starts from the original.
function themed(spec, theme) {
  const light = JSON.stringify(THEMES.light.layout.colorscale.diverging);
  const swap = (scale) =>
    Array.isArray(scale) && JSON.stringify(scale) === light ? THEMES[theme].layout.colorscale.diverging : scale;
  const layout = structuredClone(spec.layout);
  for (const name of Object.keys(layout)) {
    if (name.startsWith("coloraxis") && layout[name]) layout[name].colorscale = swap(layout[name].colorscale);
  }
  const neutral = THEMES[theme].layout.font.color;
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

// ---------------------------------------------------------------------------------------------- one component instance

class View {
  constructor(parent) {
    this.root = element("div", "rv-root", parent);
    this.grid = element("div", "rv-grid", this.root);
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.live.onClick = (panel, { x, y }) => {
      if (panel.spec.layout.meta?.clickable) this.tell("point", { chart: this.panels.indexOf(panel), x, y });
    };
    this.panels = [];
    this.resizes = new ResizeObserver(() => {
      for (const panel of this.panels) {
        const width = panel.plot.clientWidth;
        if (width) panel.resize(width);
      }
    });
    this.resizes.observe(this.root);
  }

  async update(bytes, tell) {
    this.tell = tell;
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.message = decode(bytes);
      this.fit(this.message);
      clampCursor();
    }
    const { message } = this;
    if (!globalThis.Plotly) {
      for (const panel of this.panels) panel.say(SAYS_LOADING);
      try {
        await plotly(message.plotly);
      } catch {
        for (const panel of this.panels) panel.say(SAYS_FAILED);
        return;
      }
    }
    if (message === this.message && this.root.isConnected) this.draw();
  }

  fit({ charts, columns }) {
    this.grid.style.setProperty("--rv-columns", columns);
    while (this.panels.length > charts.length) this.panels.pop().remove();
    while (this.panels.length < charts.length) this.panels.push(new Panel(this.grid, this.live));
    charts.forEach((spec, index) => this.panels[index].describe(spec));
  }

  draw() {
    const { theme, background } = themeOf(this.root);
    const widths = this.panels.map((panel) => panel.width ?? panel.plot.clientWidth);
    this.panels.forEach((panel, index) => panel.draw(theme, background, widths[index]));
  }

  remove() {
    clearTimeout(this.live.timer);
    this.resizes.disconnect();
    for (const panel of this.panels) panel.remove();
    this.panels = [];
  }
}

export default mounted(View);
