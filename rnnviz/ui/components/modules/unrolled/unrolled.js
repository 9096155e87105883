// The networks unrolled in time: a row each, shaded by what of the loss still reaches each step; the input below them.

import { decode } from "../shared/bytes.js";
import {
  ANNOUNCE_AFTER_MS,
  clampCursor,
  cursor,
  cursorAfterKey,
  moveCursor,
  pointCursor,
  SAYS_KEYS,
} from "../shared/cursor.js";
import { live } from "../shared/live.js";
import { superscript, threeDigitsOfPower } from "../shared/numbers.js";
import { element, mounted, themeOf } from "../shared/page.js";
import { listenToWords } from "../shared/goes.js";
import { partsOf } from "../shared/ink.js";
import { REACH, shadeOf } from "./shades.js";
import { drawInput, drawNetwork, middleOf, prepared } from "./strip.js";

const NETWORK = 54; // pixels
const PINNED = 30;
const INPUT = 34;
const PLAYED_MS = 2400; // from the loss back to step 1
const SAYS_HOW = "Each box is a step. Point at one to read it.";

class Row {
  constructor(parent) {
    this.root = element("div", "rv-unrolled-row", parent);
    this.words = element("div", "rv-unrolled-words", this.root);
    this.label = element("span", "rv-unrolled-label", this.words);
    this.figure = element("span", "rv-unrolled-figure", this.words);
    this.says = element("span", "rv-unrolled-says", this.words);
    this.plot = element("div", "rv-unrolled-plot", this.root);
    this.canvas = element("canvas", "rv-unrolled-canvas", this.plot);
    this.line = element("div", "rv-cursor", this.plot);
  }

  describe(spec, height) {
    this.spec = spec;
    this.height = height;
    this.root.classList.toggle("rv-pinned", Boolean(spec.pinned));
    this.plot.style.height = `${height}px`;
    this.canvas.style.height = `${height}px`;
    this.label.textContent = spec.label;
    this.label.style.setProperty("--rv-colour", spec.colour ?? "transparent");
    this.figure.textContent = spec.figure ?? "";
    this.says.textContent = spec.pinned ? "" : spec.says ?? "";
  }

  remove() {
    this.root.remove();
  }
}

class View {
  /** @type {number | null} the step that the backward pass has reached while it is played */
  front = null;
  /** @type {number | null} where the cursor was before it was played */
  before = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  frame = 0;
  /** @type {Row[]} */
  rows = [];

  constructor(parent) {
    this.root = element("div", "rv-root rv-unrolled", parent);
    this.figure = element("div", "rv-unrolled-rows", this.root);
    this.figure.setAttribute("role", "figure");
    this.figure.setAttribute("aria-label", "The networks unrolled in time");
    this.figure.tabIndex = 0;
    this.axis = element("div", "rv-unrolled-axis", this.root);
    this.axis.setAttribute("aria-hidden", "true");
    this.below = element("div", "rv-unrolled-below", this.root);
    this.play = element("button", "rv-unrolled-play", this.below);
    this.play.type = "button";
    this.play.textContent = "▶ Play the backward pass";
    this.play.addEventListener("click", () => this.start());
    this.legend = element("div", "rv-unrolled-legend", this.below);
    this.values = element("div", "rv-unrolled-values", this.root);
    this.spoken = element("div", "rv-hidden", this.root);
    this.spoken.setAttribute("aria-live", "polite");
    this.figure.addEventListener("keydown", (event) => this.onKey(event));
    this.figure.addEventListener("pointermove", (event) => this.onPointer(event));
    this.figure.addEventListener("pointerdown", (event) => this.onPointer(event));
    cursor.panels.add(this);
    this.listeners = new AbortController();
    listenToWords(this.listeners.signal);
    this.resizes = new ResizeObserver(() => {
      this.width = 0;
      if (this.message) this.draw();
    });
    this.resizes.observe(this.root);
  }

  update(bytes) {
    this.take(bytes);
    this.look = undefined; // the theme may be another one
    this.draw();
  }

  follow(bytes) {
    this.stop();
    this.take(bytes);
    this.draw();
  }

  take(bytes) {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.message = decode(bytes);
    const { rows, input, steps, description } = this.message;
    this.times = [1, steps];
    this.figure.setAttribute("aria-description", `${description} ${SAYS_KEYS}`);
    const specs = [...rows, { label: input.characters ? "Input" : `Input${featuresIn(input)}`, input }];
    while (this.rows.length > specs.length) this.rows.pop()?.remove();
    while (this.rows.length < specs.length) this.rows.push(new Row(this.figure));
    specs.forEach((spec, index) =>
      this.rows[index].describe(spec, spec.input ? INPUT : spec.pinned ? PINNED : NETWORK)
    );
    this.drawAxis();
    clampCursor();
  }

  // Where time begins and where the loss looks; which way the gradient goes.
  drawAxis() {
    const { steps, loss, every } = this.message;
    const place = middleOf(loss, steps, 1);
    const right = place > 0.5; // the words stand where there is room for them, the arrow under the step
    const at = right ? `right:max(0%, ${100 * (1 - place)}% - 0.35em)` : `left:max(0%, ${100 * place}% - 0.35em)`;
    const where = every ? "the loss looks at every step" : right ? "the loss ↑" : "↑ the loss";
    const back = loss > 0.75 * steps && !every ? '<i style="left:22%">← the gradient comes back</i>' : "";
    const html = steps === 1
      ? '<span style="left:45%">step 1: the loss</span>'
      : `<span style="left:0">step 1</span>${back}<b style="${at}">${where}</b>`;
    if (html !== this.axisDrawn) this.axis.innerHTML = this.axisDrawn = html;
    this.play.hidden = loss === 1;
  }

  get palette() {
    if (!this.look) {
      const { color: text, fontFamily } = getComputedStyle(this.root);
      const { background } = themeOf(this.root);
      this.look = { paper: partsOf(background), ink: partsOf(text), text, fontFamily };
    }
    return this.look;
  }

  draw() {
    const { steps, input, rows } = this.message;
    const look = this.palette;
    // Not while something moves: to ask makes the browser lay out the page.
    const width = (live.moving && this.width) || this.rows[0].plot.clientWidth;
    if (!(width >= 2)) return;
    this.width = width;
    for (const row of this.rows) {
      if (row.canvas.style.width !== `${width}px`) row.canvas.style.width = `${width}px`;
      const context = prepared(row.canvas, width, row.height);
      const place = { steps, width, height: row.height, front: this.front };
      if (row.spec.input) drawInput(context, input, place, look);
      else {
        const { values, colour, pinned } = row.spec;
        const characters = pinned ? undefined : input.characters;
        drawNetwork(context, { values, colour: partsOf(colour), characters }, place, look);
        if (this.front === null) this.drawThousandth(context, row, look);
      }
    }
    this.drawLegend(rows, look);
    this.paintCursor();
    /** @type {any} */ (this.root).drawn = this.message; // for those who ask what is on the screen now
  }

  // Where 1/1000 is left: a mark at the foot of the step.
  drawThousandth(context, { spec, height }, look) {
    if (spec.thousandth === null || spec.thousandth === undefined) return;
    const x = middleOf(spec.thousandth, this.message.steps, this.width);
    context.fillStyle = look.text;
    context.beginPath();
    context.moveTo(x, height - 7);
    context.lineTo(x - 5, height);
    context.lineTo(x + 5, height);
    context.fill();
  }

  drawLegend(rows, look) {
    const marked = rows.some(({ thousandth }) => thousandth !== null);
    const grows = rows.some(({ values }) => values.some((value) => value > 0.5));
    const ends = grows ? [-REACH, REACH] : [-REACH, 0];
    const colour = new Set(rows.map(({ cell }) => cell)).size === 1
      ? partsOf(rows[0].colour)
      : look.ink.map((part, index) => (part + look.paper[index]) / 2);
    const stops = Array.from(
      { length: 13 },
      (_, index) => shadeOf(ends[0] + (index / 12) * (ends[1] - ends[0]), { ...look, colour }),
    );
    const marks = [[0, `≤10${superscript(-REACH)}`], [grows ? 50 : 100, "1, as at the loss"]];
    if (grows) marks.push([100, `≥10${superscript(REACH)}`]);
    const said = marks.map(([place, words]) => `<span style="left:${place}%">${words}</span>`).join("");
    const html =
      `<div class="rv-unrolled-scale"><i style="background:linear-gradient(to right,${stops})"></i>${said}</div>${
        marked ? '<span class="rv-unrolled-mark">▲ 1/1000 is left</span>' : ""
      }`;
    if (html !== this.legendDrawn) this.legend.innerHTML = this.legendDrawn = html;
  }

  start() {
    if (this.frame) {
      this.stop();
      this.draw();
      return;
    }
    const begun = performance.now();
    this.before = cursor.t;
    const { loss, steps } = this.message;
    const from = this.message.every ? steps : loss;
    this.play.textContent = "■ Stop";
    const next = (now) => {
      const share = Math.min((now - begun) / PLAYED_MS, 1);
      const front = Math.max(1, Math.round(from - share * (from - 1)));
      if (share >= 1) this.stop();
      else {
        this.front = front;
        this.frame = requestAnimationFrame(next);
        this.countDown(front);
        moveCursor(front); // all charts of the page go with it
      }
      this.draw();
    };
    this.frame = requestAnimationFrame(next);
  }

  // What is left at the step that the backward pass has reached.
  countDown(front) {
    for (const { spec, figure, says } of this.rows) {
      if (!(front <= spec.values?.length)) continue;
      figure.textContent = threeDigitsOfPower(spec.values[front - 1]);
      if (!spec.pinned) says.textContent = `of the gradient at step ${front}`;
    }
  }

  stop() {
    if (this.frame) moveCursor(this.before);
    for (const { spec, figure, says } of this.frame ? this.rows : []) {
      figure.textContent = spec.figure ?? "";
      says.textContent = spec.pinned ? "" : spec.says ?? "";
    }
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.front = null;
    this.play.textContent = "▶ Play the backward pass";
  }

  paintCursor() {
    const { t } = cursor;
    const inside = t !== null && this.message && t <= this.message.steps && this.width;
    for (const { line, height } of this.rows) {
      line.style.visibility = inside ? "visible" : "hidden";
      if (!inside) continue;
      line.style.transform = `translate(${middleOf(t, this.message.steps, this.width) - 0.75}px, 0)`;
      line.style.height = `${height}px`;
    }
    this.values.textContent = inside ? this.at(t) : SAYS_HOW;
  }

  at(t) {
    const { rows, input } = this.message;
    const letter = input.characters?.[t - 1] ? ` ${JSON.stringify(input.characters[t - 1])}` : "";
    const parts = rows.map(({ label, values }) => {
      const value = values[t - 1] ?? NaN; // the other result may have more steps
      return `${label} ${value === -Infinity ? "exactly 0" : Number.isNaN(value) ? "–" : threeDigitsOfPower(value)}`;
    });
    return `t = ${t}${letter}: ${parts.join(" · ")}`;
  }

  onPointer(event) {
    if (live.moving) return;
    const box = this.rows[0].plot.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    if (share < 0 || share > 1) return;
    const t = Math.min(Math.max(Math.ceil(share * this.message.steps), 1), this.message.steps);
    pointCursor(t, event);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const t = cursorAfterKey(event);
    if (t === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveCursor(t);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.spoken.textContent = cursor.t === null ? "Time cursor removed" : this.at(cursor.t);
    }, ANNOUNCE_AFTER_MS);
  }

  remove() {
    clearTimeout(this.timer);
    this.stop();
    this.resizes.disconnect();
    this.listeners.abort();
    cursor.panels.delete(this);
  }
}

// How many there are, and how far they go: the drawing is as high as its largest value.
function featuresIn({ curves, features, ends }) {
  const some = features > curves.length ? `, ${curves.length} of ${features} features` : `, ${features} features`;
  return `${features === 1 ? "" : some}, ${ends}`;
}

export default mounted(View);
