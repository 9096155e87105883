// Paper is white: what is printed is drawn in the light theme, whatever the screen has (frame.css has its colours).

import { redraw } from "./live.js";

const PRINTS = "rnnviz-prints";

/** @param {boolean} prints */
function turn(prints) {
  document.documentElement.classList.toggle(PRINTS, prints);
  redraw();
}

/** Once for all drawings of a page. */
export function watchPrint() {
  globalThis.addEventListener?.("beforeprint", () => turn(true));
  globalThis.addEventListener?.("afterprint", () => turn(false));
}
