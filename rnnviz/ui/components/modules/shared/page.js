// Elements, the page's theme, and the life of one component.

import { forget, live, take } from "./live.js";
import { watchPrint } from "./print.js";
import { watchTerms } from "./terms.js";

watchPrint();
watchTerms();

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {HTMLElement} parent
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, className, parent) {
  const made = parent.appendChild(document.createElement(tag));
  made.className = className;
  return made;
}

/**
 * Writes a text where another one stands: the same one would be laid out again.
 * @param {HTMLElement} place
 * @param {string} text
 */
export function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @type {WeakMap<HTMLElement, { background: string, theme: "light" | "dark" }>} */
const themes = new WeakMap();

/**
 * The page's theme where a component stands. While something moves, the one from before: to ask for it makes the browser
 * lay out all that was drawn a moment ago, and at rest everything is drawn again.
 * @param {HTMLElement} root
 * @returns {{ background: string, theme: "light" | "dark" }}
 */
export function themeOf(root) {
  const before = themes.get(root);
  if (before && live.moving) return before;
  const now = readTheme(root);
  themes.set(root, now);
  return now;
}

function readTheme(root) {
  const background = getComputedStyle(root).outlineColor;
  const [red, green, blue] = (background.match(/[\d.]+/g) ?? ["255", "255", "255"]).map(Number);
  const theme = /** @type {"light" | "dark"} */ (0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light");
  return { background, theme };
}

// The key that Python gave the component, which Streamlit makes a class of the element around it.
function keyOf(parent) {
  return parent.closest('[class*="st-key-"]')?.className.match(/(?:^|\s)st-key-([\w-]+)/)?.[1] ?? "";
}

/**
 * Makes the default export from a class: `new View(parent)` once, `update` on every change, `remove()` at the end.
 * @typedef {import("./live.js").Drawn} Drawn
 * @typedef {import("./live.js").Tell} Tell
 * @param {new (parent: HTMLElement) => Drawn} View
 * @typedef {(name: string, value: unknown) => void} Send
 * @returns {(given: {
 *   data: Uint8Array, parentElement: HTMLElement, setTriggerValue: Send, setStateValue: Send,
 * }) => () => void}
 */
export function mounted(View) {
  const views = new WeakMap();
  return ({ data, parentElement, setTriggerValue, setStateValue }) => {
    const tell = (name, value, { stays = false } = {}) => (stays ? setStateValue : setTriggerValue)(name, value);
    const key = keyOf(parentElement);
    let view = views.get(parentElement);
    if (!view) {
      view = new View(parentElement);
      views.set(parentElement, view);
    }
    take(key, view, data, tell);
    // Streamlit also calls this for an update that was overtaken by the next one, while the component lives on.
    return () =>
      setTimeout(() => {
        if (parentElement.isConnected) return;
        forget(key, view);
        view.remove();
      });
  };
}
