// The drawing of one step: nodes, and edges with what they carry.

import { threeDigits } from "../shared/numbers.js";
import { element } from "../shared/page.js";
import { briefly } from "./ledger.js";
import { Node } from "./node.js";
import { plainPlan, PLANS, WIDTH } from "./plans.js";
import { total } from "./run.js";

const WIDEST = 7; // pixels of an edge that carries the whole gradient
const FADES_OVER = 5; // decades over which an edge becomes as thin as it gets

const svg = (tag, parent, attributes = {}) => {
  const made = parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

export class Drawing {
  constructor(parent, view) {
    this.view = view;
    const side = element("div", "rv-drawing-side", parent);
    this.root = element("div", "rv-drawing", element("div", "rv-drawing-scroll", side));
    this.caption = element("p", "rv-drawing-caption", side);
    this.svg = svg("svg", this.root, { "aria-hidden": "true" });
    this.nodes = [];
  }

  describe(run) {
    if (run.cell === this.cell) return;
    this.cell = run.cell;
    const plan = (this.plan = PLANS[run.cell] ?? plainPlan(run));
    this.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${plan.height}`);
    this.svg.replaceChildren();
    this.edges = plan.edges.map((spec) => {
      const line = svg("path", this.svg, { d: spec.path, fill: "none", class: "rv-edge" });
      const label = spec.label && svg("text", this.svg, { x: spec.label[0], y: spec.label[1], class: "rv-edge-label" });
      return { spec, line, label };
    });
    for (const { x, y, text } of plan.operations) {
      svg("circle", this.svg, { cx: x, cy: y, r: text.length > 1 ? 17 : 12, class: "rv-operation" });
      svg("text", this.svg, { x, y: y + 4.5, class: "rv-operation-text" }).textContent = text;
    }
    for (const node of this.nodes) node.root.remove();
    this.nodes = Object.entries(plan.nodes).map(([key, spec]) => {
      const node = new Node(this.root, this.view, key);
      node.describe(spec, plan.height);
      return node;
    });
  }

  paint(run, t, backwards, theme, explained, phase) {
    for (const node of this.nodes) {
      node.paint(run, t, backwards, theme);
      node.light(explained);
    }
    const about = [
      backwards ? "Beside the lines: the size over all units." : `Beside the lines: unit ${this.view.unit + 1}.`,
    ];
    for (const node of this.nodes) {
      const what = { x: "feature", dx: "feature", y: "output" }[node.quantity];
      if (what && !(node.quantity === "x" && run.letters)) {
        about.push(`${node.label.textContent} shows ${what} ${node.place + 1} of ${node.length}.`);
      }
    }
    this.caption.textContent = about.join(" ");
    const sizes = backwards ? this.edges.map(({ spec }) => this.sizeOf(run, spec, t)) : [];
    const largest = Math.max(...sizes.filter((size) => Number.isFinite(size)), -Infinity);
    const last = Math.max(...this.plan.edges.map((edge) => edge.phase));
    this.edges.forEach(({ spec, line, label }, index) => {
      const shown = backwards || spec.only !== "backward";
      line.style.visibility = shown ? "" : "hidden";
      line.style.stroke = (spec.colour && run.colours[spec.colour]) || "currentColor";
      const share = backwards ? Math.max(0, 1 + (sizes[index] - largest) / FADES_OVER) : 0;
      line.style.strokeWidth = backwards && Number.isFinite(sizes[index]) ? 1 + (WIDEST - 1) * share : 1.5;
      const turn = backwards ? last - spec.phase : spec.phase;
      line.classList.toggle("rv-lit", phase !== null && turn === phase);
      line.classList.toggle("rv-waits", phase !== null && turn > phase);
      label?.classList.toggle("rv-waits", phase !== null && turn > phase);
      if (label) label.textContent = shown ? this.numberOn(run, spec, t, backwards, sizes[index]) : "";
    });
    this.phases = last + 1;
  }

  sizeOf(run, spec, t) {
    if (spec.gate && run.gates.length > 1) {
      const recurrent = Boolean(run.weights[spec.gate].recurrent);
      return run.size(recurrent ? run.backThrough(spec.gate, t) : run.vector(`dz_${spec.gate}`, t));
    }
    if (!spec.back) return NaN;
    return run.size(run.vector(spec.back, t));
  }

  numberOn(run, spec, t, backwards, size) {
    if (backwards) return Number.isNaN(size) ? "" : briefly(1, size, 8);
    const j = Math.min(this.view.unit, run.n_a - 1);
    if (spec.gate) return `z ${threeDigits(total(run.preActivation(spec.gate, t, j)))}`;
    return spec.signal ? threeDigits(run.vector(spec.signal, t).values[j]) : "";
  }
}
