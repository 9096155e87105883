// What Python and the browser both have to know, in one place: the loader of a component hands it over (see __init__.py)
// before any module that reads it is evaluated.

/**
 * @typedef {object} Constants
 * @property {Record<"sequential" | "diverging", Record<"light" | "dark", string[]>>} scales evenly spread colours
 * @property {[number, number]} decades powers of ten at the ends of the scale of gradients
 * @property {number} zero what stands for the logarithm of 0 where −∞ cannot be drawn
 * @property {number[]} [ticks] values at which the scale of states is labelled
 * @property {Record<"light" | "dark", any>} [themes] Plotly's templates
 * @property {string} [plotly] address of plotly.min.js, relative to the app's
 */

/** @type {Constants} */
export const constants = /** @type {any} */ ({});

/** @param {Partial<Constants>} known */
export function know(known) {
  Object.assign(constants, known);
}
