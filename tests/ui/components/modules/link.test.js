// A link: packed as the server unpacks it, with what fits; what drawings say and see; keys before a projector.
import "./known.js";
import { happens, page, put } from "./page.js";
import assert from "node:assert/strict";
import { queryOf } from "../../../../rnnviz/ui/components/modules/link/copied.js";
import { packed } from "../../../../rnnviz/ui/components/modules/link/packing.js";
import { isOn, listenToKeys, project } from "../../../../rnnviz/ui/components/modules/link/projector.js";
import { cursor } from "../../../../rnnviz/ui/components/modules/shared/cursor.js";
import { followedIn, units } from "../../../../rnnviz/ui/components/modules/shared/followed.js";
import { lookers, saysAll, seeAll, waited } from "../../../../rnnviz/ui/components/modules/shared/looked.js";

async function unpacked(text) {
  assert.equal(text[0], "a");
  assert.match(text, /^[\w-]+$/);
  const letters = atob(text.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return Object.fromEntries(new URLSearchParams(await new Response(stream).text()));
}

Deno.test("what is packed comes back, whatever it is", async () => {
  for (const text of ["", "a b&c=ä⟨t⟩%", "0.5,".repeat(20_000), String.fromCharCode(0, 255, 0xd7ff)]) {
    const names = { text, n_a: "8" };
    assert.deepEqual(await unpacked(await packed(new URLSearchParams(names).toString())), names);
  }
});

Deno.test("a short link can be read, a long one is packed, and so is one that hides controls", async () => {
  assert.deepEqual(await queryOf({}, [], 500), { query: "", lacks: [] });
  assert.deepEqual(await queryOf({ n_a: "8", t: "7" }, [], 500), { query: "n_a=8&t=7", lacks: [] });
  const long = { n_a: "8", edits: "rnn.Waa.1.1:0.5,".repeat(40) };
  const { query } = await queryOf(long, [], 500);
  assert.deepEqual(await unpacked(query.slice("link=".length)), long);
  const calm = await queryOf({ n_a: "8", hide: "controls" }, [], 500);
  assert.deepEqual(await unpacked(calm.query.slice("link=".length)), { n_a: "8", hide: "controls" });
});

Deno.test("what does not fit is left out by name, the largest first, and the link says so", async () => {
  const noise = (length) => Array.from({ length }, (_, i) => Math.sin(i + length)).join(",");
  const names = { input: "numbers", numbers: noise(2000), edits: noise(20), n_a: "8" };
  const { query, lacks } = await queryOf(names, ["guess"], 2000);
  assert.deepEqual(lacks, ["guess", "numbers"]);
  assert.ok(query.length <= 2000);
  const { numbers: _, ...held } = names;
  assert.deepEqual(await unpacked(query.slice("link=".length)), { ...held, lacks: "guess,numbers" });
  assert.deepEqual((await queryOf({ plan_text: noise(2000) }, [], 2000)).lacks, ["text"]);
});

Deno.test("drawings say what they alone know, and see it again", () => {
  const told = [];
  const watcher = { onUnits: () => told.push("units") };
  const panel = { paintCursor: () => {} };
  cursor.panels.add(panel);
  units.watchers.add(watcher);
  Object.assign(units, { followed: { lstm: [2, 4], rnn: [] }, opened: { rnn: 0 }, whose: "8 units" });
  cursor.t = 7;
  assert.deepEqual(saysAll(), { t: "7", units: "lstm.3.5", opened: "rnn.1" });
  const look = { t: 3, whose: "9 units", followed: { rnn: [1] }, unit: 4 };
  seeAll(look);
  assert.deepEqual([cursor.t, units.whose, followedIn("rnn"), followedIn("lstm")], [3, "9 units", [1], []]);
  assert.deepEqual(told, ["units"]);
  assert.equal(waited(), look); // no drawing was there
  assert.equal(waited(), null);
  const seen = [];
  const looker = { saysLook: () => ({ cell: "rnn" }), seeLook: (one) => seen.push(one) };
  lookers.add(looker);
  seeAll(look);
  assert.deepEqual([seen, waited()], [[look], null]);
  assert.equal(saysAll().cell, "rnn");
  lookers.delete(looker);
  units.watchers.delete(watcher);
  cursor.panels.delete(panel);
  cursor.t = null;
});

Deno.test("before a projector keys lead through cards, but not while somebody types, and Escape ends it", () => {
  const listeners = new AbortController();
  const clicked = [];
  const told = [];
  const resized = () => told.push("resize");
  addEventListener("resize", resized);
  put("p", { className: "rnnviz-lesson" });
  for (const name of ["next", "back"]) {
    put("button", { click: () => clicked.push(name) }, put("div", { className: `st-key-lesson_${name}` }));
  }
  const press = (key, more = {}) => {
    const event = { key, target: page.body, stopped: false, preventDefault: () => {}, ...more };
    happens("keydown", { ...event, stopPropagation: () => told.push(key) });
  };
  try {
    listenToKeys(listeners.signal);
    press("PageDown");
    assert.deepEqual([clicked, told, isOn()], [[], [], false]); // without a projector keys are the page's
    project(true);
    project(true);
    assert.deepEqual([isOn(), told], [true, ["resize"]]);
    for (const key of ["PageDown", "n", "PageUp", "x"]) press(key);
    press("p", { ctrlKey: true });
    press("n", { target: { matches: () => true } }); // a field
    assert.deepEqual(clicked, ["next", "next", "back"]);
    press("Escape");
    assert.equal(isOn(), false);
  } finally {
    listeners.abort();
    removeEventListener("resize", resized);
    page.body.replaceChildren();
  }
});
