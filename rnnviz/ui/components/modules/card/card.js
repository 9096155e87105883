// What lives in the browser of a lesson's card: words that lead to controls, a curve whose end is dragged, progress.

import { decode } from "../shared/bytes.js";
import { goTo } from "../shared/goes.js";
import { element, mounted } from "../shared/page.js";
import { drawn, guessAfterKey, guessAt, SAYS_HOW } from "./end.js";
import { forgotten, keep, kept } from "./progress.js";

const WIDEST = 480; // pixels
const HEIGHT = 220;
// Streamlit stops a run that has not begun when the next one is asked for, and takes two that begin at once in any order:
// what such a run was told is gone. A guess is told until the server says that it has it.
const AGAIN_MS = 1500;
const MOST_TRIES = 5;
const SAME = 0.051; // the server keeps one digit

class View {
  asked = false; // whether the server was told what this browser had kept
  drags = false;
  tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  constructor(parent) {
    this.root = element("div", "rv-root rv-card", parent);
    this.listeners = new AbortController();
    this.resizes = new ResizeObserver(() => this.drawing && this.paint());
    const around = parent.closest('[class*="st-key-lesson_card"]') ?? parent;
    around.addEventListener("click", (event) => this.onClick(event), { signal: this.listeners.signal });
  }

  addPlot() {
    this.plot = element("div", "rv-card-end", this.root);
    this.plot.tabIndex = 0;
    this.plot.setAttribute("role", "slider");
    this.svg = this.plot.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    this.svg.setAttribute("aria-hidden", "true");
    this.resizes.observe(this.plot);
    this.plot.addEventListener("pointerdown", (event) => this.onDown(event));
    this.plot.addEventListener("pointermove", (event) => this.drags && this.onPointer(event));
    this.plot.addEventListener("pointerup", () => this.onUp());
    this.plot.addEventListener("pointercancel", () => this.onUp());
    this.plot.addEventListener("click", (event) => this.onTap(event));
    this.plot.addEventListener("keydown", (event) => this.onKey(event));
    this.plot.addEventListener("keyup", () => this.send());
    this.plot.addEventListener("blur", () => this.send()); // who goes on before the key is up
  }

  update(bytes, tell) {
    this.tell = tell;
    const { progress, forget, drawing } = decode(bytes);
    if (forget) forgotten();
    else if (!progress) this.asked = true;
    else if (!this.asked) {
      this.asked = true;
      const before = kept();
      if (before) tell("kept", before);
      else keep(progress);
    } else keep(progress);
    this.drawing = drawing;
    if (!drawing) return;
    if (!this.plot) this.addPlot();
    // What comes back is older than what was dragged meanwhile.
    if (drawing.curve || this.guess === undefined) this.guess = drawing.guess;
    this.paint();
  }

  paint() {
    const { drawing, guess } = this;
    const width = Math.min(this.plot.clientWidth || WIDEST, WIDEST);
    const { svg, says } = drawn({ ...drawing, guess }, { width, height: HEIGHT });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.svg.innerHTML = svg;
    this.plot.classList.toggle("rv-answered", Boolean(drawing.curve));
    const about = { valuemin: drawing.low, valuemax: drawing.high, valuenow: guess ?? 0, valuetext: says };
    for (const [name, value] of Object.entries(about)) this.plot.setAttribute(`aria-${name}`, String(value));
    this.plot.setAttribute("aria-label", `${drawing.label}: what is left at step 1. ${SAYS_HOW}`);
    this.plot.setAttribute("aria-readonly", String(Boolean(drawing.curve)));
  }

  set(guess) {
    if (this.drawing.curve || guess === undefined) return;
    this.guess = guess;
    this.paint();
  }

  // A finger has to take hold of the end: elsewhere it scrolls, or taps.
  onDown(event) {
    this.drags = event.pointerType !== "touch" || event.target.classList.contains("rv-card-handle");
    if (this.drags) this.onPointer(event);
  }

  onUp() {
    this.drags = false;
    this.send();
  }

  onTap(event) {
    if (this.drawing.curve) return;
    this.place(event);
    this.send();
  }

  onPointer(event) {
    if (this.drawing.curve) return;
    event.preventDefault();
    this.plot.setPointerCapture(event.pointerId);
    this.plot.focus({ preventScroll: true });
    this.place(event);
  }

  place({ clientY }) {
    const { top, height } = this.svg.getBoundingClientRect();
    this.set(guessAt((clientY - top) / height, this.drawing, HEIGHT));
  }

  onKey(event) {
    const guess = guessAfterKey(event, this.guess, this.drawing);
    if (guess === undefined) return;
    event.preventDefault();
    this.set(guess);
  }

  // It stays, so that a click that comes next brings it along.
  send() {
    if (!this.drawing || this.drawing.curve || typeof this.guess !== "number" || this.guess === this.sent) return;
    this.sent = this.guess;
    this.tries = 0;
    this.tellGuess();
  }

  tellGuess() {
    this.tries += 1;
    this.tell("guess", this.guess, { stays: true });
    clearTimeout(this.timer);
    if (this.tries < MOST_TRIES) this.timer = setTimeout(() => this.isKnown || this.tellGuess(), AGAIN_MS);
  }

  get isKnown() {
    const { curve, guess } = this.drawing;
    return Boolean(curve) || (guess !== null && Math.abs(guess - this.guess) < SAME);
  }

  onClick(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest?.("button")) this.send(); // what is guessed goes with the button that takes it
    const word = target.closest?.("[data-goes]");
    if (!word) return;
    event.stopPropagation(); // other listeners to words, of the page
    goTo(word.getAttribute("data-goes") ?? "");
  }

  remove() {
    clearTimeout(this.timer);
    this.listeners.abort();
    this.resizes.disconnect();
  }
}

export default mounted(View);
