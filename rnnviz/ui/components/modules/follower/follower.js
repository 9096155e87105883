// Follows the controls while they move: asks for a picture of what they say now, hands it to the drawings, and tells the
// server what it was once they stand still.

import { decode } from "../shared/bytes.js";
import { comeToRest, live, show, standStill } from "../shared/live.js";
import { element, mounted } from "../shared/page.js";
import { fieldOf, inputsOf, isApart, isHeld, isMovedByHand, numberIn, WATCHED } from "./controls.js";
import { keepOneEntryAPage } from "./entries.js";
import { Line } from "./line.js";

const STILL_MS = 180; // after the last change, by mouse or finger
const NEXT_KEY_MS = 400; // by a key: the next one comes within that time, and would find the page at work
const AGAIN_MS = 90; // until the controls are looked at again
const MOST_TRIES = 8; // to have the server see what the controls say
const LAST_DRAWN_MS = 400; // from what the script draws first to what it draws last
const MOST_HELD_MS = 3000; // that a click waits for the script
const SAYS_LATER = "So large a setting follows when it stands still.";
// What leaves the page or runs the script: with what has moved, not with what the script knew before.
const HELD_BACK = "a[href], .stButton button";

/** @param {"moves" | "waits" | ""} state for style sheets: something moves; and all that is shown is older */
const mark = (state) => document.documentElement.setAttribute("data-rv", state);

class Follower {
  leads = true;
  /** @type {any} see rnnviz/ui/components/follower/__init__.py */
  message;
  /** @type {Record<string, string>} what was moved since the script ran */
  values = {};
  /** @type {HTMLInputElement | null} in which something is typed that does not count yet */
  typing = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  settles = 0;
  tries = 0;
  frame = 0;
  /** @type {HTMLElement | null} where a key went last */
  keyed = null;
  isLate = false; // whether what the controls say is too large to follow, and not asked for yet
  /** @type {HTMLElement | null} what was clicked before the script had what moved */
  clicked = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  patience;

  constructor(parent) {
    /** @type {HTMLElement & { drawn?: any }} */
    this.root = element("div", "rv-follower", parent);
    this.root.setAttribute("role", "status");
    keepOneEntryAPage();
    this.line = new Line((answer) => this.onAnswer(answer));
    this.observer = new MutationObserver((changes) => {
      for (const input of new Set(changes.map((change) => /** @type {HTMLInputElement} */ (change.target)))) {
        if (isMovedByHand(input, this.keyed)) this.onMoved(input);
      }
    });
    this.observer.observe(document.body, WATCHED);
    this.listeners = new AbortController();
    const listen = (name, react) =>
      document.addEventListener(name, react, { capture: true, signal: this.listeners.signal });
    listen("keydown", ({ target }) => (this.keyed = target));
    listen("pointerdown", () => (this.keyed = null));
    listen("input", ({ target }) => this.onTyped(target));
    listen("keyup", ({ target, key }) => (key === "Enter" ? this.onEntered(target) : this.onTyped(target, true)));
    listen("change", ({ target }) => this.onEntered(target));
    listen("click", (event) => this.onClicked(event));
  }

  update(bytes, tell) {
    const isFirst = this.message === undefined;
    this.tell = tell;
    this.message = decode(bytes);
    this.line.address = this.message.address;
    if (isFirst) {
      this.onFound();
      return;
    }
    if (!live.moving) this.values = {};
    else if (this.message.settled === this.settles && this.timer === undefined) this.onCaughtUp();
  }

  // What was moved before this was there.
  onFound() {
    for (const [field, input] of inputsOf(this.message.fields)) {
      if (isApart(input, Number(this.message.values[field]))) this.values[field] = input.value;
    }
    if (Object.keys(this.values).length > 0) this.onChange();
  }

  // A slider, or a field whose number counts at once.
  onMoved(input) {
    const field = fieldOf(input, this.message.fields);
    if (field === null || this.values[field] === input.value) return;
    this.values[field] = input.value;
    this.onChange();
  }

  onTyped(input, committed = false) {
    const field = fieldOf(input, this.message.fields);
    if (field === null || input.type !== "number") return;
    const value = numberIn(input);
    if (value === null || value === (this.values[field] ?? String(this.message.values[field]))) return;
    this.values[field] = value;
    this.typing = committed ? this.typing : input;
    this.onChange();
  }

  onEntered(input) {
    if (input !== this.typing) return;
    this.typing = null;
    this.onChange();
  }

  // A page that is left at once would keep the value from before, and a run that is under way would draw into the next.
  onClicked(event) {
    const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
    const clicked = target.closest?.(HELD_BACK);
    if (!live.moving || !clicked || button || ctrlKey || metaKey || shiftKey || altKey) return;
    if (clicked === this.clicked) return; // it is let go below
    event.preventDefault();
    event.stopPropagation();
    this.clicked = clicked;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.letGo(), MOST_HELD_MS);
    if (this.timer !== undefined) this.wait(0);
  }

  letGo() {
    clearTimeout(this.patience);
    if (this.clicked?.isConnected) this.clicked.click();
    this.clicked = null;
  }

  onChange() {
    live.moving = true;
    mark("moves");
    this.isLate = false;
    this.tries = 0;
    this.wait(this.message.asks && this.line.works ? (this.keyed ? NEXT_KEY_MS : STILL_MS) : 0);
    if (this.message.asks) this.line.ask(this.question);
  }

  get question() {
    return { query: { ...this.message.query, ...this.values }, look: this.message.look };
  }

  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.onStill(), milliseconds);
  }

  onStill() {
    if (isHeld() || this.typing?.matches(":focus")) {
      if (this.isLate) this.line.ask({ ...this.question, still: true });
      this.isLate = false;
      this.wait(AGAIN_MS);
      return;
    }
    this.timer = undefined;
    this.typing = null;
    standStill();
    this.settles += 1;
    this.tell("settled", this.settles);
  }

  // The script has run with what the controls said. Streamlit may have asked for that before it knew the last value.
  onCaughtUp() {
    const { values, problem } = this.message;
    const missed = Object.entries(this.values).some(([field, value]) => Number(value) !== Number(values[field]));
    this.tries += 1;
    if (missed && !problem && this.tries < MOST_TRIES) {
      this.wait(AGAIN_MS);
      return;
    }
    this.values = {};
    this.line.forget();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.root.textContent = "";
    // What hides an open card's answer is the last that the script draws: until then all stays hidden.
    if (document.querySelector(".rnnviz-open")) setTimeout(() => live.moving || mark(""), LAST_DRAWN_MS);
    else mark("");
    comeToRest();
    this.letGo();
  }

  // A picture, or why there is none: see rnnviz/ui/live/routes.py.
  onAnswer({ data, question }) {
    if (!live.moving) return;
    if (typeof data === "string") {
      if (data !== "later") return;
      this.isLate = !question.still;
      this.root.textContent = SAYS_LATER;
      mark("waits");
      return;
    }
    this.latest = { bytes: new Uint8Array(data), question };
    // At once, so that it is ready before the next frame; of several within one frame the newest.
    if (this.frame) return;
    this.draw();
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.latest.question !== this.root.drawn) this.draw();
    });
  }

  draw() {
    if (!live.moving) return;
    const { words, parts } = decode(this.latest.bytes);
    for (const [place, html] of Object.entries(words)) {
      const shown = document.querySelector(`.st-key-words_${place} [data-testid="stHtml"]`);
      if (shown && shown.innerHTML !== html) shown.innerHTML = html;
    }
    for (const [key, bytes] of Object.entries(parts)) show(key, bytes);
    this.root.textContent = "";
    mark("moves");
    this.root.drawn = this.latest.question; // for those who ask what is on the screen now
  }

  remove() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.listeners.abort();
    clearTimeout(this.patience);
    this.line.close();
    live.moving = false;
    mark("");
  }
}

export default mounted(Follower);
