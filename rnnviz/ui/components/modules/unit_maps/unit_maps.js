// Maps of units and time: gates, states and the gradients at them, for every cell, on canvas.

import { decode } from "../shared/bytes.js";
import { constants } from "../shared/constants.js";
import { clampCursor } from "../shared/cursor.js";
import { live } from "../shared/live.js";
import { followedIn, toggleFollowed, units } from "../shared/followed.js";
import { threeDigits, withMinus } from "../shared/numbers.js";
import { element, mounted, themeOf } from "../shared/page.js";
import { cssColour, HIGH, LEVELS, LOW, positionOf, SIZE_HIGH, SIZE_LOW, tableOf } from "../shared/scales.js";
import { ColouredText } from "./coloured_text.js";
import { Panel } from "./panel.js";
import { Saturation } from "./saturation.js";

// As many children as there are specifications, each of one class.
function fit(list, specs, make, describe) {
  while (list.length > specs.length) list.pop().remove();
  while (list.length < specs.length) list.push(make(list.length));
  specs.forEach((spec, index) => describe(list[index], spec));
}

class Group {
  constructor(parent, view) {
    this.root = element("div", "rv-group", parent);
    this.panels = [];
    this.view = view;
  }

  describe(panels, section, message) {
    const { steps, lines } = message;
    fit(
      this.panels,
      panels,
      () => new Panel(this.root, this.view),
      (panel, spec) => panel.describe(spec, section, steps, lines),
    );
  }

  remove() {
    for (const panel of this.panels) panel.remove();
    this.root.remove();
  }
}

class Section {
  constructor(parent, view) {
    this.view = view;
    this.root = element("section", "rv-section", parent);
    this.heading = element("h3", "rv-section-name", this.root);
    this.top = element("div", "rv-section-input", this.root);
    this.grid = element("div", "rv-section-grid", this.root);
    this.caption = element("div", "rv-section-caption", this.root);
    this.bottom = element("div", "rv-section-saturation", this.root);
    this.inputs = [];
    this.groups = [];
    this.saturation = [];
  }

  describe(section, message) {
    this.root.setAttribute("aria-label", section.label);
    this.heading.textContent = section.label;
    this.root.style.flexGrow = String(Math.min(section.groups.length, 3));
    this.grid.classList.toggle("rv-single", section.groups.length === 1);
    fit(
      this.inputs,
      section.input ? [section.input] : [],
      () => new Panel(this.top, this.view),
      (panel, spec) => panel.describe(spec, section, message.steps, false),
    );
    fit(
      this.groups,
      section.groups,
      () => new Group(this.grid, this.view),
      (group, panels) => group.describe(panels, section, message),
    );
    this.caption.textContent = section.saturation.length ? "At their limits (saturated): a dot for each unit" : "";
    fit(
      this.saturation,
      section.saturation,
      () => new Saturation(this.bottom),
      (one, spec) => (live.moving ? one.follow(spec, section.cell) : one.describe(spec, section.cell)),
    );
  }

  get panels() {
    return [...this.inputs, ...this.groups.flatMap((group) => group.panels)];
  }

  remove() {
    for (const part of [...this.inputs, ...this.groups, ...this.saturation]) part.remove();
    this.root.remove();
  }
}

/** @type {{ kind: import("../shared/scales.js").Kind, name: string, ticks: [number, string][] }[]} */
const LEGENDS = [
  { kind: "gate", name: "Gates", ticks: [0, 0.5, 1].map((value) => [value, String(value)]) },
  {
    kind: "signed",
    name: "States, candidate, input",
    ticks: (constants.ticks ?? []).map((value) => [(positionOf.signed(value) + 1) / 2, threeDigits(value)]),
  },
  {
    kind: "gradient",
    name: "Gradients, at the loss = 1",
    ticks: [-1, -0.5, 0, 0.5, 1].map((position) => {
      const exponent = Math.abs(position) * (HIGH - LOW) + LOW;
      const sign = { "-1": "≤−", "-0.5": "−", 0: "±", 0.5: "", 1: "≥" }[position];
      return [(position + 1) / 2, `${sign}10<sup>${String(exponent).replace("-", "−")}</sup>`];
    }),
  },
  {
    kind: "power",
    name: "Gradient size of each unit, at the loss = 1 for all units together",
    ticks: [LOW, LOW / 2, 0, HIGH].map((exponent) => {
      const power = exponent ? `10<sup>${withMinus(String(exponent))}</sup>` : "1";
      return [(exponent - LOW) / (HIGH - LOW), `${{ [LOW]: "≤", [HIGH]: "≥" }[exponent] ?? ""}${power}`];
    }),
  },
  {
    kind: "size",
    name: "Gradient size by letter, at the loss = 1",
    ticks: [0, 0.5, 1].map((position) => {
      const exponent = SIZE_LOW + position * (SIZE_HIGH - SIZE_LOW);
      return [position, `${["≤", "", "≥"][2 * position]}10<sup>${String(exponent).replace("-", "−")}</sup>`];
    }),
  },
];

class View {
  /** @type {number | undefined} */
  timer;

  constructor(parent) {
    this.root = element("div", "rv-root rv-units", parent);
    this.legends = element("div", "rv-legends", this.root);
    this.chips = element("div", "rv-chips", this.root);
    this.textPlace = element("div", "", this.root);
    this.grid = element("div", "rv-sections", this.root);
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.sections = [];
    this.texts = [];
    units.watchers.add(this);
    this.resizes = new ResizeObserver(() => {
      if (this.root.clientWidth === this.drawnWidth || !this.message) return;
      this.drawAll();
    });
    this.resizes.observe(this.root);
  }

  update(bytes) {
    this.take(bytes);
    this.drawAll();
    this.onUnits();
  }

  // What is followed stays while something moves, unless there are other units.
  follow(bytes) {
    const before = this.unitCounts;
    this.take(bytes);
    this.drawPanels();
    if (this.unitCounts !== before) this.onUnits();
  }

  still() {
    for (const { saturation } of this.sections) for (const one of saturation) one.still();
  }

  get unitCounts() {
    return String(this.message?.sections.map(({ memory }) => memory.length));
  }

  take(bytes) {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.message = decode(bytes);
      const { sections, text } = this.message;
      fit(
        this.sections,
        sections,
        () => new Section(this.grid, this),
        (section, spec) => section.describe(spec, this.message),
      );
      fit(this.texts, text ? [text] : [], () => new ColouredText(this.textPlace), (one, spec) => one.describe(spec));
      clampCursor();
    }
  }

  drawAll() {
    const { color: colour, fontFamily } = getComputedStyle(this.root);
    const { theme } = themeOf(this.root);
    this.look = { theme, colour, fontFamily };
    this.drawnWidth = this.root.clientWidth;
    for (const panel of this.panels) panel.measure();
    this.drawPanels();
  }

  get panels() {
    return this.sections.flatMap((section) => section.panels);
  }

  // As large and as coloured as they were: nothing is asked of the page.
  drawPanels() {
    const { panels, look } = this;
    if (panels.some(({ room }) => room === undefined)) return this.drawAll(); // there is a new one
    this.drawLegends(look.theme, new Set([...panels, ...this.texts].map(({ spec }) => spec.kind)));
    for (const panel of panels) panel.draw(look);
    for (const text of this.texts) text.draw(look.theme);
  }

  drawLegends(theme, kinds) {
    const needed = `${theme} ${[...kinds].sort()}`;
    if (needed === this.legendsDrawn) return;
    this.legendsDrawn = needed;
    this.legends.innerHTML = LEGENDS.filter(({ kind }) => kinds.has(kind)).map(({ kind, name, ticks }) => {
      const table = tableOf(kind, theme);
      const stops = Array.from({ length: 17 }, (_, index) => cssColour(table[Math.round((index / 16) * (LEVELS - 1))]));
      const marks = ticks.map(([place, text]) => `<span style="left:${100 * place}%">${text}</span>`).join("");
      return `<div class="rv-legend"><div>${name}</div><div style="background:linear-gradient(to right,${stops})"></div><div>${marks}</div></div>`;
    }).join("");
  }

  // The followed units, each a button that lets it go.
  onUnits() {
    if (!this.message) return;
    const known = this.message.sections.map(({ cell, label, memory }) => ({ cell, label, count: memory.length }));
    const buttons = known.flatMap(({ cell, label, count }) =>
      followedIn(cell)
        .filter((unit) => unit < count)
        .map((unit) => {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = `${label} unit ${unit + 1} ✕`;
          button.setAttribute("aria-label", `Stop following ${label} unit ${unit + 1}`);
          button.addEventListener("click", () => toggleFollowed(cell, unit));
          return button;
        })
    );
    const how = document.createElement("span");
    how.textContent = buttons.length
      ? "Followed:"
      : this.message.lines
      ? "Drawn: the units that remember longest. Follow units in the maps to draw those."
      : "Click a row to follow a unit everywhere.";
    this.chips.replaceChildren(how, ...buttons);
  }

  remove() {
    clearTimeout(this.timer);
    this.resizes.disconnect();
    units.watchers.delete(this);
    for (const part of [...this.sections, ...this.texts]) part.remove();
  }
}

export default mounted(View);
