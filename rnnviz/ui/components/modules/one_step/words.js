// How things are called and written that every cell has.

// How things are called that every cell has; gates and states bring their own names.
export const SYMBOLS = { x: "x", y: "ŷ" };
export const NAMES = { x: "input", y: "prediction" };

/**
 * What a quantity has several of.
 * @param {string | null} quantity
 * @returns {"unit" | "feature" | "output"}
 */
export function eachOf(quantity) {
  if (quantity === "x" || quantity === "dx") return "feature";
  return quantity === "y" || quantity === "dz_y" ? "output" : "unit";
}

/**
 * @param {number} t
 * @returns {string}
 */
export const at = (t) => `⟨${t}⟩`;

/**
 * @param {string} letter
 * @returns {string} also where it would not be seen
 */
export const letterShown = (letter) => (letter === " " ? "␣" : letter === "\n" ? "↵" : letter);
