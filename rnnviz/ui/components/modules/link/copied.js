// What a link says: short ones in words, longer ones packed, and what does not fit left out by name.

import { packed } from "./packing.js";

const IN_WORDS = 240; // characters up to which an address can be read
const LEFT_OUT = ["numbers", "edits", "text", "plan_text"]; // what goes first where all of it does not fit

/**
 * @typedef {object} Said
 * @property {string} query behind the question mark, "" for none
 * @property {string[]} lacks names of what it does not hold
 *
 * @param {Record<string, string>} names what is to be in it
 * @param {string[]} lacks what it cannot hold anyhow
 * @param {number} most characters
 * @returns {Promise<Said>}
 */
export async function queryOf(names, lacks, most) {
  const held = { ...names };
  const missing = [...lacks];
  for (const name of [...LEFT_OUT, null]) {
    const query = await written(missing.length ? { ...held, lacks: missing.join(",") } : held);
    if (query.length <= most || name === null) return { query, lacks: missing };
    if (!(name in held)) continue;
    delete held[name];
    missing.push(name === "plan_text" ? "text" : name);
  }
  throw new Error("unreachable");
}

async function written(names) {
  const plain = new URLSearchParams(names).toString();
  // What is hidden is set by no address that can be read.
  if (plain.length <= IN_WORDS && !names.hide?.includes("controls")) return plain;
  return `link=${await packed(plain)}`;
}
