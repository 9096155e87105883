// The drawing of one step: nodes, and lines with what they carry, laid out in the room that there is.

import { element, write } from "../shared/page.js";
import { LineNumber, pathOf } from "./line.js";
import { Node } from "./node.js";
import { measures, planOf, UPRIGHT_BELOW } from "./plans.js";
import { sharesInWords } from "./shares.js";
import { Key } from "./key.js";
import { ACTIVATIONS } from "./wide.js";
import { eachOf } from "./words.js";

const WIDEST = [10, 8]; // pixels of the line that carries the largest gradient of a step; upright
const THINNEST = 1;
const FORWARDS = 1.5; // of every line in the forward pass
const ROUND = 12; // radius of an operation
const [HALF_WIDTH, HALF_HEIGHT] = [20, 12]; // of one that has a word

const svg = (tag, parent, attributes = {}) => {
  const made = parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

/**
 * What stands in an operation.
 * @param {import("./run.js").Run} run
 * @param {import("./plans.js").Operation} operation
 * @returns {string}
 */
export function textOf(run, { text, weights, taken }) {
  if (weights) {
    const { names } = run.weights[weights];
    return names[text === "input" ? 1 : text === "recurrent" ? 0 : names[0] ? 0 : 1];
  }
  if (!taken) return text;
  const { kind } = run.nodes.get(taken);
  return ACTIVATIONS[kind === "activation" ? run.activation : kind].name || "z";
}

export class Drawing {
  constructor(parent, view) {
    this.view = view;
    this.side = element("div", "rv-drawing-side", parent);
    this.says = element("p", "rv-step-says", this.side);
    this.root = element("div", "rv-drawing", this.side);
    this.key = new Key(this.side);
    this.caption = element("p", "rv-drawing-caption", this.side);
    this.svg = svg("svg", this.root, { "aria-hidden": "true" });
    /** @type {Node[]} */
    this.nodes = [];
    /** @type {LineNumber[]} */
    this.numbers = [];
    this.phases = 0;
    this.made = "";
    this.width = 0;
    this.room = 0; // pixels of width, told by who watches them: to read them costs a layout
  }

  // What the drawing is made of, again where the cell or the room has become another one.
  describe(run) {
    const width = (this.room ||= this.root.clientWidth) || 748;
    const isUpright = width < UPRIGHT_BELOW;
    const made = `${run.cell} ${run.gates} ${run.activation} ${isUpright}`;
    if (made === this.made && width === this.width) return;
    const isNew = made !== this.made;
    [this.made, this.width] = [made, width];
    const plan = (this.plan = planOf(run, width));
    const { box, xOf } = measures(plan, width);
    this.root.style.height = `${plan.height}px`;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${plan.height}`);
    this.svg.replaceChildren();
    const standing = plan.operations.map((spec) => {
      const text = textOf(run, spec);
      return { spec, text, x: xOf([spec.col, spec.y, ...(spec.shift ?? [])]), isWord: text.length > 1 };
    });
    this.lines = plan.edges.map((spec) => this.line(run, spec, xOf, standing));
    this.turned = undefined; // whether the paths are those of the backward pass
    for (const each of standing) this.operation(each);
    if (isNew) this.fill(plan);
    for (const node of this.nodes) node.lay(xOf([node.spec.col, 0]), node.spec.y, box);
    for (const number of this.numbers) number.lay(xOf(number.spec.at), number.spec.at[1], isUpright ? 7 : 8);
    this.root.classList.toggle("rv-upright", isUpright);
    this.widest = WIDEST[Number(isUpright)];
    this.last = Math.max(...plan.edges.map((edge) => edge.phase));
    this.phases = this.last + 1;
  }

  // Boxes and numbers, in the order in which a key goes through them.
  fill(plan) {
    this.root.replaceChildren(this.svg);
    this.nodes = Object.entries(plan.nodes).map(([key, spec]) => new Node(this.root, this.view, key, spec));
    this.numbers = plan.edges.filter(({ label }) => label).map((edge) => new LineNumber(this.root, this.view, edge));
  }

  line(run, spec, xOf, standing) {
    const points = spec.points.map((point) => [xOf(point), point[1]]);
    const trimmed = (place, neighbour) => {
      const [x, y] = points[place];
      const there = standing.find((each) => Math.abs(each.x - x) < 1 && each.spec.y === y);
      if (!there) return 0;
      if (!there.isWord) return ROUND;
      return points[neighbour][0] === x ? HALF_HEIGHT : HALF_WIDTH;
    };
    const start = trimmed(0, 1);
    const end = trimmed(points.length - 1, points.length - 2);
    const forwards = pathOf(points, start, end, !spec.joins);
    const backwards = pathOf(points.toReversed(), end, start, !spec.branches);
    const line = svg("path", this.svg, { fill: "none", class: "rv-edge" });
    const head = svg("path", this.svg, { class: "rv-edge-head" });
    line.style.stroke = head.style.fill = head.style.stroke = run.colours[spec.colour] ?? "currentColor";
    return { spec, line, head, ways: { false: forwards, true: backwards } };
  }

  operation({ spec: { y }, text, x, isWord }) {
    if (isWord) {
      const [width, height] = [2 * HALF_WIDTH, 2 * HALF_HEIGHT];
      svg("rect", this.svg, {
        x: x - HALF_WIDTH,
        y: y - HALF_HEIGHT,
        width,
        height,
        rx: HALF_HEIGHT,
        class: "rv-operation",
      });
    } else svg("circle", this.svg, { cx: x, cy: y, r: ROUND, class: "rv-operation" });
    svg("text", this.svg, { x, y: y + 4.5, class: "rv-operation-text" }).textContent = text;
  }

  paint(run, t, backwards, theme, explained, phase) {
    for (const node of this.nodes) {
      node.paint(run, t, backwards, theme);
      node.light(explained);
    }
    const turnOf = (one) => (backwards ? this.last - one.phase : one.phase);
    for (const number of this.numbers) {
      number.paint(run, t, backwards, !(number.beyond && t === run.steps));
      number.light(explained);
      number.root.classList.toggle("rv-waits", phase !== null && turnOf(number) > phase);
    }
    write(this.says, sharesInWords(run, t, backwards, this.view.all ? null : this.view.unit));
    write(this.caption, this.inWords(run, backwards));
    const sizes = backwards ? this.lines.map(({ spec }) => this.sizeOf(run, spec, t)) : [];
    const largest = Math.max(...sizes.filter((size) => Number.isFinite(size)), -Infinity);
    this.lines.forEach((drawn, index) => {
      const { spec, line, head, ways } = drawn;
      if (this.turned !== backwards) {
        line.setAttribute("d", ways[backwards].line);
        head.setAttribute("d", ways[backwards].head);
      }
      if (spec.beyond) line.style.visibility = head.style.visibility = t === run.steps ? "hidden" : "";
      const width = backwards ? this.widthOf(sizes[index], largest) : FORWARDS;
      if (width !== drawn.width) {
        line.style.strokeWidth = `${width}`;
        head.style.strokeWidth = `${width / 2}`;
      }
      drawn.width = width;
      const turn = turnOf(spec);
      line.classList.toggle("rv-lit", phase !== null && turn === phase);
      for (const part of [line, head]) part.classList.toggle("rv-waits", phase !== null && turn > phase);
    });
    this.turned = backwards;
    const left = backwards ? run.size(run.vector("da", t)) - run.reference : NaN;
    this.key.paint(backwards, largest, this.widest, left);
  }

  // Twice as wide is twice as large; where nothing flows, or no number, a line is as thin as it gets.
  widthOf(size, largest) {
    return Number.isFinite(size) ? Math.max(THINNEST, this.widest * 10 ** (size - largest)) : THINNEST;
  }

  // What each number is, for those who do not see the drawing: once the step stays for a moment.
  say(run, t) {
    for (const shown of [...this.nodes, ...this.numbers]) shown.say(run, t);
  }

  // What the numbers are numbers of.
  inWords(run, backwards) {
    const { all, unit } = this.view;
    if (all) {
      return backwards
        ? "Each number is a norm, the root of the sum of squares over all units."
        : "Each number is the mean of the absolute values of all units.";
    }
    const about = [`All numbers are of unit ${unit + 1}.`];
    for (const node of this.nodes) {
      const what = eachOf(node.quantity);
      if (what !== "unit" && !(node.quantity === "x" && run.letters)) {
        about.push(`${node.label.textContent} shows ${what} ${node.place + 1} of ${node.length}.`);
      }
    }
    return about.join(" ");
  }

  // log₁₀ of what flows back along a line, over all units.
  sizeOf(run, spec, t) {
    return spec.back ? run.size(run.vector(spec.back, t)) : NaN;
  }
}
