// One node of a drawing: a quantity, one mark a unit.

import { element, write } from "../shared/page.js";
import { HIGH, levelOf, LEVELS, LOW, tableOf } from "../shared/scales.js";
import { thinned } from "../shared/thinning.js";
import { titleOf } from "./explain.js";
import { kindOf, shownNumber } from "./shown.js";
import { LOG10_2 } from "./wide.js";
import { at, letterShown } from "./words.js";

export const NARROW = 92; // pixels of width below which a box has smaller numbers
const [SMALLER, LARGER] = [9.4, 11]; // pixels of a letter, on average

export class Node {
  constructor(parent, view, key, spec) {
    this.key = key;
    this.spec = spec;
    this.view = view;
    this.root = element("button", "rv-node", parent);
    this.root.type = "button";
    this.label = element("span", "rv-node-label", this.root);
    this.number = element("span", "rv-node-number", this.root);
    this.canvas = element("canvas", "rv-node-strip", this.root);
    this.mark = element("span", "rv-node-mark", this.root);
    this.canvas.addEventListener("pointermove", ({ offsetX }) => {
      const j = Math.min(Math.max(Math.floor((offsetX / this.canvas.clientWidth) * this.length), 0), this.length - 1);
      this.root.title = `${titleOf(view.run, this.quantity, view.t, j)}: click to choose it`;
    });
    this.canvas.addEventListener("pointerleave", () => this.root.removeAttribute("title"));
    this.root.addEventListener("click", (event) => {
      const box = this.canvas.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      const inside = event.detail > 0 && share >= 0 && share < 1 && event.clientY >= box.top - 3 &&
        event.clientY <= box.bottom + 3;
      view.choose(this.quantity, inside ? Math.floor(share * this.length) : this.place);
    });
    this.root.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      view.choose(this.quantity, Math.min(Math.max(this.place + by, 0), this.length - 1));
    });
  }

  // The place within this node's vector that is looked at: the chosen one, or the unit that is chosen for all.
  get place() {
    const { chosen, unit } = this.view;
    const j = chosen?.quantity === this.quantity ? chosen.j : unit;
    return Math.min(j, this.length - 1);
  }

  lay(middle, top, width) {
    Object.assign(this.root.style, { left: `${middle - width / 2}px`, top: `${top}px`, width: `${width}px` });
    this.root.classList.toggle("rv-narrow", width < NARROW);
    this.room = Math.floor((width - 10) / (width < NARROW ? SMALLER : LARGER));
  }

  paint(run, t, backwards, theme) {
    this.quantity = backwards ? this.spec.backward : this.spec.forward;
    write(this.label, this.nameOf(run, t, backwards));
    const vector = run.vector(this.quantity, t);
    this.length = vector.values.length;
    this.paintStrip(run, vector, theme);
    const place = this.view.all ? null : this.place;
    const left = `${(100 * (this.place + 0.5)) / this.length}%`;
    if (left !== this.markAt) this.mark.style.left = this.markAt = left;
    const isLetter = this.quantity === "x" && run.letters;
    const text = isLetter
      ? `“${letterShown(run.letters[t - 1])}”`
      : shownNumber(run, this.quantity, t, place, this.room);
    write(this.number, text);
  }

  say(run, t) {
    const title = titleOf(run, this.quantity, t, this.view.all ? null : this.place);
    this.root.setAttribute("aria-label", `${title}: ${this.number.textContent}. Explain`);
  }

  nameOf(run, t, isGradient) {
    const before = this.key.endsWith("_prev");
    const isZ = this.spec.forward.startsWith("z_");
    const symbol = `${isZ ? "z" : run.symbol(this.key.replace("_prev", ""))}${at(before ? t - 1 : t)}`;
    if (!isGradient) return symbol;
    if (this.key === "y") return `dJ/d${run.nameOfOutput}`;
    const isOfZ = this.quantity.startsWith("dz_") && !(this.key in run.parts);
    return isOfZ ? `dJ/d${run.nameOfZ(this.quantity.slice(3))}` : `dJ/d${symbol}`;
  }

  paintStrip(run, { values, exponent }, theme) {
    const kind = kindOf(run, this.quantity);
    const relative = run.reference - exponent * LOG10_2;
    const level = (value) => {
      if (Number.isNaN(value)) return LEVELS;
      if (kind !== "gradient") return levelOf(kind, value);
      const size = (Math.log10(Math.abs(value)) - relative - LOW) / (HIGH - LOW);
      const share = value === 0 ? 0 : Math.min(Math.max(size, 0), 1);
      return Math.round(((Math.sign(value) * share + 1) / 2) * (LEVELS - 1));
    };
    const { rows, columns } = thinned([values], values.length, 96, 1);
    if (this.canvas.width !== columns) [this.canvas.width, this.canvas.height] = [columns, 1];
    const image = new ImageData(columns, 1);
    const pixels = new Uint32Array(image.data.buffer);
    const table = tableOf(kind, theme);
    for (let k = 0; k < columns; k += 1) pixels[k] = table[level(rows[0][k])];
    this.canvas.getContext("2d").putImageData(image, 0, 0);
  }

  light(explained) {
    const q = this.quantity;
    this.root.classList.toggle("rv-chosen", explained?.quantity === q);
    this.root.classList.toggle("rv-uses", Boolean(explained?.uses.includes(q)));
    this.root.classList.toggle("rv-used-by", Boolean(explained?.usedBy.includes(q)));
  }
}
