// One unit of every cell over time, and a table of all units to choose it from.

import { decode } from "../shared/bytes.js";
import { ANNOUNCE_AFTER_MS, clampCursor } from "../shared/cursor.js";
import { areUnitsOf, shownIn, units } from "../shared/followed.js";
import { element, mounted, themeOf } from "../shared/page.js";
import { RangeChoice } from "../shared/range.js";
import { rangeWatchers } from "../shared/scales.js";
import { Column } from "./column.js";
import { highEnd, rowsOf } from "./curves.js";
import { Ranking } from "./table.js";

const STACKED = 480; // pixels up to which the style sheet puts columns one below the other

class View {
  stacked = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  /** @type {Column[]} */
  columns = [];

  constructor(parent) {
    this.root = element("div", "rv-root rv-overview", parent);
    this.grid = element("div", "rv-overview-grid", this.root);
    this.ranking = new Ranking(this.grid, this);
    this.below = element("div", "rv-overview-below", this.root);
    this.range = new RangeChoice(this.below, "Gradients");
    this.pinned = element("span", "rv-overview-pinned", this.below);
    const words = element("span", "", this.below);
    words.textContent =
      "Gradients in powers of ten, at the loss 1; what is smaller lies at the foot. Gates from 0, closed, to 1, open; z is what goes into σ or tanh.";
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    units.opened = {}; // a page that is opened shows what holds most, whatever was shown before
    units.watchers.add(this);
    rangeWatchers.add(this);
    this.resizes = new ResizeObserver(() => {
      if (this.message && this.root.clientWidth !== this.drawnWidth) this.drawAll();
    });
    this.resizes.observe(this.root);
  }

  update(bytes) {
    this.take(bytes);
    this.drawAll();
    this.still();
  }

  follow(bytes) {
    const before = this.ranking.layout;
    this.take(bytes);
    this.draw();
    if (this.ranking.layout === before) this.ranking.write(true);
    else this.still();
    this.behind = true;
  }

  still() {
    if (!this.message) return;
    this.behind = false;
    this.ranking.still();
    for (const column of this.columns) column.still();
  }

  take(bytes) {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.message = decode(bytes);
    areUnitsOf(this.message.whose);
    const { columns, steps, batch, pinned } = this.message;
    this.pinned.textContent = pinned ? `Broken and thin: ${pinned}.` : "";
    while (this.columns.length > columns.length) this.columns.pop()?.remove();
    while (this.columns.length < columns.length) {
      this.columns.push(new Column(this.grid, this));
      this.grid.append(this.ranking.root); // the table stands last
    }
    this.lay();
    this.grid.dataset.cells = String(columns.length);
    const sequences = batch === 1 ? "" : ` of all ${batch} sequences`;
    this.ranking.describe(
      columns,
      `${steps === 1 ? "the one step" : `${steps.toLocaleString("en")} steps`}${sequences}`,
    );
    clampCursor();
  }

  // Columns side by side leave room for what others have, so that the same stands at the same height.
  lay() {
    const { columns, steps } = this.message;
    const roomOf = (column) => ({ gates: rowsOf(column), states: column.states.length });
    const rooms = columns.map(roomOf);
    const most = (part) => Math.max(...rooms.map((room) => room[part]));
    const all = { gates: most("gates"), states: most("states") };
    columns.forEach((column, index) => {
      const own = rooms[index];
      this.columns[index].describe(column, steps, this.stacked ? own : all);
    });
  }

  unitOf({ cell, table, first }) {
    return shownIn(cell, table.share.length, first);
  }

  drawAll() {
    const { color: colour, fontFamily } = getComputedStyle(this.root);
    this.look = { theme: themeOf(this.root).theme, colour, fontFamily };
    this.drawnWidth = this.root.clientWidth;
    const stacked = this.drawnWidth <= STACKED;
    if (stacked !== this.stacked) {
      this.stacked = stacked;
      this.lay();
    }
    for (const column of this.columns) column.measure();
    this.draw();
  }

  // As large and as coloured as it was: nothing is asked of the page.
  draw() {
    if (this.columns.some(({ room }) => room === undefined)) return this.drawAll(); // there is a new one
    const high = highEnd(Math.max(...this.columns.map(({ most }) => most)));
    for (const column of this.columns) column.draw(this.look, high);
  }

  onUnits() {
    if (!this.message) return;
    this.draw();
    this.ranking.mark();
    for (const column of this.columns) column.still();
  }

  onRange() {
    if (this.message) this.draw();
  }

  announce(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.live.textContent = words()), ANNOUNCE_AFTER_MS);
  }

  remove() {
    clearTimeout(this.timer);
    this.resizes.disconnect();
    units.watchers.delete(this);
    rangeWatchers.delete(this);
    this.range.remove();
    for (const column of this.columns) column.remove();
  }
}

export default mounted(View);
