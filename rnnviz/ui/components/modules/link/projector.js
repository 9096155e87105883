// The projector mode: the page's main picture alone, in large type, and keys that lead through cards and pages.

import { appBase } from "../shared/address.js";

const NAME = "data-rv-screen";
const KEYS = { PageDown: 1, n: 1, PageUp: -1, p: -1 };
const TYPED_IN = "input:not([type='range'], [type='radio'], [type='checkbox']), textarea, select, [contenteditable]";

export const isOn = () => document.documentElement.getAttribute(NAME) === "projector";

/** @param {boolean} on */
export function project(on) {
  if (on === isOn()) return;
  if (on) document.documentElement.setAttribute(NAME, "projector");
  else document.documentElement.removeAttribute(NAME);
  dispatchEvent(new Event("resize")); // drawings take another width
}

const click = (element) => /** @type {HTMLElement | null | undefined} */ (element)?.click();

// The next card of a lesson; without one the next page.
function go(by) {
  if (document.querySelector(".rnnviz-lesson")) {
    click(document.querySelector(`.st-key-lesson_${by > 0 ? "next" : "back"} button`));
    return;
  }
  const pages = [...document.querySelectorAll(".st-key-pages a")];
  const path = (url) => new URL(url, appBase()).pathname.replace(/\/$/, "");
  const here = pages.findIndex((page) => path(page.getAttribute("href") ?? "") === path(location.href));
  if (here >= 0) click(pages[here + by]);
}

/** @param {AbortSignal} signal until when keys count */
export function listenToKeys(signal) {
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (!isOn() || ctrlKey || metaKey || altKey || /** @type {Element} */ (target).matches?.(TYPED_IN)) return;
    if (key === "Escape") project(false);
    else if (key in KEYS) go(KEYS[key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true, signal });
}
