// Maps of units and time: gates, states and the gradients at them, for every cell, on canvas.

import { decode } from "../shared/bytes.js";
import { constants } from "../shared/constants.js";
import { clampCursor } from "../shared/cursor.js";
import { live } from "../shared/live.js";
import { choice } from "../shared/choice.js";
import { areUnitsOf, followedIn, toggleFollowed, units } from "../shared/followed.js";
import { threeDigits, withMinus } from "../shared/numbers.js";
import { element, mounted, themeOf } from "../shared/page.js";
import { RangeChoice } from "../shared/range.js";
import { cssColour, HIGH, LEVELS, LOW, positionOf, rangeWatchers, SIZE_HIGH, tableOf } from "../shared/scales.js";
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

const power = (exponent) => (exponent ? `10<sup>${withMinus(String(exponent))}</sup>` : "1");

/**
 * What a scale is called, what its colours say, and the places that are named, as the range is now.
 * @type {{ kind: import("../shared/scales.js").Kind, name: string, says: string, ticks: () => any[] }[]}
 */
const LEGENDS = [
  {
    kind: "gate",
    name: "Gates",
    says: "Yellow is open, blue is closed.",
    ticks: () => [[0, "0 closed"], [0.5, "0.5"], [1, "1 open"]],
  },
  {
    kind: "signed",
    name: "States, candidate, input",
    says: "Green is positive, purple negative.",
    ticks: () => (constants.ticks ?? []).map((value) => [(positionOf.signed(value) + 1) / 2, threeDigits(value)]),
  },
  {
    kind: "gradient",
    name: "Gradients, at the loss 1",
    says: "Green is positive, purple negative.",
    ticks: () => {
      const one = -LOW / (HIGH - LOW) / 2; // the place of 1, from the middle; the ends stand aside, where there is room
      return [
        [0, `≤−${power(HIGH)}`, -85],
        [0.5 - one, "−1"],
        [0.5, `≤${power(LOW)}`],
        [0.5 + one, "1"],
        [1, `≥${power(HIGH)}`, -15],
      ];
    },
  },
  {
    kind: "power",
    name: "Gradient of each unit, relative to the whole gradient at the loss",
    says: "Each shade is a power of ten: the brighter, the larger.",
    ticks: () =>
      [LOW, LOW / 2, 0, HIGH].map((exponent) => [
        (exponent - LOW) / (HIGH - LOW),
        `${{ [LOW]: "≤", [HIGH]: "≥" }[exponent] ?? ""}${power(exponent)}`,
      ]),
  },
  {
    kind: "size",
    name: "Size of the gradient at each letter, at the loss 1",
    says: "Each shade is a power of ten: the brighter, the larger.",
    ticks: () => [[0, `≤${power(LOW)}`], [0.5, power(LOW / 2)], [1, power(SIZE_HIGH)]],
  },
];
const OF_GRADIENTS = ["gradient", "power", "size"];
let lastSignal = "a"; // as it was when the page was left

const keyOf = ([panel]) => panel.key;

// What a section has of the signal that is chosen; of one without an input, all that it has.
function ofSignal(section) {
  if (!section.input) return section;
  return {
    ...section,
    groups: section.groups.filter((group) => keyOf(group) === lastSignal),
    saturation: section.saturation.filter(({ key }) => key === lastSignal),
  };
}

class View {
  /** @type {number | undefined} */
  timer;

  constructor(parent) {
    this.root = element("div", "rv-root rv-units", parent);
    this.signals = element("div", "rv-signals", this.root);
    this.legends = element("div", "rv-legends", this.root);
    /** @type {RangeChoice | null} */
    this.range = null;
    this.line = element("div", "rv-range", this.root);
    this.rangePlace = element("div", "", this.line);
    this.chips = element("div", "rv-chips", this.line);
    this.textPlace = element("div", "", this.root);
    this.grid = element("div", "rv-sections", this.root);
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.sections = [];
    this.texts = [];
    units.watchers.add(this);
    rangeWatchers.add(this);
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
      areUnitsOf(this.message.whose);
      const { sections, text } = this.message;
      this.offer(sections);
      this.describe();
      fit(this.texts, text ? [text] : [], () => new ColouredText(this.textPlace), (one, spec) => one.describe(spec));
      clampCursor();
    }
  }

  // Of which signal maps are drawn, where there are many: those of one gate or state fit a screen.
  offer(sections) {
    const groups = sections.filter(({ input }) => input).flatMap((section) => section.groups);
    const names = new Map(groups.map((group) => [keyOf(group), group[0].name]));
    const offered = String([...names]);
    if (names.size && !names.has(lastSignal)) lastSignal = names.has("a") ? "a" : [...names.keys()][0];
    if (offered === this.offered) return;
    this.offered = offered;
    this.signals.replaceChildren();
    this.signals.hidden = names.size < 2;
    if (this.signals.hidden) return;
    const isChosen = choice(this.signals, "Gate or state", [...names], (key) => {
      lastSignal = key;
      this.describe();
      this.drawAll();
    });
    isChosen(lastSignal);
  }

  describe() {
    fit(
      this.sections,
      this.message.sections.map(ofSignal).filter(({ groups }) => groups.length),
      () => new Section(this.grid, this),
      (section, spec) => section.describe(spec, this.message),
    );
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
    const coloured = [...panels.filter(({ shape }) => shape !== "lines"), ...this.texts];
    this.drawLegends(
      look.theme,
      new Set(coloured.map(({ spec }) => spec.kind)),
      new Set(panels.map(({ spec }) => spec.kind)),
    );
    for (const panel of panels) panel.draw(look);
    for (const text of this.texts) text.draw(look.theme);
  }

  // Of the kinds that have colours; those of gradients also have a range where they are lines.
  drawLegends(theme, kinds, drawn) {
    const needed = `${theme} ${LOW} ${[...kinds].sort()} ${[...drawn].sort()}`;
    if (needed === this.legendsDrawn) return;
    this.legendsDrawn = needed;
    // A text alone stands above what has the choice.
    const ranged = OF_GRADIENTS.some((kind) => drawn.has(kind));
    if (ranged) this.range ??= new RangeChoice(this.rangePlace, "Gradients");
    this.rangePlace.hidden = !ranged;
    this.legends.innerHTML = LEGENDS.filter(({ kind }) => kinds.has(kind)).map(({ kind, name, says, ticks }) => {
      const table = tableOf(kind, theme);
      const stops = Array.from({ length: 17 }, (_, index) => cssColour(table[Math.round((index / 16) * (LEVELS - 1))]));
      const marks = ticks().map(([place, text, shift = -50]) =>
        `<span style="left:${100 * place}%;transform:translateX(${shift}%)">${text}</span>`
      ).join("");
      return `<div class="rv-map-legend"><div>${name}</div><div style="background:linear-gradient(to right,${stops})"></div><div>${marks}</div><div class="rv-map-legend-says">${says}</div></div>`;
    }).join("");
  }

  onRange() {
    if (this.message) this.drawAll();
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
    this.chips.hidden = !known.length; // a text alone
  }

  remove() {
    clearTimeout(this.timer);
    this.resizes.disconnect();
    units.watchers.delete(this);
    rangeWatchers.delete(this);
    this.range?.remove();
    for (const part of [...this.sections, ...this.texts]) part.remove();
  }
}

export default mounted(View);
