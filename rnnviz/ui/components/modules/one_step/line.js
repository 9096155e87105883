// One line of a drawing: its path, its head in the direction of the pass, and the number that stands at it.

import { element, write } from "../shared/page.js";
import { titleOf } from "./explain.js";
import { shownNumber } from "./shown.js";
import { at } from "./words.js";

const HEAD = 9; // pixels, from tip to foot
const HALF = 4.5; // and of its foot

/**
 * A path through points, from and to the edges of what stands at its ends, and the head at its end.
 * @param {[number, number][]} points in pixels
 * @param {number} start how far the first is taken back
 * @param {number} end how far the last is
 * @param {boolean} hasHead
 * @returns {{ line: string, head: string }}
 */
export function pathOf(points, start, end, hasHead) {
  const ends = points.map(([x, y]) => [x, y]);
  const pull = (place, neighbour, by) => {
    const [x, y] = points[place];
    const [dx, dy] = [points[neighbour][0] - x, points[neighbour][1] - y];
    const length = Math.hypot(dx, dy) || 1;
    ends[place] = [x + (dx / length) * by, y + (dy / length) * by];
    return [dx / length, dy / length];
  };
  pull(0, 1, start);
  const last = points.length - 1;
  const [dx, dy] = pull(last, last - 1, end);
  const [x, y] = ends[last];
  const foot = [x + dx * HEAD, y + dy * HEAD];
  if (hasHead) ends[last] = [x + dx * (HEAD - 1), y + dy * (HEAD - 1)];
  const written = ([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`;
  const side = (by) => written([foot[0] - dy * by, foot[1] + dx * by]);
  return {
    line: `M${ends.map(written).join("L")}`,
    head: hasHead ? `M${written([x, y])}L${side(HALF)}L${side(-HALF)}Z` : "",
  };
}

/** A number at a line, with its name above: it can be clicked as boxes can. */
export class LineNumber {
  constructor(parent, view, { label: spec, phase, beyond }) {
    this.view = view;
    this.spec = spec;
    this.phase = phase;
    this.beyond = Boolean(beyond);
    this.root = element("button", `rv-line-number rv-at-${spec.align}`, parent);
    this.root.type = "button";
    this.name = element("span", "rv-line-name", this.root);
    this.number = element("span", "rv-line-value", this.root);
    this.root.addEventListener("click", () => view.choose(this.quantity, view.unit));
    this.root.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      view.choose(this.quantity, Math.min(Math.max(view.unit + by, 0), view.run.n_a - 1));
    });
  }

  lay(x, y, room) {
    this.room = room;
    Object.assign(this.root.style, { left: `${x}px`, top: `${y}px` });
  }

  paint(run, t, backwards, isShown) {
    const [quantity, name] = (backwards ? this.spec.backward : this.spec.forward) ?? [null, ""];
    this.quantity = quantity || null;
    this.root.hidden = !isShown || quantity === null;
    if (this.root.hidden) {
      this.quantity = null;
      return;
    }
    write(this.name, name.replace("⟨+⟩", at(t + 1)).replace("⟨−⟩", at(t - 1)));
    this.root.disabled = !quantity;
    if (!quantity) {
      write(this.number, "");
      return;
    }
    const place = this.view.all ? null : Math.min(this.view.unit, run.n_a - 1);
    write(this.number, shownNumber(run, quantity, t, place, this.room));
  }

  say(run, t) {
    if (!this.quantity) {
      this.root.removeAttribute("aria-label");
      return;
    }
    const title = titleOf(run, this.quantity, t, this.view.all ? null : Math.min(this.view.unit, run.n_a - 1));
    this.root.setAttribute("aria-label", `${title}: ${this.number.textContent}. Explain`);
  }

  light(explained) {
    const q = this.quantity;
    this.root.classList.toggle("rv-chosen", Boolean(q) && explained?.quantity === q);
    this.root.classList.toggle("rv-uses", Boolean(q) && Boolean(explained?.uses.includes(q)));
  }
}
