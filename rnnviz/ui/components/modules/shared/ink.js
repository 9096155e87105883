// Colours as numbers, and words on them.

/**
 * @param {string} colour `#rrggbb` or `rgb(r, g, b)`
 * @returns {number[]} each from 0 to 255
 */
export function partsOf(colour) {
  if (colour.startsWith("#")) return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  return (colour.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map(Number);
}

/**
 * Black or white, whichever is read better on a colour: one of them always is at least 4.5 to 1.
 * @param {string} colour
 * @returns {"#000000" | "#ffffff"}
 */
export function inkOn(colour) {
  const [red, green, blue] = partsOf(colour).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
