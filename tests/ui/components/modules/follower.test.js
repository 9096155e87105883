// The follower as a whole, on a page that is made up: what it asks, what it shows, what it tells the script, and when.
import "./known.js";
import { clock, encoded, happens, page, put, Socket } from "./page.js";
import assert from "node:assert/strict";
import follow from "../../../../rnnviz/ui/components/modules/follower/follower.js";
import { appBase } from "../../../../rnnviz/ui/components/modules/shared/address.js";
import { forget, live, show, take } from "../../../../rnnviz/ui/components/modules/shared/live.js";
import { mounted } from "../../../../rnnviz/ui/components/modules/shared/page.js";

const FIRST = {
  address: "live/gates",
  query: { cells: "rnn", gain: "1", n_a: "8" },
  look: { sequence: 2 },
  fields: ["gain", "n_a"],
  values: { gain: 1, n_a: 8 },
  asks: true,
  problem: false,
  settled: 0,
};

function control(field, properties) {
  const kind = properties.type === "range" ? "stSlider" : "stNumberInput";
  const around = put("div", { className: `stElement st-key-set_${field}` });
  const holder = put("div", { className: kind }, around);
  const thumb = put("div", {}, holder);
  const input = put("input", { min: "0", max: "100", step: "any", valueAsNumber: Number(properties.value) }, thumb);
  return { thumb, input: Object.assign(input, properties) };
}

/** @param {(here: any) => void} test on a page with a slider, a number field, a chart and words, that the script has drawn */
function onPage(test, { message = FIRST, gain = "1" } = {}) {
  page.body.children = [];
  page.activeElement = null;
  [Socket.all, live.moving, clock.now] = [[], false, clock.now + 60_000];
  const slider = control("gain", { type: "range", value: gain });
  const number = control("n_a", { type: "number", value: "8", step: "1" });
  const words = put(
    "div",
    { "data-testid": "stHtml", innerHTML: "old" },
    put("div", { className: "st-key-words_top" }),
  );
  const drawn = [];
  /** @type {import("../../../../rnnviz/ui/components/modules/shared/live.js").Drawn} */
  const chart = {
    update: ([first]) => drawn.push(`update ${first}`),
    follow: ([first]) => drawn.push(`follow ${first}`),
    still: () => drawn.push("still"),
    remove() {},
  };
  take("chart", chart, Uint8Array.of(0), () => {});
  drawn.length = 0;
  const parentElement = put("div", {}, put("div", { className: "st-key-follower" }));
  const told = [];
  let leave = () => {};
  const run = (more = {}) => {
    const data = encoded({ ...message, ...more });
    leave = follow({ data, parentElement, setTriggerValue: (...what) => told.push(what), setStateValue: assert.fail });
  };
  const move = (value) => {
    slider.thumb.setAttribute("data-dragging", "true");
    Object.assign(slider.input, { value: String(value), valueAsNumber: Number(value) });
    slider.input.setAttribute("value", String(value));
  };
  const release = () => slider.thumb.attributes.delete("data-dragging");
  const type = (text) => {
    Object.assign(number.input, { value: text, valueAsNumber: text === "" ? NaN : Number(text) });
    page.activeElement = number.input;
    happens("input", { target: number.input });
  };
  const picture = (first, words = {}) =>
    encoded({ words, parts: { chart: { $array: ["Uint8Array", 0, [1]] } } }, [first]).buffer;
  const gone = () => {
    parentElement.parent.remove();
    leave();
    clock.pass(1);
  };
  run();
  const root = parentElement.children[0];
  const here = { drawn, told, run, move, release, type, picture, words, number, slider, root, gone, parentElement };
  try {
    test(here);
  } finally {
    gone();
    forget("chart", chart);
  }
}

Deno.test("what moves is asked with all that was moved, shown at once, and told once it stands still", () =>
  onPage(({ drawn, told, run, move, release, picture, words, root }) => {
    move(1.5);
    Socket.last.opens();
    assert.equal(Socket.last.url, "wss://there.org/app/live/gates");
    assert.equal(Socket.last.binaryType, "arraybuffer");
    const question = { query: { cells: "rnn", gain: "1.5", n_a: "8" }, look: { sequence: 2 } };
    assert.deepEqual(Socket.last.sent, [question]);
    Socket.last.answers(picture(7, { top: "<b>new</b>", elsewhere: "nothing" }));
    assert.deepEqual([drawn, words.innerHTML, root.drawn], [["follow 7"], "<b>new</b>", question]);

    clock.pass(1000);
    assert.deepEqual(told, []); // it is held still
    release();
    clock.pass(100);
    assert.deepEqual(told, [["settled", 1]]);
    assert.deepEqual(drawn, ["follow 7", "still"]);
    run({ settled: 0, values: { gain: 1.2, n_a: 8 } }); // a run that began before
    assert.equal(live.moving, true);
    run({ settled: 1, values: { gain: 1.5, n_a: 8 } });
    assert.equal(live.moving, false);
    clock.pass(5000);
    assert.equal(told.length, 1);
  }));

Deno.test("of pictures that come within one frame the first is drawn at once, and at its end the newest", () =>
  onPage(({ drawn, move, picture }) => {
    move(2);
    Socket.last.opens();
    move(3);
    Socket.last.answers(picture(2));
    move(4);
    Socket.last.answers(picture(3));
    Socket.last.answers(picture(4));
    assert.deepEqual(Socket.last.sent.map(({ query }) => query.gain), ["2", "3", "4"]);
    assert.deepEqual(drawn, ["follow 2"]);
    clock.frame();
    clock.frame();
    assert.deepEqual(drawn, ["follow 2", "follow 4"]);
    move(5);
    Socket.last.answers(picture(5));
    assert.deepEqual(drawn.at(-1), "follow 5");
  }));

Deno.test("an answer to what was asked before all came to rest is never shown when something moves again", () =>
  onPage(({ drawn, run, move, release, picture }) => {
    move(2);
    Socket.last.opens(); // it takes its time
    move(3);
    release();
    clock.pass(200);
    run({ settled: 1, values: { gain: 3, n_a: 8 } });
    assert.equal(live.moving, false);
    drawn.length = 0;
    move(4);
    Socket.last.answers(picture(2)); // older than the script's 3
    clock.frame();
    assert.deepEqual(drawn, []);
    Socket.last.answers(picture(4));
    clock.frame();
    assert.deepEqual(drawn, ["follow 4"]);
  }));

Deno.test("a frame that waits while all comes to rest draws nothing, even if something moves before it", () =>
  onPage(({ drawn, run, move, release, picture }) => {
    move(2);
    Socket.last.opens();
    release();
    clock.pass(200);
    Socket.last.answers(picture(2));
    run({ settled: 1, values: { gain: 2, n_a: 8 } });
    drawn.length = 0;
    move(4);
    clock.frame();
    assert.deepEqual(drawn, []);
    Socket.last.answers(picture(4));
    clock.frame();
    assert.deepEqual(drawn, ["follow 4"]);
  }));

function clickOn(target, more = {}) {
  const done = [];
  const event = { target, button: 0, preventDefault: () => done.push("kept"), stopPropagation() {}, ...more };
  happens("click", event);
  return done;
}

Deno.test("what is clicked before the script has what moved waits for that, and is let go once", () =>
  onPage(({ told, run, move, release, slider }) => {
    const link = put("a", { href: "/gates" });
    const clicks = [];
    link.click = () => clicks.push(clickOn(link).length); // as a browser does
    assert.deepEqual(clickOn(link), []); // nothing moves
    move(2);
    release();
    assert.deepEqual(clickOn(slider.thumb), []);
    assert.deepEqual(clickOn(link, { ctrlKey: true }), []);
    assert.deepEqual(clickOn(link), ["kept"]);
    clock.pass(1);
    assert.deepEqual(told, [["settled", 1]]); // at once
    run({ settled: 1, values: { gain: 1, n_a: 8 } }); // Streamlit did not know the value yet
    clock.pass(100);
    assert.deepEqual([told.length, clicks], [2, []]);
    run({ settled: 2, values: { gain: 2, n_a: 8 } });
    assert.deepEqual(clicks, [0]);
    clock.pass(10_000);
    assert.deepEqual(clicks, [0]);
  }));

Deno.test("a click does not wait for ever", () =>
  onPage(({ move, release }) => {
    const button = put("button", {}, put("div", { className: "stButton" }));
    const clicks = [];
    button.click = () => clicks.push(clickOn(button).length);
    move(2);
    release();
    assert.deepEqual(clickOn(button), ["kept"]);
    clock.pass(2900);
    assert.deepEqual(clicks, []);
    clock.pass(200);
    assert.deepEqual(clicks, [0]);
  }));

Deno.test("what is too large to follow is asked for once it is held still, and all that is older is marked", () =>
  onPage(({ drawn, move, release, run, picture, root }) => {
    const mark = () => page.documentElement.getAttribute("data-rv");
    move(2);
    assert.equal(mark(), "moves");
    Socket.last.opens();
    Socket.last.answers("later");
    assert.equal(mark(), "waits");
    clock.pass(200);
    clock.pass(1000);
    assert.deepEqual(Socket.last.sent.map(({ still, query }) => [query.gain, still]), [["2", undefined], ["2", true]]);
    Socket.last.answers(picture(2));
    assert.deepEqual([drawn, mark(), root.textContent], [["follow 2"], "moves", ""]);
    move(3);
    Socket.last.answers("later");
    clock.pass(1000);
    Socket.last.answers("later"); // nobody has time for it
    clock.pass(1000);
    assert.deepEqual([Socket.last.sent.length, mark()], [4, "waits"]);
    release();
    clock.pass(100);
    run({ settled: 1, values: { gain: 3, n_a: 8 } });
    assert.equal(mark(), "");
  }));

Deno.test("after a key all stands still only when the next one would have come", () =>
  onPage(({ told, slider }) => {
    const press = (value) => {
      happens("keydown", { target: slider.input });
      Object.assign(slider.input, { value, valueAsNumber: Number(value) });
      slider.input.setAttribute("value", value);
    };
    press("2");
    Socket.last.opens();
    clock.pass(350);
    press("3");
    clock.pass(350);
    assert.deepEqual(told, []);
    clock.pass(60);
    assert.deepEqual(told, [["settled", 1]]);
  }));

Deno.test("the script is told again until it has the last value", () =>
  onPage(({ told, run, move, release }) => {
    move(2);
    release();
    clock.pass(200);
    for (let settled = 1; settled <= 3; settled += 1) {
      assert.deepEqual(told.at(-1), ["settled", settled]);
      run({ settled, values: { gain: 1.9, n_a: 8 } });
      assert.equal(live.moving, true);
      clock.pass(100);
    }
    run({ settled: 4, values: { gain: 2, n_a: 8 } });
    assert.equal(live.moving, false);
  }));

Deno.test("it is not told for ever, and not where the script has a problem with the value", () => {
  onPage(({ told, run, move, release }) => {
    move(2);
    release();
    for (let settled = 1; live.moving && settled < 100; settled += 1) {
      clock.pass(200);
      run({ settled });
    }
    assert.deepEqual([live.moving, told.length], [false, 8]);
  });
  onPage(({ told, run, move, release }) => {
    move(2);
    release();
    clock.pass(200);
    run({ settled: 1, problem: true });
    assert.deepEqual([live.moving, told.length], [false, 1]);
  });
});

Deno.test("answers without a picture: one says why, the other nothing, and both let the next question go", () =>
  onPage(({ drawn, move, root, picture }) => {
    move(2);
    Socket.last.opens();
    Socket.last.answers("no");
    assert.equal(root.textContent, "");
    move(3);
    Socket.last.answers("later");
    assert.match(root.textContent, /stands still/);
    move(4);
    Socket.last.answers(picture(4));
    clock.frame();
    assert.deepEqual([drawn, root.textContent], [["follow 4"], ""]);
    assert.equal(Socket.last.sent.length, 3);
  }));

Deno.test("where nobody answers the script is told at once, and a line that broke is joined by the next move", () =>
  onPage(({ told, move, release }) => {
    move(2);
    Socket.last.breaks(); // there is no route
    release();
    move(3);
    release();
    clock.pass(0);
    assert.deepEqual(told, [["settled", 1]]);
    assert.equal(Socket.all.length, 1);
    clock.pass(5001);
    move(4);
    assert.equal(Socket.all.length, 2);
  }));

Deno.test("what was edited by hand is no question: the script alone is told", () =>
  onPage(({ told, move, release }) => {
    move(2);
    release();
    clock.pass(0);
    assert.deepEqual([told, Socket.all.length], [[["settled", 1]], 0]);
  }, { message: { ...FIRST, asks: false } }));

Deno.test("what the script moves, and what nobody follows, moves nothing", () =>
  onPage(({ slider, move, release }) => {
    slider.input.value = "5";
    slider.input.setAttribute("value", "5");
    const other = control("seed", { type: "range", value: "1" });
    other.thumb.setAttribute("data-dragging", "true");
    other.input.setAttribute("value", "2");
    assert.deepEqual([live.moving, Socket.all.length], [false, 0]);
    move(6);
    release();
    assert.equal(live.moving, true);
  }));

Deno.test("a slider that keys move is moved by hand, until the pointer goes elsewhere", () =>
  onPage(({ slider }) => {
    happens("keydown", { target: slider.input });
    happens("pointerdown", {});
    slider.input.value = "2";
    slider.input.setAttribute("value", "2");
    assert.equal(live.moving, false);
    happens("keydown", { target: slider.input });
    slider.input.value = "3";
    slider.input.setAttribute("value", "3");
    Socket.last.opens();
    assert.equal(Socket.last.sent[0].query.gain, "3");
  }));

Deno.test("what is typed is followed at once, and told when it is entered or left", () =>
  onPage(({ told, type, number }) => {
    for (const text of ["", "8", "8.5", "101"]) type(text);
    assert.equal(live.moving, false);
    type("12");
    Socket.last.opens();
    assert.equal(Socket.last.sent[0].query.n_a, "12");
    clock.pass(2000);
    assert.deepEqual(told, []); // the field has the focus still
    happens("keyup", { target: number.input, key: "Enter" });
    clock.pass(200);
    assert.deepEqual(told, [["settled", 1]]);
    type("13");
    page.activeElement = null;
    happens("change", { target: number.input });
    clock.pass(200);
    assert.deepEqual(told, [["settled", 1], ["settled", 2]]);
  }));

Deno.test("what was moved before the follower was there is asked and told, too", () =>
  onPage(({ told }) => {
    Socket.last.opens();
    assert.equal(Socket.last.sent[0].query.gain, "2.5");
    clock.pass(200);
    assert.deepEqual(told, [["settled", 1]]);
  }, { gain: "2.5" }));

Deno.test("who leaves the page leaves nothing that listens, waits, asks or is held", () =>
  onPage(({ told, move, type, gone, picture, drawn }) => {
    move(2);
    Socket.last.opens();
    Socket.last.answers(picture(2));
    const socket = Socket.last;
    gone();
    assert.deepEqual([live.moving, socket.readyState], [false, 2]);
    clock.frame();
    clock.pass(10_000);
    move(3);
    type("9");
    assert.deepEqual([told, drawn, live.moving, Socket.all.length], [[], ["follow 2"], false, 1]);
  }));

Deno.test("a component is made once, told every change, and removed when it is gone and not before", () => {
  const done = [];
  class View {
    constructor(parent) {
      done.push("made");
      parent.own = "";
    }
    update(bytes) {
      done.push(`update ${bytes[0]}`);
    }
    remove() {
      done.push("removed");
    }
  }
  const draw = mounted(View);
  const parentElement = put("div", {}, put("div", { className: "stElement st-key-some-place" }));
  const given = (first) => ({
    data: Uint8Array.of(first),
    parentElement,
    setTriggerValue: () => {},
    setStateValue: () => {},
  });
  const overtaken = draw(given(1));
  const leave = draw(given(2));
  overtaken();
  clock.pass(1);
  assert.deepEqual(done, ["made", "update 1", "update 2"]);
  live.moving = true;
  draw(given(3)); // it waits
  assert.equal(done.length, 3);
  show("some-place", Uint8Array.of(4)); // by the class that Streamlit makes of its key
  assert.equal(done.at(-1), "update 4");
  live.moving = false;
  parentElement.parent.remove();
  leave();
  clock.pass(1);
  assert.equal(done.at(-1), "removed");
});

Deno.test("the app is where Streamlit's script is, or else where the page is", () => {
  assert.equal(appBase().href, "https://there.org/app/");
  const own = put("script", { src: "https://there.org/deep/app/static/js/index.1.js" }, page.head);
  assert.equal(appBase().href, "https://there.org/deep/app/");
  own.remove();
});
