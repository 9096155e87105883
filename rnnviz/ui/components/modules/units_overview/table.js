// The units of one cell, ranked: a click on a head orders them, one on a row shows its unit.

import { pick } from "../shared/followed.js";
import { element } from "../shared/page.js";
import { headsOf, ranked } from "./ranking.js";

const ROW = 24; // pixels, as the style sheet makes them

/** What is looked at, kept while the page lasts. */
const chosen = { cell: "", key: "gradient", down: true };

export class Ranking {
  /** @type {any} as of rnnviz/figures/unit_overview.py */
  spec;
  /** @type {any[]} */
  columns = [];
  /** @type {import("./ranking.js").Head[]} */
  heads = [];
  /** @type {{ row: HTMLElement, button: HTMLElement, cells: HTMLElement[], written: string[] }[]} */
  rows = [];
  scrolled = 0; // pixels, as `height`
  height = 600;
  /** @type {number[]} units from top to bottom */
  order = [];

  constructor(parent, view) {
    this.view = view;
    this.root = element("div", "rv-ranking", parent);
    this.top = element("div", "rv-choice", this.root);
    this.top.setAttribute("role", "group");
    this.top.setAttribute("aria-label", "Units of");
    this.scroll = element("div", "rv-ranking-scroll", this.root);
    this.table = element("table", "", this.scroll);
    this.caption = element("caption", "rv-hidden", this.table);
    this.head = element("tr", "", element("thead", "", this.table));
    this.body = element("tbody", "", this.table);
    this.note = element("p", "rv-ranking-note", this.root);
    // Asked for while something moves, it would cost a layout.
    this.scroll.addEventListener("scroll", () => (this.scrolled = this.scroll.scrollTop), { passive: true });
    this.body.addEventListener("click", (event) => this.onClick(event));
    this.body.addEventListener("keydown", (event) => this.onKey(event));
  }

  describe(columns, about) {
    this.columns = columns;
    this.about = about;
    const found = columns.find(({ cell }) => cell === chosen.cell) ?? columns.at(-1);
    const layout = `${columns.map(({ cell }) => cell)} ${found.cell} ${found.table.share.length} ${
      headsOf(found).map(({ key }) => key)
    }`;
    this.spec = found;
    this.heads = headsOf(found);
    if (layout !== this.layout) {
      this.layout = layout;
      this.build();
      this.rank();
    }
  }

  get count() {
    return this.spec.table.share.length;
  }

  build() {
    this.top.replaceChildren();
    element("span", "", this.top).textContent = "Units of";
    for (const { cell, label } of this.columns) {
      const button = element("button", "", this.top);
      button.type = "button";
      button.textContent = label;
      button.setAttribute("aria-pressed", String(cell === this.spec.cell));
      button.addEventListener("click", () => {
        chosen.cell = cell;
        this.describe(this.columns, this.about);
        this.still();
        /** @type {any} */ (this.top.children[1 + this.columns.findIndex((one) => one.cell === cell)])?.focus();
      });
    }
    this.head.replaceChildren();
    const all = this.heads.reduce((sum, { width }) => sum + width, 0);
    for (const { key, lines, says, width } of this.heads) {
      const cell = element("th", "", this.head);
      cell.scope = "col";
      cell.style.width = `${(100 * width) / all}%`;
      const button = element("button", "", cell);
      button.type = "button";
      button.setAttribute("aria-label", says);
      button.title = says;
      for (const line of lines) element("span", "", button).textContent = line;
      button.addEventListener("click", () => this.orderBy(key));
    }
    this.body.replaceChildren();
    this.rows = Array.from({ length: this.count }, (_, place) => this.makeRow(place));
  }

  makeRow(place) {
    const row = element("tr", "", this.body);
    row.dataset.place = String(place);
    const first = element("th", "", row);
    first.scope = "row";
    const button = element("button", "", first);
    button.type = "button";
    const cells = [button, ...this.heads.slice(1).map(() => element("td", "", row))];
    return { row, button, cells, written: cells.map(() => "") };
  }

  get by() {
    return this.heads.find(({ key }) => key === chosen.key) ?? this.heads.at(-1);
  }

  orderBy(key) {
    chosen.down = key === this.by.key ? !chosen.down : key !== "unit";
    chosen.key = key;
    this.rank();
    this.write();
    this.scroll.scrollTop = 0;
  }

  rank() {
    const { key, value } = this.by;
    this.order = ranked(value, this.count, chosen.down);
    this.heads.forEach((head, index) =>
      this.head.children[index].setAttribute(
        "aria-sort",
        head.key !== key ? "none" : chosen.down ? "descending" : "ascending",
      )
    );
  }

  // Numbers alone; while something moves only those that are seen, and every unit keeps its row.
  write(seen = false) {
    const first = seen ? Math.floor(this.scrolled / ROW) : 0;
    const last = seen ? first + Math.ceil(this.height / ROW) + 1 : this.count;
    for (let place = first; place < Math.min(last, this.count); place += 1) {
      const { cells, written } = this.rows[place];
      this.heads.forEach(({ value, written: write }, index) => {
        const text = write(value(this.order[place]));
        if (text !== written[index]) cells[index].textContent = written[index] = text;
      });
    }
    if (!seen) this.mark();
  }

  // Once things stand still: in order again, and all of it.
  still() {
    this.height = this.scroll.clientHeight;
    this.rank();
    this.write();
    const { label, gates, table } = this.spec;
    this.caption.textContent = `Units of the ${label}, ${this.about}`;
    const keeps = table.gates.length ? "by the gate that keeps it alone" : "by the correlation of a⟨t⟩ with a⟨t−1⟩";
    const limits = table.limits
      ? ` At its limits: ${
        gates.length ? "gates below 0.1 or above 0.9, the candidate beyond ±0.8" : "close to an end of its range"
      }.`
      : "";
    this.note.textContent =
      `Over ${this.about}. Memory: steps until half is gone, ${keeps}.${limits} Gradient: dJ/d${this.spec.carrier}, relative to the whole gradient at the loss.`;
  }

  // Which row is shown, and which one the keyboard reaches.
  mark() {
    const shown = this.order.indexOf(this.view.unitOf(this.spec));
    this.rows.forEach(({ row, button }, place) => {
      const is = place === shown;
      row.className = is ? "rv-shown" : "";
      button.setAttribute("aria-pressed", String(is));
      button.setAttribute("aria-label", `unit ${this.order[place] + 1}`);
      button.tabIndex = is ? 0 : -1;
    });
  }

  onClick(event) {
    const place = /** @type {HTMLElement} */ (event.target).closest("tr")?.dataset.place;
    if (place === undefined) return;
    pick(this.spec.cell, this.order[Number(place)]);
    this.rows[Number(place)].button.focus({ preventScroll: true }); // arrow keys go on from there
  }

  // Arrow keys go from row to row, Enter (which is a click) shows the unit.
  onKey(event) {
    const place = Number(/** @type {HTMLElement} */ (event.target).closest("tr")?.dataset.place);
    const last = this.count - 1;
    const to =
      { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: last, PageDown: place + 10, PageUp: place - 10 }[
        event.key
      ];
    if (to === undefined || Number.isNaN(place)) return;
    event.preventDefault();
    event.stopPropagation();
    const { button } = this.rows[Math.min(Math.max(to, 0), last)];
    for (const one of this.rows) one.button.tabIndex = -1;
    button.tabIndex = 0;
    button.focus({ preventScroll: true });
    this.showRow(Math.min(Math.max(to, 0), last));
  }

  // Scrolls the table, and never the page.
  showRow(place) {
    const head = this.head.offsetHeight;
    const { offsetTop, offsetHeight } = this.rows[place].row;
    const { scrollTop, clientHeight } = this.scroll;
    if (offsetTop - head < scrollTop) this.scroll.scrollTop = offsetTop - head;
    else if (offsetTop + offsetHeight > scrollTop + clientHeight) {
      this.scroll.scrollTop = offsetTop + offsetHeight - clientHeight;
    }
  }

  remove() {
    this.root.remove();
  }
}
