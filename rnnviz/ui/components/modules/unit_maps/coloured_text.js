// The text that was read, each letter in the colour of a value.

import { cursor, pointCursor } from "../shared/cursor.js";
import { shownIn, units } from "../shared/followed.js";
import { inkOn } from "../shared/ink.js";
import { element } from "../shared/page.js";
import { cssColour, inWords, levelOf, tableOf } from "../shared/scales.js";

export class ColouredText {
  constructor(parent) {
    this.root = element("div", "rv-text", parent);
    this.heading = element("div", "rv-panel-name", this.root);
    this.body = element("p", "rv-text-body", this.root);
    this.says = element("div", "rv-panel-values", this.root);
    this.body.addEventListener("pointermove", (event) => {
      const { t } = /** @type {HTMLElement} */ (event.target).dataset;
      if (t !== undefined) pointCursor(Number(t), event);
    });
    cursor.panels.add(this);
    units.watchers.add(this);
  }

  describe(spec) {
    this.spec = spec;
    this.times = [1, spec.characters.length];
  }

  get unit() {
    const { cell, memory, first } = this.spec;
    return shownIn(cell, memory.length, first ?? memory[0]);
  }

  draw(theme) {
    this.theme = theme ?? this.theme;
    const { kind, values, offset, label, ofUnits, characters } = this.spec;
    this.row = ofUnits ? values[this.unit] : values[0];
    this.heading.textContent = ofUnits ? `${label}, unit ${this.unit + 1}` : label;
    const table = tableOf(kind, this.theme);
    this.body.replaceChildren(
      ...characters.map((character, t) => {
        const span = document.createElement("span");
        const packed = table[levelOf(kind, this.row[t], offset)];
        span.style.background = cssColour(packed);
        span.style.color = inkOn(cssColour(packed));
        span.dataset.t = String(t + 1);
        span.textContent = character === "\n" ? "⏎\n" : character;
        return span;
      }),
    );
    this.paintCursor();
  }

  onUnits() {
    if (this.spec?.ofUnits) this.draw();
  }

  paintCursor() {
    const t = cursor.t;
    this.body.querySelector(".rv-now")?.classList.remove("rv-now");
    const span = t === null ? null : this.body.children[t - 1];
    span?.classList.add("rv-now");
    const { kind, offset, characters } = this.spec;
    this.says.textContent = span
      ? `t = ${t}, ${JSON.stringify(characters[t - 1])}: ${inWords[kind](this.row[t - 1], offset)}`
      : "Point at a letter to read it.";
  }

  remove() {
    cursor.panels.delete(this);
    units.watchers.delete(this);
    this.root.remove();
  }
}
