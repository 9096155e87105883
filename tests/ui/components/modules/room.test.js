// A browser keeps who one is in a room, says it once, and forgets it when one leaves; and shows at once what a room says.
import "./known.js";
import { clock, encoded, page, put, Socket } from "./page.js";
import assert from "node:assert/strict";
import room from "../../../../rnnviz/ui/components/modules/room/room.js";
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

const SAID = { code: "KLMNP", token: "one", secret: "", heard: true, turn: 0, revealed: false, bars: true, told: null };
const TOLD = { turn: 1, revealed: false, words: "Before all: card 1.", asks: "Which?", bars: "" };

function opened(more = {}) {
  page.body.children = [];
  Socket.all = [];
  clock.now += 60_000;
  const parentElement = put("div", {}, put("div", { className: "st-key-room" }));
  const told = [];
  let leave = () => {};
  const run = (next = {}) => {
    const data = encoded({ ...SAID, ...more, ...next });
    leave = room({ data, parentElement, setTriggerValue: (...what) => told.push(what), setStateValue: assert.fail });
  };
  run();
  const [words, asks, bars] = parentElement.children;
  return { told, run, words, asks, bars, leave: () => [parentElement.parent.remove(), leave(), clock.pass(0)] };
}

const says = (what) => Socket.last.answers(JSON.stringify(what));

Deno.test("what is put before all is shown at once, and the page asked for once", () => {
  const { told, run, words, asks } = opened();
  assert.match(Socket.last.url, /^ws.*room\/KLMNP$/);
  Socket.last.opens();
  assert.deepEqual(Socket.last.sent, [{ token: "one", secret: "" }]);
  says({ ...TOLD, turn: 0, asks: "" });
  assert.deepEqual(told, []);
  says(TOLD);
  says({ ...TOLD, words: "2 here" });
  assert.deepEqual([words.textContent, asks.textContent], ["2 here", "Which?"]);
  assert.deepEqual(told, [["behind", "1 false"]]);
  run({ turn: 1, told: TOLD });
  assert.equal(asks.textContent, ""); // its page has it now
  clock.pass(60_000);
  assert.equal(told.length, 1);
});

Deno.test("a page that does not come is asked for again, but not for ever", () => {
  const { told, run } = opened();
  Socket.last.opens();
  says(TOLD);
  run(); // another run, that began before
  assert.equal(told.length, 1);
  for (let times = 0; times < 20; times += 1) clock.pass(8_001);
  assert.equal(told.length, 5);
  says({ ...TOLD, revealed: true });
  assert.equal(told.length, 6);
});

Deno.test("what was guessed is shown to a teacher who wants to see it, and to all once it is revealed", () => {
  const { run, bars } = opened({ token: "", secret: "s", bars: false, turn: 1 });
  Socket.last.opens();
  says({ ...TOLD, bars: "<table>" });
  assert.equal(bars.innerHTML, "");
  run({ bars: true });
  assert.equal(bars.innerHTML, "<table>");
  run({ bars: false });
  says({ ...TOLD, bars: "<table>", revealed: true });
  assert.equal(bars.innerHTML, "<table>");
});

Deno.test("a socket that breaks is joined again, one that is over is not, and who leaves has none", () => {
  const { told, run, leave } = opened({ turn: 1, told: TOLD });
  Socket.last.opens();
  Socket.last.breaks();
  clock.pass(2_001);
  assert.equal(Socket.all.length, 2);
  Socket.last.opens();
  says({});
  assert.deepEqual(told, [["behind", "over"]]);
  Socket.last.breaks();
  clock.pass(2_001);
  assert.equal(Socket.all.length, 2);
  run({ code: "KLMNQ", told: null });
  assert.equal(Socket.all.length, 3);
  assert.equal(told.length, 1);
  Socket.last.opens();
  says({}); // before anything was heard
  assert.equal(told.length, 2);
  run({ code: "KLMNR", told: null });
  Socket.last.opens();
  leave();
  assert.equal(Socket.last.readyState, 2);
  clock.pass(60_000);
  assert.equal(Socket.all.length, 4);
  assert.equal(told.length, 2);
});

Deno.test("who has come back as another one is heard as that one", () => {
  const { run } = opened();
  run({ token: "two" });
  assert.equal(Socket.all.length, 2);
  assert.equal(Socket.all[0].readyState, 2);
  run({ token: "", told: null }); // has left
  assert.equal(Socket.last.readyState, 2);
});

Deno.test("a teacher's own click draws the page; it is asked for only if another window has clicked", () => {
  const { told, run } = opened({ token: "", secret: "s" });
  Socket.last.opens();
  says(TOLD);
  clock.pass(1_000);
  run({ turn: 1, told: TOLD });
  clock.pass(60_000);
  assert.deepEqual(told, []);
  says({ ...TOLD, revealed: true });
  clock.pass(3_001);
  assert.deepEqual(told, [["behind", "1 true"]]);
});
