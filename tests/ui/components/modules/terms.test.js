// What explains a term stays between the edges of the page.
import assert from "node:assert/strict";
import { shiftOf } from "../../../../rnnviz/ui/components/modules/shared/terms.js";

Deno.test("a term in the middle opens to the right", () => {
  assert.equal(shiftOf({ left: 300 }, { left: 0, right: 1280 }), 0);
});

Deno.test("at the right edge it is moved so far that all of it is seen", () => {
  assert.equal(shiftOf({ left: 1200 }, { left: 300, right: 1280 }), 1280 - 12 - 352 - 1200);
});

Deno.test("on a phone it is as wide as the page, and begins at its left", () => {
  for (const left of [40, 200, 360]) assert.equal(left + shiftOf({ left }, { left: 0, right: 390 }), 26);
  for (const left of [20, 200, 300]) assert.equal(left + shiftOf({ left }, { left: 0, right: 320 }), 12);
});
