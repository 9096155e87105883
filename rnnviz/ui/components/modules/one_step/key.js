// What the edges of boxes and the widths of lines mean, beside samples of them.

import { element, write } from "../shared/page.js";
import { briefly } from "./ledger.js";

const EDGES = [["rv-chosen", "taken apart"], ["rv-uses", "what it is made of"], ["rv-used-by", "what it is used for"]];
const WIDTHS = [1, 0.5, 0.1]; // shares of the largest that are shown

export class Key {
  constructor(parent) {
    this.root = element("p", "rv-step-key", parent);
    for (const [edge, says] of EDGES) this.entry(`rv-key-box ${edge}`, says);
    this.lines = WIDTHS.map((share) => ({ share, ...this.entry("rv-key-line", "") }));
    this.lines[1].says.textContent = "half of it";
    this.lines[2].says.textContent = "a tenth or less";
  }

  entry(sample, says) {
    const root = element("span", "rv-key-entry", this.root);
    const drawn = element("span", sample, root);
    const words = element("span", "", root);
    words.textContent = says;
    return { root, drawn, says: words };
  }

  /**
   * @param {boolean} backwards lines have widths in the backward pass alone
   * @param {number} largest log₁₀ of the largest gradient on a line, over all units
   * @param {number} widest pixels of its line
   */
  paint(backwards, largest, widest) {
    const isShown = backwards && Number.isFinite(largest);
    for (const { root, drawn, share } of this.lines) {
      root.classList.toggle("rv-kept-free", !isShown);
      drawn.style.height = `${widest * share}px`;
    }
    if (isShown) write(this.lines[0].says, `widest line: norm ${briefly(1, largest, 8)} over all units`);
  }
}
