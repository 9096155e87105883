// Who one is in a room, kept in this browser alone, so that one comes back as the same; and what the room says, shown at
// once. The page follows: it is asked for when the room is further than what the last run has drawn.

import { decode } from "../shared/bytes.js";
import { element, mounted, write } from "../shared/page.js";
import { Line } from "./line.js";
import { forget, keep, kept } from "./places.js";

/** A page that was cut short, or lost, is asked for again after so long, and so often. */
const AGAIN_MS = 8000;
/** A teacher's own click runs already, and sets controls that a second run would not know of yet. */
const OWN_MS = 3000;
const MOST = 5;

class View {
  /** @type {any} what the last run said */
  said = null;
  /** @type {any} what the room said last */
  told = null;
  /** @type {import("../shared/live.js").Tell} */
  tell = () => {};
  isOver = false;
  drawn = "";
  asked = "";
  asks = 0;
  due = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  later;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.words = element("p", "rnnviz-caption", parent);
    this.coming = element("p", "rnnviz-asks rnnviz-comes", parent);
    this.bars = element("div", "rnnviz-room-bars", parent);
    this.line = new Line((told) => this.hear(told));
  }

  update(bytes, tell) {
    const said = decode(bytes);
    const { code, token, secret, heard, told } = said;
    if (this.said?.code !== code) [this.told, this.isOver, this.asked] = [null, false, ""];
    [this.said, this.tell] = [said, tell];
    if (!token && !secret) {
      this.line.close();
      [this.told, this.isOver] = [null, false];
      this.draw();
      return forget(code);
    }
    const before = kept(code);
    if (!heard && before && before.token !== token) tell("kept", before);
    else keep(code, { token, secret });
    this.line.join(code, { token, secret });
    // What the socket says is newer, unless this run knows something that it has not heard yet.
    if (!this.told || !this.line.socket || told?.turn > this.told.turn) this.told = told;
    this.draw();
    this.catchUp();
  }

  /** @param {any} told null when the room is over */
  hear(told) {
    this.told = told ?? this.told;
    this.isOver = !told;
    this.draw();
    this.catchUp();
  }

  draw() {
    const { told, said } = this;
    write(this.words, told?.words ?? "");
    const comes = told?.turn !== undefined && told.turn !== said.turn && !said.secret;
    write(this.coming, comes ? told.asks : "");
    const bars = told && (said.bars || told.revealed) ? told.bars : "";
    if (bars !== this.drawn) {
      this.drawn = bars;
      this.bars.innerHTML = bars; // of this server, which has escaped what people wrote
    }
  }

  /** Asks for the page, if it is behind. */
  catchUp() {
    const { told, said } = this;
    clearTimeout(this.later);
    const place = this.isOver ? "over" : `${told?.turn} ${told?.revealed}`;
    if ((!told && !this.isOver) || place === `${said.turn} ${said.revealed}`) return;
    const now = performance.now();
    if (place !== this.asked) [this.asked, this.asks, this.due] = [place, 0, now + (said.secret ? OWN_MS : 0)];
    if (this.asks >= MOST) return;
    if (now >= this.due) {
      this.asks += 1;
      this.due = now + AGAIN_MS;
      this.tell("behind", place);
    }
    this.later = setTimeout(() => this.catchUp(), this.due - now);
  }

  remove() {
    clearTimeout(this.later);
    this.line.close();
  }
}

export default mounted(View);
