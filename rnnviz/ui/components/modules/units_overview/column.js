// One cell: its input, gates, states and gradients of one unit over time, strip below strip on one canvas.

import { cursor, cursorAfterKey, moveCursor, pointCursor, SAYS_KEYS } from "../shared/cursor.js";
import { pick, shownIn } from "../shared/followed.js";
import { threeDigits } from "../shared/numbers.js";
import { element, write } from "../shared/page.js";
import { paintRow, tableOf } from "../shared/scales.js";
import { thinned } from "../shared/thinning.js";
import { GATE, LABEL, largest, linesOf, niceEnd, pointsOf, powerScale, signedScale, stripsOf } from "./curves.js";
import { headsOf, heldBy, sizeWritten } from "./ranking.js";

const GUTTER = 40; // pixels left of every plot, for the ends of its scale
const PINNED_DASH = [4, 3];
const NO_GATES = "No gates. Each step back, the gradient is multiplied by this slope, and by the weights.";

/**
 * @typedef {{ theme: "light" | "dark", colour: string, fontFamily: string }} Look
 */

export class Column {
  /** @type {any} as of rnnviz/figures/unit_overview.py */
  spec;
  /** @type {number} */
  steps;
  /** @type {number} of its own, which are fewer where what is pinned has more */
  own;
  /** @type {any[]} */
  strips = [];
  /** @type {HTMLCanvasElement | undefined} an input of many features, one pixel a value */
  small;

  constructor(parent, view) {
    this.view = view;
    this.root = element("section", "rv-column", parent);
    this.head = element("h3", "rv-column-name", this.root);
    this.label = element("span", "", this.head);
    this.number = element("span", "rv-column-unit", this.head);
    this.says = element("p", "rv-column-says", this.root);
    this.figure = element("div", "rv-column-plot", this.root);
    this.figure.setAttribute("role", "figure");
    this.figure.tabIndex = 0;
    /** @type {HTMLCanvasElement & { drawn?: any }} */
    this.canvas = element("canvas", "rv-column-canvas", this.figure);
    this.words = element("div", "rv-column-words", this.figure);
    this.words.setAttribute("aria-hidden", "true"); // the description says it
    this.line = element("div", "rv-cursor", this.figure);
    this.foot = element("div", "rv-column-foot", this.root);
    this.foot.setAttribute("aria-hidden", "true");
    this.figure.addEventListener("keydown", (event) => this.onKey(event));
    this.figure.addEventListener("pointermove", (event) => this.onPointer(event));
    this.figure.addEventListener("pointerdown", (event) => this.onPointer(event));
    cursor.panels.add(this);
  }

  describe(spec, steps, room) {
    const { values, characters } = spec.input;
    const own = characters?.length ?? values[0].length;
    Object.assign(this, { spec, steps, own, times: [1, steps] });
    const slopes = spec.slopes.map(({ name }) => name);
    const layout = `${
      JSON.stringify(room)
    } ${spec.cell} ${spec.gates.length} ${slopes} ${spec.input.kind} ${spec.input.name}`;
    const laid = stripsOf(spec, room);
    // The numbers are new; where they stand only seldom.
    this.strips = laid.strips.map((strip, index) => ({ ...this.strips[index], ...strip }));
    if (layout === this.layout) return;
    this.layout = layout;
    this.root.setAttribute("aria-label", spec.label);
    this.root.style.setProperty("--rv-colour", spec.colour);
    this.label.textContent = spec.label;
    this.height = laid.height;
    this.figure.style.height = `${laid.height}px`;
    this.write(laid.free);
  }

  // Names and scales, which stay while numbers move.
  write(free) {
    this.words.replaceChildren();
    for (const strip of this.strips) {
      const lines = strip.part === "gradient" ? linesOf(strip.items.length) : 1;
      let above = strip.top - LABEL * lines;
      strip.values = [];
      if (strip.name) {
        const name = this.put("rv-strip-name", above);
        element("span", "", name).textContent = strip.name;
        if (strip.part !== "gradient") strip.values = [element("span", "rv-strip-value", name)];
        above += LABEL;
      }
      if (strip.part === "gradient") strip.values = this.legend(strip, above);
      strip.marks = [0, 1, 2, 3].map(() => this.put("rv-strip-tick", 0));
      strip.ticks = "";
    }
    if (free) {
      const none = this.put("rv-strip-none", free.top);
      none.style.height = `${free.height}px`;
      none.textContent = NO_GATES;
    }
    this.gone = null;
    // The time cursor lies over curves and not over words.
    const seen = this.strips.flatMap(({ top, height }) => [
      `transparent ${top}px`,
      `#000 ${top}px ${top + height}px`,
      `transparent ${top + height}px`,
    ]);
    this.line.style.maskImage = `linear-gradient(to bottom, ${seen})`;
  }

  put(className, top) {
    const made = element("div", className, this.words);
    made.style.top = `${top}px`;
    return made;
  }

  legend(strip, above) {
    const rows = [];
    return strip.items.map((item, index) => {
      const place = Math.floor(index / 2);
      rows[place] ??= this.put("rv-strip-legend", above + LABEL * place);
      const one = element("span", "rv-strip-item", rows[place]);
      element("i", "", one).style.background = item.colour;
      element("span", "", one).textContent = item.symbol;
      return element("span", "rv-strip-value", one);
    });
  }

  get count() {
    return this.spec.table.share.length;
  }

  get unit() {
    return shownIn(this.spec.cell, this.count, this.spec.first);
  }

  // The largest power of ten of the unit's gradients.
  get most() {
    let most = -Infinity;
    for (const { values } of this.spec.gradients) {
      for (const exponent of values[this.unit]) if (exponent > most && exponent !== Infinity) most = exponent;
    }
    return most;
  }

  // What has to be asked of the page.
  measure() {
    this.room = this.figure.clientWidth - GUTTER;
  }

  /**
   * @param {Look} look
   * @param {number} high upper end of the axis of gradients, which all columns share
   */
  draw(look, high) {
    const width = this.room;
    if (!(width >= 2)) return;
    this.high = high;
    this.width = width;
    const ratio = globalThis.devicePixelRatio || 1;
    const size = [Math.round(width * ratio), Math.round(this.height * ratio)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) {
      [this.canvas.width, this.canvas.height] = size;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${this.height}px`;
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, this.height);
    const unit = this.unit;
    for (const strip of this.strips) this.drawStrip(context, strip, unit, look);
    this.sayUnit(unit);
    this.paintCursor();
    this.canvas.drawn = this.spec; // for those who ask what is on the screen now
  }

  scaleOf(strip, unit) {
    if (strip.part === "gradient") return powerScale(strip.height, this.high);
    if (strip.part === "input") return signedScale(niceEnd(largest(strip.items[0].values)));
    if (strip.items[0].kind === "gate") return GATE;
    const { values, pinned } = strip.items[0];
    return signedScale(niceEnd(largest([values[unit], pinned?.[unit] ?? []])));
  }

  drawStrip(context, strip, unit, look) {
    const { top, height, items } = strip;
    const [input] = items;
    if (strip.part === "input" && input.kind !== "curves") {
      this.writeTicks(strip, []);
      if (input.characters) this.drawCharacters(context, strip, look);
      else this.drawMap(context, strip, look);
      return;
    }
    const scale = this.scaleOf(strip, unit);
    this.writeTicks(strip, scale.ticks);
    this.drawFrame(context, strip, scale, look);
    const y = (value) => top + scale.place(value) * height;
    context.lineJoin = "round";
    const last = strip.part === "gradient" ? this.spec.last : this.own;
    const rows = strip.part === "input" ? input.values : items.map((item) => item.values[unit]);
    context.globalAlpha = strip.part === "input" && rows.length > 1 ? 0.45 : 1;
    rows.forEach((row, index) => {
      context.strokeStyle = items[index]?.colour ?? look.colour;
      context.lineWidth = strip.part === "input" ? 1 : 1.5;
      this.stroke(context, pointsOf(row, this.steps, this.width, y, last));
    });
    context.globalAlpha = 1;
    this.drawPinned(context, strip, unit, y, look);
  }

  // What is pinned: thinner, paler and broken.
  drawPinned(context, { part, items }, unit, y, look) {
    context.lineWidth = 1.25;
    context.globalAlpha = 0.8;
    context.setLineDash(PINNED_DASH);
    for (const { pinned, colour } of items) {
      const row = pinned?.[unit];
      if (!row) continue;
      context.strokeStyle = colour ?? look.colour;
      const last = part === "gradient" ? this.spec.pinned_last : row.length;
      this.stroke(context, pointsOf(row, this.steps, this.width, y, last));
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  drawFrame(context, { top, height }, scale, look) {
    context.strokeStyle = look.colour;
    context.lineWidth = 1;
    context.globalAlpha = 0.18;
    context.strokeRect(0.5, top + 0.5, this.width - 1, height - 1);
    if (scale.zero !== undefined) {
      const level = Math.round(top + scale.zero * height) + 0.5;
      context.beginPath();
      context.moveTo(0, level);
      context.lineTo(this.width, level);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  stroke(context, points) {
    context.beginPath();
    let drawn = false;
    for (const [x, y] of points) {
      if (y !== y) drawn = false;
      else if (drawn) context.lineTo(x, y);
      else {
        context.moveTo(x, y);
        drawn = true;
      }
    }
    context.stroke();
    if (points.length !== 1) return;
    context.beginPath();
    context.arc(points[0][0], points[0][1], 2, 0, 2 * Math.PI);
    context.stroke();
  }

  drawCharacters(context, { top, height, items: [{ characters }] }, look) {
    const room = this.width / this.steps;
    const size = Math.min(16, room * 1.6);
    if (size < 7) { // too small to be read: words as bars, and the cursor names the letters
      this.drawWords(context, characters, top + height / 2, room, look);
      return;
    }
    context.fillStyle = look.colour;
    context.font = `${size}px ${look.fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    characters.forEach((character, t) => {
      const shown = { " ": "␣", "\n": "⏎" }[character] ?? character;
      context.fillText(shown, (t + 0.5) * room, top + height / 2);
    });
  }

  drawWords(context, characters, middle, room, look) {
    context.fillStyle = look.colour;
    context.globalAlpha = 0.45;
    for (let t = 0; t < characters.length; t += 1) {
      if (characters[t].trim()) context.fillRect(t * room, middle - 3, Math.max(room, 0.5), 6);
    }
    context.globalAlpha = 1;
  }

  // An input of many features: one pixel a value, made as large as there is room for.
  drawMap(context, { top, height, items: [{ values }] }, look) {
    const { rows, columns } = thinned(values, this.own, this.width, height);
    const image = new ImageData(columns, rows.length);
    const pixels = new Uint32Array(image.data.buffer);
    rows.forEach((row, index) => paintRow("signed", row, 0, tableOf("signed", look.theme), pixels, index * columns));
    this.small ??= document.createElement("canvas");
    Object.assign(this.small, { width: columns, height: rows.length });
    this.small.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.small, 0, top, (this.width * this.own) / this.steps, height);
  }

  writeTicks(strip, ticks) {
    const written = String(ticks);
    if (written === strip.ticks) return;
    strip.ticks = written;
    strip.marks.forEach((mark, index) => {
      const [place, text] = ticks[index] ?? [0, ""];
      mark.textContent = text;
      const middle = strip.top + place * strip.height;
      mark.style.top = `${Math.min(Math.max(middle, strip.top + 6), strip.top + strip.height - 6)}px`;
    });
  }

  // Which unit it is, and what it holds.
  sayUnit(unit) {
    const held = heldBy(this.spec, unit);
    const said = `${unit} ${held}`;
    if (said === this.said) return;
    this.said = said;
    this.number.textContent = `unit ${unit + 1}`;
    this.says.textContent = held;
  }

  // For those who do not see it: once things stand still.
  still() {
    const { label } = this.spec;
    const numbers = headsOf(this.spec).slice(1).map(({ says, value, written }) =>
      `${says} ${written(value(this.unit))}`
    );
    this.figure.setAttribute("aria-label", `${label}, unit ${this.unit + 1} over time`);
    this.figure.setAttribute(
      "aria-description",
      `Unit ${this.unit + 1} of ${this.count} ${heldBy(this.spec, this.unit)}; ${
        numbers.join(", ")
      }. ${this.spec.input.description} ${SAYS_KEYS} Up and down arrow keys show another unit.`,
    );
  }

  paintCursor() {
    const { t } = cursor;
    const inside = t !== null && this.width && t >= 1 && t <= this.steps;
    this.line.style.visibility = inside ? "visible" : "hidden";
    const gone = inside ? "" : `${this.steps}`;
    if (inside) {
      this.line.style.transform = `translate(${GUTTER + ((t - 0.5) / this.steps) * this.width - 0.75}px, 0)`;
      this.line.style.height = `${this.height}px`;
      this.foot.textContent = `t = ${t}`;
      this.gone = null;
    } else if (gone !== this.gone) {
      this.gone = gone;
      this.foot.innerHTML = `<span>t = 1</span><span>${this.steps > 1 ? this.steps : ""}</span>`;
    }
    this.foot.classList.toggle("rv-ends", !inside);
    for (const strip of this.strips) {
      strip.values.forEach((place, index) => {
        const text = inside ? this.valueAt(strip, index, t - 1) : "";
        write(place, text);
      });
    }
  }

  valueAt({ part, items }, index, t) {
    if (t >= this.own) return "–";
    if (part === "gradient") {
      if (t >= this.spec.last) return "after the loss";
      const log10 = items[index].values[this.unit][t];
      return sizeWritten(log10);
    }
    const [{ characters, values }] = items;
    if (part !== "input") return threeDigits(values[this.unit][t]);
    if (characters) return JSON.stringify(characters[t]);
    if (values.length <= 2) return values.map((row) => threeDigits(row[t])).join(", ");
    const column = values.map((row) => row[t]);
    return `${threeDigits(Math.min(...column))} … ${threeDigits(Math.max(...column))}`;
  }

  get spoken() {
    const values = this.strips.flatMap((strip) =>
      strip.values.map((place, index) =>
        `${strip.part === "gradient" ? strip.items[index].name : strip.name} ${place.textContent}`
      )
    );
    return `t = ${cursor.t}: ${values.join(", ")}`;
  }

  onPointer(event) {
    const box = this.canvas.getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width;
    if (place < 0 || place >= 1) return;
    const t = 1 + Math.floor(place * this.steps);
    pointCursor(t, event);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const t = cursorAfterKey(event);
    if (t !== undefined) {
      moveCursor(t);
      this.view.announce(() => (cursor.t === null ? "Time cursor removed" : this.spoken));
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = this.unit + (event.key === "ArrowDown" ? 1 : -1);
      if (next >= 0 && next < this.count) pick(this.spec.cell, next);
      this.view.announce(() => `${this.spec.label} unit ${this.unit + 1} ${heldBy(this.spec, this.unit)}`);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  remove() {
    cursor.panels.delete(this);
    this.root.remove();
  }
}
