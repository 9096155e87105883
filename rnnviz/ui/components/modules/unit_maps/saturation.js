// How often units are at their limits, as a small chart.

import { followedIn, toggleFollowed, units } from "../shared/followed.js";
import { element } from "../shared/page.js";

const SIDE = 104; // pixels of each small chart

// For every unit: the share of time near one end of its range against that near the other.
export class Saturation {
  /** @type {any} */
  spec;
  /** @type {string} */
  cell;

  constructor(parent) {
    this.figure = element("div", "rv-saturation", parent);
    this.figure.setAttribute("role", "figure");
    this.heading = element("div", "rv-panel-name", this.figure);
    this.svg = this.figure.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    this.svg.setAttribute("viewBox", `-36 -7 ${SIDE + 56} ${SIDE + 40}`);
    this.svg.setAttribute("aria-hidden", "true");
    this.svg.addEventListener("click", (event) => {
      const { unit } = /** @type {SVGElement} */ (event.target).dataset;
      if (unit !== undefined) toggleFollowed(this.cell, Number(unit));
    });
    units.watchers.add(this);
  }

  describe(spec, cell) {
    Object.assign(this, { spec, cell });
    this.figure.setAttribute("aria-label", `How often units of the ${spec.name} are at their limits`);
    this.figure.setAttribute("aria-description", spec.description);
    this.heading.textContent = spec.name;
    this.draw();
  }

  get limits() {
    return this.spec.ends === "tanh" ? ["−0.8", "0.8"] : ["0.1", "0.9"];
  }

  // While something moves the dots alone move, in the order in which they were drawn.
  follow(spec, cell) {
    const circles = this.svg.querySelectorAll("circle");
    if (cell !== this.cell || circles.length !== spec.low.length || spec.key !== this.spec.key) {
      this.describe(spec, cell);
      return;
    }
    this.spec = spec;
    for (const circle of circles) {
      const unit = Number(circle.dataset.unit);
      circle.setAttribute("cx", String(SIDE * spec.low[unit]));
      circle.setAttribute("cy", String(SIDE * (1 - spec.high[unit])));
    }
    this.behind = true;
  }

  // What is read, once things stand still.
  still() {
    if (this.behind) this.describe(this.spec, this.cell);
  }

  draw() {
    this.behind = false;
    const { low, high, colour } = this.spec;
    const [bottom, top] = this.limits;
    const followed = followedIn(this.cell);
    const circles = Array.from(low, (share, unit) => {
      const chosen = followed.includes(unit);
      const title = `unit ${unit + 1}: ${Math.round(100 * share)} % below ${bottom}, ${
        Math.round(100 * high[unit])
      } % above ${top}`;
      return {
        unit,
        chosen,
        mark: `<circle data-unit="${unit}" cx="${SIDE * share}" cy="${SIDE * (1 - high[unit])}" r="${chosen ? 5 : 3.5}"
        fill="${colour}" fill-opacity="${chosen ? 1 : 0.45}" stroke="${
          chosen ? "currentColor" : colour
        }"><title>${title}</title></circle>`,
      };
    });
    circles.sort((one, other) => Number(one.chosen) - Number(other.chosen));
    this.svg.innerHTML = `
      <path d="M0 0V${SIDE}H${SIDE}L0 0" fill="none" stroke="currentColor" stroke-opacity="0.35"/>
      <g fill="currentColor" font-size="10.5">
        <text x="-4" y="4" text-anchor="end">100%</text><text x="-4" y="${SIDE + 3}" text-anchor="end">0</text>
        <text x="${SIDE}" y="${SIDE + 13}" text-anchor="middle">100%</text>
        <text x="${SIDE / 2}" y="${SIDE + 26}" text-anchor="middle">of time below ${bottom}</text>
        <text transform="translate(-18 ${SIDE / 2}) rotate(-90)" text-anchor="middle">above ${top}</text>
      </g>${circles.map(({ mark }) => mark).join("")}`;
  }

  onUnits() {
    if (this.spec) this.draw();
  }

  remove() {
    units.watchers.delete(this);
    this.figure.remove();
  }
}
