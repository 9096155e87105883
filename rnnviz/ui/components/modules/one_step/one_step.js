// One step of a cell as a drawing that can be scrubbed, played and taken apart, forwards and backwards. The whole run is
// here; nothing is asked of the server but to change a value.

import { decode } from "../shared/bytes.js";
import { ANNOUNCE_AFTER_MS, clampCursor, cursor, moveCursor } from "../shared/cursor.js";
import { areUnitsOf, followedIn, units } from "../shared/followed.js";
import { choice } from "../shared/choice.js";
import { lookers, waited } from "../shared/looked.js";
import { element, mounted, themeOf } from "../shared/page.js";
import { Drawing } from "./drawing.js";
import { explain, titleOf } from "./explain.js";
import { Explanation } from "./explanation.js";
import { allDigitsTimes, factorTexts, ledger } from "./ledger.js";
import { Run, total } from "./run.js";
import { explainAll } from "./shown.js";
import { eachOf } from "./words.js";

const SPEEDS = { slow: 0, normal: 450, fast: 90 }; // milliseconds a step; slow goes line by line
const PHASE_MS = 700;
let lastUnit = 0; // as they were when the page was left
let lastAll = false;

class View {
  /** @type {string | undefined} */
  explainedFor;
  /** @type {Run | undefined} */
  explainedOf;

  constructor(parent) {
    /** @type {HTMLElement & { explain?: Function, drawn?: Run[] }} */
    this.root = element("div", "rv-root rv-step", parent);
    this.root.setAttribute("role", "figure");
    this.root.setAttribute("aria-label", "One step of the cell");
    this.root.tabIndex = 0;
    this.bar = element("div", "rv-bar", this.root);
    this.addChoices();
    this.addPlayer();
    this.body = element("div", "rv-step-body", this.root);
    this.drawing = new Drawing(this.body, this);
    this.explanation = new Explanation(this.body, this);
    this.foot = element("div", "rv-step-foot", this.drawing.side);
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.description = element("div", "rv-hidden", this.root);
    this.description.id = "rv-step-description";
    this.root.setAttribute("aria-describedby", this.description.id);
    this.copyTable = this.footButton("Copy this step as a table", () => this.tableText());
    this.copyCode = this.footButton("Copy this step as Python", () => this.codeText());
    this.copyCode.classList.add("rv-copies-code");
    // For those who ask where a number comes from without a click.
    this.root.explain = (cell, quantity, t, j) => {
      const found = explain(this.runs.find((run) => run.cell === cell), quantity, t, j);
      const sum = found.after ? total(found.terms) : found.value;
      const factors = found.terms.map((term) => factorTexts(term, found.exponent));
      return { ...found, sum, factors, book: ledger(found.terms, sum, found.exponent) };
    };
    this.backwards = false;
    this.all = lastAll;
    /** @type {{ quantity: string, j: number }} */
    this.chosen = { quantity: "a", j: 0 };
    this.unit = lastUnit;
    this.phase = null;
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    // Another width is another layout.
    this.resizes = new ResizeObserver(() => {
      this.drawing.room = this.drawing.root.clientWidth;
      if (this.drawing.room !== this.drawing.width) this.paint();
    });
    this.resizes.observe(this.drawing.root);
    cursor.panels.add(this);
    units.watchers.add(this);
    lookers.add(this);
  }

  // A control with its name above.
  named(name, parent = this.bar, tag = /** @type {"label" | "div"} */ ("div")) {
    const control = element(tag, "rv-control", parent);
    element("span", "rv-control-name", control).textContent = name;
    return control;
  }

  addChoices() {
    this.cells = element("div", "", this.named("Cell"));
    this.showWay = choice(
      this.named("Direction"),
      "Direction",
      [[false, "Forwards"], [true, "Backwards"]],
      (way) => {
        this.backwards = way;
        this.chosen = this.first();
        this.stop();
        this.paint();
      },
    );
    this.showAll = choice(
      this.named("Numbers of"),
      "Numbers of",
      [[false, "This unit"], [true, "All units"]],
      (all) => {
        this.all = lastAll = all;
        this.paint();
      },
    );
    this.unitField = this.numberField("Unit", this.bar, (value) => {
      if (value > this.run.n_a) return;
      this.all = lastAll = false;
      this.unit = lastUnit = value - 1;
      this.choose(this.chosen.quantity, Math.min(value - 1, this.chosenLength - 1));
    });
    this.unitField.addEventListener("change", () => (this.unitField.value = String(this.unit + 1)));
  }

  addPlayer() {
    this.player = element("div", "rv-player", this.bar);
    const time = element("div", "rv-control rv-control-time", this.player);
    this.says = element("output", "rv-now-at rv-control-name", time);
    const row = element("div", "rv-player-row", time);
    this.playButton = this.button("Play", row, () => this.toggle());
    this.playButton.classList.add("rv-play");
    this.button("◀", row, () => this.move(-1)).setAttribute("aria-label", "Step back");
    this.range = element("input", "rv-time", row);
    this.range.type = "range";
    this.range.min = "1";
    this.range.setAttribute("aria-label", "Time step");
    this.range.addEventListener("input", () => moveCursor(Number(this.range.value)));
    this.button("▶", row, () => this.move(1)).setAttribute("aria-label", "Step forward");
    this.stepField = this.numberField("Step t", this.player, (value) => {
      if (value <= this.run.steps) moveCursor(value);
    });
    this.stepField.addEventListener("change", () => {
      if (Number.isFinite(this.stepField.valueAsNumber)) this.goTo(Math.round(this.stepField.valueAsNumber));
      this.stepField.value = String(this.t);
    });
    this.speed = element("select", "rv-speed", this.named("Speed", this.player, "label"));
    for (const name of Object.keys(SPEEDS)) element("option", "", this.speed).textContent = name;
    this.speed.value = "normal";
    this.speed.addEventListener("change", () => {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.play();
    });
  }

  // A whole number from 1 on.
  numberField(name, parent, onNumber) {
    const field = element("input", "", this.named(name, parent, "label"));
    field.type = "number";
    field.min = "1";
    field.step = "1";
    field.inputMode = "numeric";
    field.addEventListener("input", () => {
      const value = field.valueAsNumber;
      if (Number.isInteger(value) && value >= 1) onNumber(value);
    });
    return field;
  }

  button(text, parent, onClick) {
    const button = element("button", "", parent);
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", onClick);
    return button;
  }

  footButton(text, makeText) {
    const button = element("button", "", this.foot);
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", async () => {
      this.copied = makeText();
      try {
        await navigator.clipboard.writeText(this.copied);
        button.textContent = "Copied";
      } catch {
        button.textContent = "The browser does not allow copying";
      }
      setTimeout(() => (button.textContent = text), 1500);
    });
    return button;
  }

  update(bytes, tell) {
    this.tell = tell;
    this.look = themeOf(this.root);
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      const message = decode(bytes);
      areUnitsOf(message.whose);
      this.runs = message.runs.map((data) => new Run(data));
      for (const run of this.runs) run.reference = run.size(run.vector("da", message.reference[run.cell]));
      for (const run of this.runs) if (!Number.isFinite(run.reference)) run.reference = 0;
      this.codes = message.codes;
      this.network = message.network;
      const known = this.runs.map((run) => run.cell);
      if (String(known) !== String(this.known)) {
        this.known = known;
        this.cells.replaceChildren();
        this.showCell = choice(this.cells, "Cell", this.runs.map((run) => [run.cell, run.label]), (cell) => {
          this.cell = cell;
          this.chosen = this.first();
          this.onUnits();
        });
      }
      if (!known.includes(this.cell)) this.cell = known.at(-1);
      const followed = followedIn(this.cell).at(-1);
      if (followed !== undefined && !this.was) this.unit = followed;
      if (!this.was || String(known) !== this.chosenAmong) this.chosen = this.first();
      this.was = true;
      this.chosenAmong = String(known);
      this.range.max = String(this.run.steps);
      clampCursor();
      const look = waited();
      if (look) this.seeLook(look);
    }
    this.paint();
  }

  // What is chosen here, for a link.
  saysLook() {
    if (!this.runs) return {};
    return {
      cell: this.cell,
      way: this.backwards ? "back" : "forth",
      numbers_of: this.all ? "all" : "one",
      unit: String(this.unit + 1),
      apart: `${this.chosen.quantity}.${this.chosen.j + 1}`,
    };
  }

  // What a link has of it, as far as there is such a thing here.
  seeLook({ cell, backwards, all, unit, chosen }) {
    if (this.runs?.some((run) => run.cell === cell)) this.cell = cell;
    this.backwards = backwards ?? this.backwards;
    this.all = lastAll = all ?? this.all;
    this.unit = lastUnit = Math.min(unit ?? this.unit, this.run.n_a - 1);
    const [quantity, j] = chosen ?? [];
    const isOfThisWay = this.run.isGradient(quantity ?? "") === this.backwards;
    this.chosen = this.run.quantities.includes(quantity) && isOfThisWay ? { quantity, j } : this.first();
    this.paint();
  }

  get run() {
    return this.runs.find((run) => run.cell === this.cell);
  }

  get chosenLength() {
    return this.run.vector(this.chosen.quantity, this.t).values.length;
  }

  get times() {
    return this.runs && [1, this.run.steps];
  }

  get t() {
    return Math.min(cursor.t ?? this.ends[0], this.run.steps);
  }

  // Where a pass begins, and where it ends.
  get ends() {
    return this.backwards ? [this.run.steps, 1] : [1, this.run.steps];
  }

  move(by) {
    this.goTo(this.t + by);
  }

  goTo(t) {
    moveCursor(Math.min(Math.max(t, 1), this.run.steps));
  }

  // What is taken apart before somebody has chosen: the state that carries the gradient, or the gradient at it.
  first() {
    const state = this.run.states.at(-1);
    return { quantity: this.backwards ? `d${state}` : state, j: Math.min(this.unit, this.run.n_a - 1) };
  }

  choose(quantity, j) {
    this.chosen = { quantity, j };
    if (eachOf(quantity) === "unit") this.unit = lastUnit = j;
    this.paint();
  }

  toggle() {
    if (this.timer) this.stop();
    else this.play();
  }

  play() {
    const [from, to] = this.ends;
    if (this.t === to) moveCursor(from);
    const pause = from === to ? 0 : SPEEDS[this.speed.value]; // one step alone: line by line
    this.phase = pause ? null : 0;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), pause || PHASE_MS);
    this.paint();
  }

  tick() {
    if (this.phase !== null && this.phase + 1 < this.drawing.phases) {
      this.phase += 1;
      this.paint();
      return;
    }
    const next = this.t + (this.backwards ? -1 : 1);
    if (next < 1 || next > this.run.steps) {
      this.stop();
      return;
    }
    if (this.phase !== null) this.phase = 0;
    moveCursor(next);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.phase = null;
    this.paint();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (key === " " && (target === this.root || target === this.range)) this.toggle();
    else if (["INPUT", "SELECT"].includes(target.tagName)) return;
    else {
      const by = (event.shiftKey ? 10 : 1) * ({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0);
      if (!by && key !== "Home" && key !== "End") return;
      this.move(by || (key === "Home" ? -this.run.steps : this.run.steps));
      clearTimeout(this.announces);
      this.announces = setTimeout(() => (this.live.textContent = this.inWords()), ANNOUNCE_AFTER_MS);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  onUnits() {
    if (!this.runs) return;
    const followed = followedIn(this.cell).at(-1);
    if (followed !== undefined && followed < this.run.n_a) this.unit = followed;
    this.paint();
  }

  paintCursor() {
    if (this.runs) this.paint();
  }

  paint() {
    if (!this.runs) return;
    const { run, t } = this;
    const { theme } = this.look;
    this.unit = Math.min(this.unit, run.n_a - 1);
    this.showCell(this.cell);
    this.showWay(this.backwards);
    this.range.max = String(run.steps);
    this.range.value = String(t);
    this.says.textContent = `t = ${t} of ${run.steps}`;
    const [from, to] = this.ends; // at its end it begins again
    this.playButton.textContent = this.timer ? "Pause" : t === to && from !== to ? "Replay" : "Play";
    this.showAll(this.all);
    this.unitField.max = String(run.n_a);
    this.stepField.max = String(run.steps);
    if (document.activeElement !== this.unitField) this.unitField.value = String(this.unit + 1);
    if (document.activeElement !== this.stepField || this.stepField.value !== "") this.stepField.value = String(t);
    this.chosen.j = Math.min(this.chosen.j, this.chosenLength - 1);
    this.explained = this.takenApart();
    this.root.classList.toggle("rv-of-all", this.all);
    this.drawing.describe(run);
    this.drawing.paint(run, t, this.backwards, theme, this.explained, this.phase);
    const shows = JSON.stringify([this.chosen, t, this.cell, this.backwards, this.all]);
    if (shows !== this.explainedFor || this.explainedOf !== run) {
      [this.explainedFor, this.explainedOf] = [shows, run];
      this.explanation.paint(run, this.explained);
    }
    this.describe();
    this.root.drawn = this.runs; // for those who ask what is on the screen now
  }

  takenApart() {
    const { run, t, chosen: { quantity, j } } = this;
    return this.all ? explainAll(run, quantity, t, titleOf(run, quantity, t, null)) : explain(run, quantity, t, j);
  }

  // The text alternative is written once the step stays for a moment.
  describe() {
    clearTimeout(this.describes);
    const how = "Left and right arrow keys change the step, the space bar plays.";
    this.describes = setTimeout(() => {
      const way = this.backwards ? "backwards" : "forwards";
      this.drawing.say(this.run, this.t);
      this.description.textContent = `${this.run.label}, ${way}. ${this.inWords()} ${how}`;
    }, ANNOUNCE_AFTER_MS);
  }

  inWords() {
    const parts = this.drawing.nodes.map((node) => `${node.label.textContent} ${node.number.textContent}`);
    const whose = this.all ? "all units" : `unit ${this.unit + 1}`;
    return `Step ${this.t}, ${whose}: ${parts.join(", ")}. ${this.drawing.says.textContent}`;
  }

  // Everything that the drawing shows of this step, one row a unit.
  tableText() {
    const { run, t } = this;
    const { nodes, numbers } = this.drawing;
    const columns = [...new Set([...nodes, ...numbers].map((shown) => shown.quantity).filter(Boolean))];
    const vectors = columns.map((quantity) => run.vector(quantity, t));
    const length = Math.max(...vectors.map(({ values }) => values.length));
    const rows = Array.from(
      { length },
      (_, j) =>
        [
          j + 1,
          ...vectors.map(({ values, exponent }) => (j < values.length ? allDigitsTimes(values[j], exponent) : "")),
        ].join("\t"),
    );
    return [["unit", ...columns].join("\t"), ...rows].join("\n");
  }

  codeText() {
    return this.codes[this.cell].join(this.t);
  }

  remove() {
    clearInterval(this.timer);
    this.resizes.disconnect();
    this.explanation.resizes.disconnect();
    clearTimeout(this.announces);
    clearTimeout(this.describes);
    cursor.panels.delete(this);
    units.watchers.delete(this);
    lookers.delete(this);
    this.root.remove();
  }
}

export default mounted(View);
