// Pictures that follow a hand: who waits for whom, what is asked when, and what the controls say.
import "./known.js";
import assert from "node:assert/strict";
import { fieldOf, isApart, numberIn } from "../../../../rnnviz/ui/components/modules/follower/controls.js";
import { Line } from "../../../../rnnviz/ui/components/modules/follower/line.js";
import {
  comeToRest,
  forget,
  live,
  show,
  standStill,
  take,
} from "../../../../rnnviz/ui/components/modules/shared/live.js";
import { levelOf, LEVELS, paintRow, tableOf } from "../../../../rnnviz/ui/components/modules/shared/scales.js";

/** @returns {any} a drawing that writes down what it is told */
function drawing(more = {}) {
  const done = [];
  return {
    done,
    update: (bytes) => done.push(`update ${bytes[0]}`),
    follow: (bytes) => done.push(`follow ${bytes[0]}`),
    still: () => done.push("still"),
    remove: () => {},
    ...more,
  };
}

const nobody = () => {};

function placed(key, view, first = 1) {
  take(key, view, Uint8Array.of(first), nobody);
  view.done.length = 0;
}

Deno.test("what a run sends while something moves is older, and waits", () => {
  const view = drawing();
  placed("chart", view);
  live.moving = true;
  show("chart", Uint8Array.of(7));
  take("chart", view, Uint8Array.of(3), nobody); // of a run that began before
  show("chart", Uint8Array.of(8));
  assert.deepEqual(view.done, ["follow 7", "follow 8"]);
  comeToRest();
  assert.deepEqual(view.done, ["follow 7", "follow 8", "still"]); // 3 is older than 8: never drawn
  assert.equal(live.moving, false);
  forget("chart", view);
});

Deno.test("what a run has sent last counts once all stands still", () => {
  const view = drawing();
  placed("chart", view);
  live.moving = true;
  show("chart", Uint8Array.of(7));
  take("chart", view, Uint8Array.of(8), nobody);
  comeToRest();
  assert.deepEqual(view.done, ["follow 7", "update 8"]);
  forget("chart", view);
});

Deno.test("one that leads is never made to wait, and one that cannot follow is drawn anew", () => {
  const [leads, plain] = [drawing({ leads: true }), drawing({ follow: undefined, still: undefined })];
  placed("leads", leads);
  placed("plain", plain);
  live.moving = true;
  take("leads", leads, Uint8Array.of(2), nobody);
  show("plain", Uint8Array.of(5));
  standStill();
  comeToRest();
  assert.deepEqual(leads.done, ["update 2", "still", "still"]);
  assert.deepEqual(plain.done, ["update 5"]);
  forget("leads", leads);
  forget("plain", plain);
});

Deno.test("who is gone is told nothing, and a new one at its place everything", () => {
  const [old, young] = [drawing(), drawing()];
  placed("chart", old);
  take("chart", young, Uint8Array.of(4), nobody);
  forget("chart", old); // late: the place has another drawing
  show("chart", Uint8Array.of(5));
  assert.deepEqual([old.done, young.done], [[], ["update 4", "follow 5"]]);
  forget("chart", young);
  show("chart", Uint8Array.of(6));
  assert.equal(young.done.length, 2);
});

// ------------------------------------------------------------------------------------------------ the line

class Socket {
  static OPEN = 1;
  /** @type {Socket[]} */
  static all = [];
  /** @type {() => void} */
  onopen = () => {};
  /** @type {() => void} */
  onclose = () => {};
  /** @type {(event: { data: any }) => void} */
  onmessage = () => {};
  readyState = 0;
  /** @type {any[]} */
  sent = [];
  constructor(url) {
    this.url = String(url);
    Socket.all.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  close() {
    this.readyState = 3;
    this.onclose();
  }
}

/** @param {(line: Line, heard: any[]) => void} test */
function withLine(test) {
  const kept = { socket: globalThis.WebSocket, document: globalThis.document };
  const there = { querySelector: () => null, baseURI: "https://there.example/app/gates" };
  Object.assign(globalThis, { WebSocket: Socket, document: there });
  Socket.all = [];
  const heard = [];
  const line = new Line(({ data, question }) => heard.push([data, question]));
  line.address = "live/gates";
  try {
    test(line, heard);
  } finally {
    Object.assign(globalThis, { WebSocket: kept.socket, document: kept.document });
  }
}

Deno.test("one question at a time, and next the newest", () =>
  withLine((line, heard) => {
    for (const gain of [1, 2]) line.ask({ gain });
    const [socket] = Socket.all;
    assert.equal(socket.url, "wss://there.example/app/live/gates");
    assert.deepEqual(socket.sent, []);
    socket.open();
    for (const gain of [3, 4, 5]) line.ask({ gain });
    assert.deepEqual(socket.sent, [{ gain: 2 }]);
    socket.onmessage({ data: "first" });
    socket.onmessage({ data: "second" });
    assert.deepEqual(socket.sent, [{ gain: 2 }, { gain: 5 }]);
    assert.deepEqual(heard, [["first", { gain: 2 }], ["second", { gain: 5 }]]);
    assert.equal(Socket.all.length, 1);
  }));

Deno.test("what is not asked yet can be forgotten", () =>
  withLine((line) => {
    line.ask({ gain: 1 });
    Socket.all[0].open();
    line.ask({ gain: 2 });
    line.forget();
    Socket.all[0].onmessage({ data: "" });
    assert.deepEqual(Socket.all[0].sent, [{ gain: 1 }]);
  }));

Deno.test("who has forgotten hears no answer to what was asked before, and every one to what is asked after", () =>
  withLine((line, heard) => {
    line.ask({ gain: 1 });
    Socket.all[0].open();
    line.forget();
    line.ask({ gain: 1 }); // the same again is another question
    Socket.all[0].onmessage({ data: "old" });
    Socket.all[0].onmessage({ data: "new" });
    assert.deepEqual(heard, [["new", { gain: 1 }]]);
  }));

Deno.test("a line that breaks is joined again by the next question", () =>
  withLine((line) => {
    line.ask({ gain: 1 });
    Socket.all[0].open();
    Socket.all[0].close();
    assert.equal(line.works, true);
    line.ask({ gain: 2 });
    assert.equal(Socket.all.length, 2);
    Socket.all[1].open();
    assert.deepEqual(Socket.all[1].sent, [{ gain: 2 }]);
    line.close();
    assert.equal(line.socket, null);
  }));

Deno.test("where there is no route nobody is asked again and again", () =>
  withLine((line) => {
    line.ask({ gain: 1 });
    Socket.all[0].close(); // before it was open
    assert.equal(line.works, false);
    for (const gain of [2, 3, 4]) line.ask({ gain });
    assert.equal(Socket.all.length, 1);
    line.broken -= 10_000;
    line.ask({ gain: 5 });
    assert.equal(Socket.all.length, 2);
  }));

// ------------------------------------------------------------------------------------------------ controls

const inside = (className) => ({ closest: () => (className === null ? null : { className }) });

Deno.test("a control is known by the key that Python gave it", () => {
  assert.equal(fieldOf(inside("stElement st-key-set_T_x other"), ["gain", "T_x"]), "T_x");
  assert.equal(fieldOf(inside("st-key-set_T_xy"), ["T_x"]), null);
  assert.equal(fieldOf(inside("last-key-set_gain"), ["gain"]), null);
  assert.equal(fieldOf(inside(null), ["gain"]), null);
  assert.equal(fieldOf(null, ["gain"]), null);
});

Deno.test("only a number within its bounds is one", () => {
  const field = (valueAsNumber, step = "1") => /** @type {any} */ ({ valueAsNumber, min: "0", max: "10", step });
  assert.equal(numberIn(field(3)), "3");
  assert.equal(numberIn(field(0.25, "any")), "0.25");
  for (const value of [NaN, -1, 11, 2.5, Infinity]) assert.equal(numberIn(field(value)), null, String(value));
});

Deno.test("a slider that the browser rounds to a step was not moved", () => {
  const slider = (value, step = "0.05") => /** @type {any} */ ({ value, step });
  assert.equal(isApart(slider("1"), 0.99), false);
  assert.equal(isApart(slider("0.95"), 0.975), false);
  assert.equal(isApart(slider("1.05"), 0.99), true);
  assert.equal(isApart(slider("7", "1"), 7), false);
  assert.equal(isApart(slider("0.25", "any"), 0.26), true);
});

// ------------------------------------------------------------------------------------------------ rows of maps

Deno.test("a row is coloured as each of its values is", () => {
  const values = [NaN, 0, -0, 1, -1, 0.5, 1e-300, 5e-324, -5e-324, 1e300, Infinity, -Infinity, -7.3, -16, 2, -1.5e4];
  for (let place = 0; place < 5000; place += 1) values.push(Math.sin(place * 12.9898) * 10 ** ((place % 40) - 20));
  for (const kind of /** @type {const} */ (["gate", "power", "signed", "gradient", "size"])) {
    const table = tableOf(kind, "light");
    const some = kind === "gate"
      ? values.map((value) => (value >= 0 && value <= 1 ? value : Math.abs(Math.sin(value))))
      : values;
    for (const offset of [0, 20]) {
      const pixels = new Uint32Array(some.length + 2);
      paintRow(kind, some, offset, table, pixels, 2);
      some.forEach((value, place) => {
        assert.equal(pixels[place + 2], table[levelOf(kind, value, offset)], `${kind} ${value}`);
      });
    }
    assert.equal(table[LEVELS], 0);
  }
});

Deno.test("a row of any float32 is coloured as each of its values is", () => {
  const bits = Uint32Array.from({ length: 0x10000 }, (_, high) => (high << 16) | ((high * 40503) & 0xffff));
  const values = new Float32Array(bits.buffer); // all signs and powers, subnormals, NaNs of every kind, infinities
  assert.ok(values.includes(Infinity) || values.some((value) => value > 3e38));
  for (const kind of /** @type {const} */ (["power", "signed", "gradient", "size"])) {
    const table = Uint32Array.from({ length: LEVELS + 1 }, (_, level) => level); // each level is told apart
    const pixels = new Uint32Array(values.length);
    paintRow(kind, values, 3, table, pixels, 0);
    const wrong = values.findIndex((value, place) => pixels[place] !== levelOf(kind, value, 3));
    assert.equal(wrong, -1, `${kind} ${values[wrong]}`);
  }
});
