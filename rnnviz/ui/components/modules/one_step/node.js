// One node of a drawing: a quantity, one mark a unit.

import { threeDigits } from "../shared/numbers.js";
import { element } from "../shared/page.js";
import { HIGH, levelOf, LEVELS, LOW, tableOf } from "../shared/scales.js";
import { thinned } from "../shared/thinning.js";
import { titleOf } from "./explain.js";
import { briefly } from "./ledger.js";
import { WIDTH } from "./plans.js";
import { LOG10_2 } from "./wide.js";
import { at, letterShown } from "./words.js";

const kindOf = (run, quantity) => {
  if (quantity.startsWith("d") || quantity === "own" || quantity.startsWith("carried")) return "gradient";
  if ((quantity === "y" && !run.linear) || run.limited.includes(quantity)) return "gate";
  return "signed";
};

export class Node {
  constructor(parent, view, key) {
    this.key = key;
    this.view = view;
    this.root = element("button", "rv-node", parent);
    this.root.type = "button";
    this.label = element("span", "rv-node-label", this.root);
    this.canvas = element("canvas", "rv-node-strip", this.root);
    this.mark = element("span", "rv-node-mark", this.root);
    this.number = element("span", "rv-node-number", this.root);
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

  describe(spec, height) {
    this.spec = spec;
    Object.assign(this.root.style, { left: `${(100 * spec.x) / WIDTH}%`, top: `${(100 * spec.y) / height}%` });
  }

  paint(run, t, backwards, theme) {
    this.quantity = backwards ? this.spec.backward : this.spec.forward;
    const idle = this.quantity === null;
    this.root.disabled = idle;
    this.root.classList.toggle("rv-idle", idle);
    const before = this.key.endsWith("_prev");
    const symbol = this.spec.text ?? run.symbol(this.key.replace("_prev", ""));
    const symbolAt = `${symbol}${at(before ? t - 1 : t)}`;
    this.label.textContent = backwards && !idle
      ? (this.key in run.weights && run.gates.length > 1 ? `dJ/d${run.nameOfZ(this.key)}` : `dJ/d${symbolAt}`)
      : symbolAt;
    this.canvas.style.visibility = this.mark.style.visibility = idle ? "hidden" : "";
    if (idle) {
      this.number.textContent = "";
      return;
    }
    const { values, exponent } = run.vector(this.quantity, t);
    this.length = values.length;
    const kind = kindOf(run, this.quantity);
    const place = this.place;
    const log10 = (value) => Math.log10(Math.abs(value)) + exponent * LOG10_2;
    const relative = run.reference;
    const level = (value) => {
      if (Number.isNaN(value)) return LEVELS;
      if (kind !== "gradient") return levelOf(kind, value);
      const share = value === 0 ? 0 : Math.min(Math.max((log10(value) - relative - LOW) / (HIGH - LOW), 0), 1);
      return Math.round(((Math.sign(value) * share + 1) / 2) * (LEVELS - 1));
    };
    const room = 96;
    const { rows, columns } = thinned([values], values.length, room, 1);
    if (this.canvas.width !== columns) [this.canvas.width, this.canvas.height] = [columns, 1];
    const context = this.canvas.getContext("2d");
    const image = new ImageData(columns, 1);
    const pixels = new Uint32Array(image.data.buffer);
    const table = tableOf(kind, theme);
    for (let k = 0; k < columns; k += 1) pixels[k] = table[level(rows[0][k])];
    context.putImageData(image, 0, 0);
    this.mark.style.left = `${(100 * (place + 0.5)) / values.length}%`;
    const value = values[place];
    this.number.textContent = kind === "gradient" && value ? briefly(value, log10(value), 9) : threeDigits(value);
    if (this.quantity === "x" && run.letters) this.number.textContent = `“${letterShown(run.letters[t - 1])}”`;
    this.root.setAttribute(
      "aria-label",
      `${titleOf(run, this.quantity, t, place)}: ${this.number.textContent}. Explain`,
    );
  }

  light(explained) {
    const q = this.quantity;
    this.root.classList.toggle("rv-chosen", explained?.quantity === q && q !== null);
    this.root.classList.toggle("rv-uses", Boolean(explained?.uses.includes(q)));
    this.root.classList.toggle("rv-used-by", Boolean(explained?.usedBy.includes(q)));
  }
}
