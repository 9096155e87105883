// One panel: a figure with a canvas, its name, and a line of values at the cursor.

import { ANNOUNCE_AFTER_MS, cursor, cursorAfterKey, moveCursor, pointCursor, SAYS_KEYS } from "../shared/cursor.js";
import { followedIn, MOST_FOLLOWED, pointAt, toggleFollowed, units } from "../shared/followed.js";
import { superscript, threeDigits } from "../shared/numbers.js";
import { element } from "../shared/page.js";
import { HIGH, inWords, LOW, paintRow, positionOf, tableOf } from "../shared/scales.js";
import { extremes, thinned } from "../shared/thinning.js";

const SAYS_FOLLOW = "Up and down arrow keys choose a unit, Enter follows it in every panel.";
const GUTTER = 40; // pixels left of every plot, for units and values

const NUMBER = 13; // pixels that the number of a row takes
const DISTANCES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

let panelCount = 0;

/**
 * Rows that have room for their number: the first, and then at even distances, counted as people count.
 * @param {number} count
 * @param {number} height in pixels
 * @returns {number[]} from 0
 */
export function rowsNumbered(count, height) {
  const row = height / count;
  const distance = DISTANCES.find((rows) => rows * row >= 2 * NUMBER) ?? count;
  const numbered = [0];
  for (let place = distance; place <= count; place += distance) {
    if ((place - 1) * row >= NUMBER) numbered.push(place - 1);
  }
  return numbered;
}

export class Panel {
  /** @type {any} what is drawn: see rnnviz/figures/unit_panels.py */
  spec;
  /** @type {any} of which cell */
  section;
  /** @type {number} */
  steps;
  /** @type {"light" | "dark"} */
  theme;
  /** @type {string} */
  colour;
  /** @type {string} */
  fontFamily;
  /** @type {ImageData | null} */
  image = null;
  /** @type {CanvasRenderingContext2D | undefined} */
  context;

  constructor(parent, view) {
    this.view = view;
    this.figure = element("div", "rv-panel", parent);
    this.figure.setAttribute("role", "figure");
    this.figure.tabIndex = 0;
    this.heading = element("div", "rv-panel-name", this.figure);
    this.heading.setAttribute("aria-hidden", "true"); // it is the accessible name already
    this.plot = element("div", "rv-panel-plot", this.figure);
    /** @type {HTMLCanvasElement & { drawn?: any }} */
    this.canvas = element("canvas", "rv-panel-canvas", this.plot);
    this.canvas.setAttribute("aria-hidden", "true");
    this.gutter = element("div", "rv-panel-gutter", this.plot);
    this.line = element("div", "rv-cursor", this.plot);
    this.row = element("div", "rv-panel-row", this.plot);
    this.values = element("div", "rv-panel-values", this.figure);
    this.description = element("div", "rv-hidden", this.figure);
    this.description.id = `rv-panel-${(panelCount += 1)}`;
    this.figure.addEventListener("keydown", (event) => this.onKey(event));
    this.plot.addEventListener("pointermove", (event) => this.onPointer(event));
    this.plot.addEventListener("pointerdown", (event) => {
      this.figure.focus({ preventScroll: true });
      this.onPointer(event);
    });
    this.plot.addEventListener("pointerleave", () => pointAt(null, null));
    this.plot.addEventListener("click", (event) => this.onClick(event));
    cursor.panels.add(this);
    units.watchers.add(this);
  }

  describe(spec, section, steps, lines) {
    Object.assign(this, { spec, section, steps, times: [1, steps] });
    this.shape = spec.kind === "curves"
      ? "curves"
      : spec.kind === "characters"
      ? "characters"
      : lines
      ? "lines"
      : "map";
    this.ofUnits = spec.key !== "x";
    this.figure.setAttribute("aria-label", `${section.label}: ${spec.name}`);
    this.description.textContent = `${spec.description} ${SAYS_KEYS}${this.ofUnits ? ` ${SAYS_FOLLOW}` : ""}`;
    this.figure.setAttribute("aria-describedby", this.description.id);
    this.heading.textContent = spec.name;
    this.plot.style.height = `${spec.height}px`;
    this.rows = null;
  }

  // Rows in the order in which they are drawn, and the unit of each.
  get drawnUnits() {
    return this.ofUnits ? this.section.order : Int32Array.from(this.spec.values ?? [], (_, index) => index);
  }

  get lineUnits() {
    const followed = followedIn(this.section.cell).filter((unit) => unit < this.spec.values.length);
    return followed.length ? followed : [...this.section.memory.slice(0, MOST_FOLLOWED)];
  }

  // What has to be asked of the page. All panels ask before the first one draws: to ask in between is slow.
  measure() {
    this.room = this.plot.clientWidth - GUTTER;
  }

  /** @param {{ theme: "light" | "dark", colour: string, fontFamily: string }} [look] */
  draw(look) {
    Object.assign(this, look);
    const [width, height] = [this.room, this.spec.height];
    if (!(width >= 2)) return;
    const ratio = globalThis.devicePixelRatio || 1;
    this.width = width;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.context ??= this.canvas.getContext("2d");
    this.marks = [];
    const room = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.shape === "map") this.drawMap(...room);
    else {
      this.size(...room);
      if (this.shape === "characters") this.drawCharacters(ratio);
      else this.drawLines(ratio);
    }
    this.paintFollowed();
    this.paintCursor();
    this.canvas.drawn = this.spec; // for those who ask what is on the screen now
  }

  // A canvas that is given its size forgets what is on it, and takes time for that.
  size(width, height) {
    if (this.canvas.width === width && this.canvas.height === height) return;
    Object.assign(this.canvas, { width, height });
    this.image = null;
  }

  // One pixel a value, which the style sheet makes as large as there is room for.
  drawMap(width, height) {
    const { kind, offset, values } = this.spec;
    const ordered = Array.from(this.drawnUnits, (unit) => values[unit]);
    const { rows, columns, thin } = thinned(ordered, this.steps, width, height);
    this.thin = thin;
    this.size(columns, rows.length);
    this.image ??= new ImageData(columns, rows.length);
    const [table, pixels] = [tableOf(kind, this.theme), new Uint32Array(this.image.data.buffer)];
    rows.forEach((row, number) => paintRow(kind, row, offset, table, pixels, number * columns));
    this.context.putImageData(this.image, 0, 0);
  }

  // The range of the values' axis, and where a value stands on it: 0 at the top, 1 at the bottom.
  scaleOfLines(rows) {
    const { kind, offset } = this.spec;
    if (kind === "gate") return { place: (value) => 1 - value, ticks: [1, 0] };
    if (kind === "gradient") {
      const power = (exponent) => `10${superscript(exponent)}`;
      const labels = [`≥${power(HIGH)}`, `±${power(LOW)}`, `≤−${power(HIGH)}`];
      return { place: (code) => (1 - positionOf.gradient(code, offset)) / 2, ticks: [1, 0, -1], labels };
    }
    let most = 1;
    for (const row of rows) for (const value of row) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
    if (most > 1) most = Number(most.toPrecision(2)) >= most ? Number(most.toPrecision(2)) : most * 1.05;
    const labels = [threeDigits(Number(most.toPrecision(2))), "0", threeDigits(-Number(most.toPrecision(2)))];
    return { place: (value) => (1 - value / most) / 2, ticks: [1, 0, -1], labels };
  }

  drawLines(ratio) {
    const { values } = this.spec;
    const drawn = this.shape === "lines" && this.ofUnits ? this.lineUnits : [...values.keys()];
    const scale = this.scaleOfLines(drawn.map((unit) => values[unit]));
    const { context, steps } = this;
    const [width, height] = [this.canvas.width, this.canvas.height];
    const inset = 2 * ratio;
    const x = (t) => ((t + 0.5) / steps) * width;
    const y = (value) => inset + scale.place(value) * (height - 2 * inset);
    context.clearRect(0, 0, width, height);
    context.strokeStyle = this.colour;
    context.globalAlpha = 0.25;
    context.lineWidth = ratio;
    context.beginPath();
    for (const tick of scale.ticks) {
      const level = inset + ((scale.ticks[0] - tick) / (scale.ticks[0] - scale.ticks.at(-1))) * (height - 2 * inset);
      context.moveTo(0, level);
      context.lineTo(width, level);
      this.marks.push([level / ratio, scale.labels?.[scale.ticks.indexOf(tick)] ?? String(tick)]);
    }
    context.stroke();
    const last = this.ofUnits ? drawn.at(-1) : null;
    context.lineJoin = "round";
    for (const unit of drawn) {
      // One colour a signal, as everywhere: the unit that was followed last stands out.
      context.strokeStyle = this.ofUnits ? this.spec.colour : this.colour;
      context.globalAlpha = unit === last || drawn.length === 1 ? 1 : 0.45;
      context.lineWidth = (unit === last ? 2 : 1.25) * ratio;
      this.strokeOne(values[unit], x, y, width);
    }
    context.globalAlpha = 1;
  }

  // One unit: every step, or the least and the largest value of the steps that share a pixel.
  strokeOne(row, x, y, width) {
    const { context, steps } = this;
    context.beginPath();
    const lone = Math.min(Math.max(1, width / steps / 4), 8);
    let before = NaN;
    // On a signed log scale a change of sign is a jump from one branch to the other, and no line between them.
    const joined = (value) => this.spec.kind !== "gradient" || Math.sign(before) === Math.sign(value);
    const point = (t, value) => {
      if (Number.isNaN(value)) before = NaN;
      else if (!Number.isNaN(before) && joined(value)) context.lineTo(x(t), y(value));
      else {
        context.moveTo(x(t), y(value));
        context.lineTo(x(t) + lone, y(value)); // one alone is seen, too
      }
      before = value;
    };
    const block = Math.max(1, Math.ceil((2 * steps) / width));
    for (let start = 0; start < steps; start += block) {
      if (block === 1) point(start, row[start]);
      else {for (const value of extremes([row], 0, 1, start, Math.min(start + block, steps))) {
          point(start + block / 2, value);
        }}
    }
    context.stroke();
  }

  drawCharacters(ratio) {
    const { context } = this;
    const { characters } = this.spec;
    const room = this.canvas.width / characters.length;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.fillStyle = this.colour;
    const size = Math.min(18 * ratio, room * 1.6);
    context.font = `${size}px ${this.fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (size < 6 * ratio) return; // too small to be read: the line of values names the character
    characters.forEach((character, t) => {
      const shown = character === " " ? "␣" : character === "\n" ? "⏎" : character;
      context.fillText(shown, (t + 0.5) * room, this.canvas.height / 2);
    });
  }

  onUnits() {
    if (!this.spec || !this.width) return;
    if (this.shape === "lines" && this.ofUnits) this.draw();
    else this.paintFollowed();
    this.paintCursor();
  }

  onPointed() {
    if (this.spec) this.paintCursor();
  }

  rowOf(unit) {
    return this.drawnUnits.indexOf(unit);
  }

  middleOfRow(place) {
    return ((place + 0.5) / this.drawnUnits.length) * this.spec.height;
  }

  // Numbers of units, or names of levels, left of the plot; a followed one has a mark, and room.
  paintFollowed() {
    const marks = this.shape === "map" && this.ofUnits ? this.numbersOfRows() : this.marks;
    const written = String(marks);
    if (written === this.gutterSays) return;
    this.gutterSays = written;
    this.gutter.replaceChildren(
      ...marks.map(([top, text]) => {
        const mark = document.createElement("span");
        mark.textContent = text;
        mark.style.top = `${Math.min(Math.max(top, 5), this.spec.height - 5)}px`;
        return mark;
      }),
    );
  }

  numbersOfRows() {
    const order = this.drawnUnits;
    /** @type {[number, string][]} */
    const followed = followedIn(this.section.cell)
      .filter((unit) => unit < order.length)
      .map((unit) => [this.middleOfRow(this.rowOf(unit)), `${unit + 1} ▸`]);
    const numbers = rowsNumbered(order.length, this.spec.height).flatMap((row) => {
      const top = this.middleOfRow(row);
      const free = followed.every(([other]) => Math.abs(top - other) >= NUMBER);
      return free ? [[top, String(order[row] + 1)]] : [];
    });
    return [...numbers, ...followed];
  }

  paintCursor() {
    const t = cursor.t;
    const inside = t !== null && this.width && t >= 1 && t <= this.steps;
    this.line.style.visibility = inside ? "visible" : "hidden";
    if (inside) {
      this.line.style.transform = `translate(${GUTTER + ((t - 0.5) / this.steps) * this.width - 0.75}px, 0)`;
      this.line.style.height = `${this.spec.height}px`;
    }
    const pointed = this.pointedUnit();
    const place = pointed === null ? -1 : this.rowOf(pointed);
    const marked = this.shape === "map" && place >= 0;
    this.row.style.visibility = marked ? "visible" : "hidden";
    if (marked) {
      const height = Math.max(this.spec.height / this.drawnUnits.length, 2);
      this.row.style.transform = `translate(${GUTTER}px, ${this.middleOfRow(place) - height / 2}px)`;
      this.row.style.height = `${height}px`;
    }
    this.values.classList.toggle("rv-ends", !inside);
    if (inside) {
      const when = this.spec.kind === "power" ? `t = ${t}: ` : ""; // elsewhere a line of values is too short for it
      this.values.textContent = when + this.valuesAt(t - 1, pointed);
    } else if (this.ends !== this.steps) {
      this.values.innerHTML = `<span>t = 1</span><span>${this.steps > 1 ? this.steps : ""}</span>`;
    }
    this.ends = inside ? null : this.steps; // what is written there
  }

  pointedUnit() {
    const here = this.ofUnits && units.pointed?.cell === this.section.cell &&
      units.pointed.unit < this.drawnUnits.length;
    return here ? units.pointed.unit : null;
  }

  valuesAt(t, pointed) {
    const { kind, values, offset, characters, last } = this.spec;
    if (t >= last) return "after the loss";
    if (characters) return `t = ${t + 1}: ${JSON.stringify(characters[t])}`;
    const say = inWords[kind] ?? threeDigits;
    if (!this.ofUnits) return `t = ${t + 1}: ${values.map((row) => say(row[t])).join(", ")}`;
    const named = [...new Set([...(pointed === null ? [] : [pointed]), ...followedIn(this.section.cell).toReversed()])];
    const parts = named.filter((unit) => unit < values.length).map((unit) =>
      `${unit + 1}: ${say(values[unit][t], offset)}`
    );
    if (parts.length) return `unit${parts.length > 1 ? "s" : ""} ${parts.join(" · ")}`;
    const column = values.map((row) => row[t]).filter((value) => !Number.isNaN(value));
    if (!column.length) return "not a number";
    const [least, most] = [Math.min(...column), Math.max(...column)];
    return `${say(least, offset)} … ${say(most, offset)}`;
  }

  // Step and row under the pointer, or null beside the plot.
  under(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    if (!(x >= 0 && x < 1 && y >= 0 && y < 1)) return null;
    const unit = this.shape === "map" && this.ofUnits ? this.drawnUnits[Math.floor(y * this.drawnUnits.length)] : null;
    return { t: 1 + Math.floor(x * this.steps), unit };
  }

  onPointer(event) {
    const found = this.under(event);
    if (!found) return;
    pointCursor(found.t, event);
    if (found.unit !== null) pointAt(this.section.cell, found.unit);
  }

  onClick(event) {
    const found = this.under(event);
    if (found?.unit !== null && found?.unit !== undefined) toggleFollowed(this.section.cell, found.unit);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.keyForTime(event) && !(this.ofUnits && this.keyForUnits(event))) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(this.view.timer);
    this.view.timer = setTimeout(() => {
      this.view.live.textContent = cursor.t === null
        ? "Time cursor removed"
        : `t = ${cursor.t}, ${this.values.textContent}`;
    }, ANNOUNCE_AFTER_MS);
  }

  keyForTime(event) {
    const t = cursorAfterKey(event);
    if (t !== undefined) moveCursor(t);
    return t !== undefined;
  }

  keyForUnits(event) {
    const order = this.drawnUnits;
    const place = this.pointedUnit() === null ? -1 : this.rowOf(this.pointedUnit());
    if (event.key === "ArrowDown") pointAt(this.section.cell, order[Math.min(place + 1, order.length - 1)]);
    else if (event.key === "ArrowUp") pointAt(this.section.cell, order[Math.max(place - 1, 0)]);
    else if (event.key === "Enter" && place >= 0) toggleFollowed(this.section.cell, order[place]);
    else return false;
    return true;
  }

  remove() {
    cursor.panels.delete(this);
    units.watchers.delete(this);
    this.figure.remove();
  }
}
