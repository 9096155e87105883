// Streamlit's sliders and number fields, as they are in the page: what they say, and who moved them. Their inner markup is
// not promised; tests/browser/test_private_api.py holds it.

/** @type {MutationObserverInit} a slider's value is an attribute of the input inside it */
export const WATCHED = { subtree: true, attributes: true, attributeFilter: ["value"] };
const KEY = /(?:^|\s)st-key-set_(\w+)/;

/**
 * @param {any} input
 * @param {string[]} fields those that are followed
 * @returns {string | null} the setting that it controls
 */
export function fieldOf(input, fields) {
  const name = input?.closest?.('[class*="st-key-set_"]')?.className.match(KEY)?.[1];
  return name && fields.includes(name) ? name : null;
}

/**
 * @param {string[]} fields
 * @returns {[string, HTMLInputElement][]} those that are on the page, and have a number
 */
export function inputsOf(fields) {
  const all = /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll('[class*="st-key-set_"] input:is([type="range"], [type="number"])')
  );
  return [...all].map((input) => /** @type {[string, HTMLInputElement]} */ ([fieldOf(input, fields), input]))
    .filter(([field, input]) => field !== null && numberIn(input) !== null);
}

/** @returns {boolean} whether a slider is held by mouse or finger */
export const isHeld = () => document.querySelector('.stSlider [data-dragging="true"]') !== null;

/**
 * Whether somebody has moved it, and not a run of the script.
 * @param {HTMLInputElement} input
 * @param {Element | null} keyed where a key went last
 * @returns {boolean}
 */
export function isMovedByHand(input, keyed) {
  if (input.type === "number") return input.closest(".stNumberInput")?.contains(document.activeElement) ?? false;
  return input.type === "range" && (input === keyed || input.closest('[data-dragging="true"]') !== null);
}

/**
 * @param {HTMLInputElement} input
 * @returns {string | null} what is entered, if it is a number within its bounds
 */
export function numberIn(input) {
  const value = input.valueAsNumber;
  const within = value >= Number(input.min) && value <= Number(input.max);
  return within && (input.step !== "1" || Number.isInteger(value)) ? String(value) : null;
}

/**
 * Whether it says another number than the script, which may know one between two steps: the browser rounds it to a step.
 * @param {HTMLInputElement} input
 * @param {number} value
 * @returns {boolean}
 */
export function isApart(input, value) {
  return Math.abs(Number(input.value) - value) > (Number(input.step) || 0) * 0.5001;
}
