// From which power of ten on gradients have colours and heights: a choice beside their legend.

import { superscript } from "./numbers.js";
import { element } from "./page.js";
import { chooseRange, LOW, RANGES, rangeWatchers } from "./scales.js";

/** Buttons of which one is pressed; all of them on a page say the same. */
export class RangeChoice {
  /**
   * @param {HTMLElement} parent
   * @param {string} what begins there
   */
  constructor(parent, what) {
    this.root = element("div", "rv-choice", parent);
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", `${what} from`);
    element("span", "", this.root).textContent = `${what} from`;
    this.buttons = RANGES.map((low) => {
      const button = element("button", "", this.root);
      button.type = "button";
      button.textContent = `10${superscript(low)}`;
      button.addEventListener("click", () => chooseRange(low));
      return button;
    });
    rangeWatchers.add(this);
    this.onRange();
  }

  onRange() {
    RANGES.forEach((low, index) => this.buttons[index].setAttribute("aria-pressed", String(low === LOW)));
  }

  remove() {
    rangeWatchers.delete(this);
    this.root.remove();
  }
}
