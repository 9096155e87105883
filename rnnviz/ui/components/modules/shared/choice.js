// One of a few, as radio buttons.

import { element } from "./page.js";

let choices = 0;

/**
 * @template T
 * @param {HTMLElement} parent
 * @param {string} name
 * @param {[T, string][]} options
 * @param {(value: T) => void} onChange
 * @returns {(now: T) => void} shows which is chosen
 */
export function choice(parent, name, options, onChange) {
  const group = element("div", "rv-radios", parent);
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", name);
  const name_of_all = `rv-radios-${(choices += 1)}`;
  const inputs = options.map(([value, text]) => {
    const label = element("label", "", group);
    const input = element("input", "", label);
    input.type = "radio";
    input.name = name_of_all;
    label.append(text);
    input.addEventListener("change", () => onChange(value));
    return { value, input };
  });
  group.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) event.stopPropagation(); // they choose here, and move no step
  });
  return (now) => {
    for (const { value, input } of inputs) input.checked = value === now;
  };
}
