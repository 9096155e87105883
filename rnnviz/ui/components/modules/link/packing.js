// An address as one short text, as rnnviz/ui/session/packed.py has it.

const VERSION = "a";
const LETTERS = 0x8000; // bytes that become letters at once

/**
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let letters = "";
  for (let start = 0; start < bytes.length; start += LETTERS) {
    letters += String.fromCharCode(...bytes.subarray(start, start + LETTERS));
  }
  return VERSION + btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
