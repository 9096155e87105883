// Plotly figures that are kept alive while their data change, under one time cursor that all of a page's charts share.

import { decode } from "../shared/bytes.js";
import { constants } from "../shared/constants.js";
import { clampCursor } from "../shared/cursor.js";
import { element, mounted, themeOf } from "../shared/page.js";
import { underlays } from "../shared/underlays.js";
import { Panel } from "./panel.js";
import { plotly } from "./plotly.js";

const SAYS_FAILED =
  "The chart cannot be drawn: the server did not deliver plotly.min.js. Reload the page to try again.";

const HIDDEN_WIDTH = 600; // of a chart that is not seen, until it is

/** @param {Panel} panel */
const widthOf = (panel) => panel.width ?? (panel.plot.clientWidth || HIDDEN_WIDTH);

class View {
  /** @type {number | undefined} until what is at the cursor is announced */
  timer;

  constructor(parent) {
    this.root = element("div", "rv-root", parent);
    this.grid = element("div", "rv-grid", this.root);
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.panels = [];
    this.resizes = new ResizeObserver(() => {
      for (const panel of this.panels) {
        const width = panel.plot.clientWidth;
        if (width) panel.resize(width);
      }
    });
    this.resizes.observe(this.root);
    underlays.charts.add(this);
  }

  onUnderlay() {
    for (const panel of this.panels) panel.onUnderlay();
  }

  async update(bytes, tell) {
    this.tell = tell;
    this.take(bytes);
    const { message } = this;
    if (!globalThis.Plotly) {
      this.sketch();
      try {
        await plotly(constants.plotly);
      } catch {
        for (const panel of this.panels) panel.say(SAYS_FAILED);
        return;
      }
    }
    if (message === this.message && this.root.isConnected) this.draw();
  }

  follow(bytes) {
    this.take(bytes);
    this.sketch();
  }

  still() {
    if (globalThis.Plotly && this.sketched) this.draw();
  }

  take(bytes) {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.message = decode(bytes);
    this.fit(this.message);
    clampCursor();
  }

  sketch() {
    this.sketched = true;
    const { theme } = themeOf(this.root);
    for (const panel of this.panels) panel.sketch(theme, widthOf(panel));
  }

  fit({ charts, columns }) {
    this.grid.style.setProperty("--rv-columns", columns);
    while (this.panels.length > charts.length) this.panels.pop().remove();
    while (this.panels.length < charts.length) this.panels.push(new Panel(this.grid, this));
    charts.forEach((spec, index) => this.panels[index].describe(spec));
  }

  draw() {
    this.sketched = false;
    const { theme, background } = themeOf(this.root);
    const widths = this.panels.map(widthOf);
    this.panels.forEach((panel, index) => panel.draw(theme, background, widths[index]));
  }

  // A point of a chart was clicked.
  onClick(panel, { x, y }) {
    if (panel.spec.layout.meta?.clickable) this.tell("point", { chart: this.panels.indexOf(panel), x, y });
  }

  remove() {
    clearTimeout(this.timer);
    this.resizes.disconnect();
    underlays.charts.delete(this);
    for (const panel of this.panels) panel.remove();
    this.panels = [];
  }
}

export default mounted(View);
