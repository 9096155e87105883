// What the edges of boxes and the widths of lines mean, beside samples of them.

import { threeDigitsOfPower } from "../shared/numbers.js";
import { element, write } from "../shared/page.js";
import { briefly } from "./ledger.js";

const EDGES = [["rv-chosen", "taken apart"], ["rv-uses", "what it is made of"], ["rv-used-by", "what it is used for"]];
/** @type {[number, string][]} */
const WIDTHS = [[1, ""], [0.5, "half of it"], [0.1, "a tenth or less"]]; // shares of the largest that are shown

function entry(parent, sample, text) {
  const root = element("span", "rv-key-entry", parent);
  const drawn = element("span", sample, root);
  const says = element("span", "", root);
  says.textContent = text;
  return { drawn, says };
}

export class Key {
  constructor(parent) {
    const edges = element("div", "rv-step-key", parent);
    for (const [edge, says] of EDGES) entry(edges, `rv-key-box ${edge}`, says);
    entry(edges, "rv-key-strip", "one stripe a unit, as in Gates; the mark is at this one");
    this.widths = element("div", "rv-step-key", parent);
    this.lines = WIDTHS.map(([share, says]) => ({ share, ...entry(this.widths, "rv-key-line", says) }));
  }

  /**
   * @param {boolean} backwards lines have widths in the backward pass alone
   * @param {number} largest log₁₀ of the largest gradient on a line, over all units
   * @param {number} widest pixels of its line
   * @param {number} left log₁₀ of the gradient at this step, at the loss 0
   */
  paint(backwards, largest, widest, left) {
    const isShown = backwards && Number.isFinite(largest);
    this.widths.classList.toggle("rv-kept-free", !isShown);
    if (widest !== this.widest) {
      for (const { drawn, share } of this.lines) {
        drawn.style.height = `${widest * share}px`;
      }
    }
    this.widest = widest;
    if (isShown) {
      write(
        this.lines[0].says,
        `widest line: norm ${briefly(1, largest, 8)} over all units; at this step the gradient is ${
          threeDigitsOfPower(left)
        } of that at the loss`,
      );
    }
  }
}
