// A browser keeps who one is in a room, says it once, and forgets it when one leaves.
import assert from "node:assert/strict";
import { forget, keep, kept } from "../../../../rnnviz/ui/components/modules/room/places.js";

Deno.test({ name: "places of rooms", sanitizeResources: false }, async (test) => {
  const store = new Map();
  const own = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (key) => store.get(key) ?? null,
      setItem: (key, text) => store.set(key, text),
      removeItem: (key) => store.delete(key),
    },
  });

  await test.step("the last five are kept, each once", () => {
    for (const code of ["A", "B", "C", "D", "E", "A", "F"]) keep(code, { token: `of ${code}`, secret: "" });
    assert.deepEqual(["A", "B", "C", "F"].map((code) => kept(code)?.token), ["of A", undefined, "of C", "of F"]);
    assert.equal(JSON.parse(store.get("rnnviz.rooms")).length, 5);
  });

  await test.step("what was left is forgotten", () => {
    forget("F");
    assert.equal(kept("F"), undefined);
    for (const code of ["A", "C", "D", "E"]) forget(code);
    assert.equal(store.size, 0);
  });

  await test.step("whatever lies there is no error", () => {
    for (const text of ["{", "3", "null", '{"A":1}', "[1,[2],[3,4,5]]", "x".repeat(9000)]) {
      store.set("rnnviz.rooms", text);
      assert.equal(kept("A"), undefined);
    }
    keep("A", { token: "a", secret: "s" });
    assert.deepEqual(kept("A"), { token: "a", secret: "s" });
  });

  if (own) Object.defineProperty(globalThis, "localStorage", own);
});
