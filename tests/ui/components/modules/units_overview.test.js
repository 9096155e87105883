// One unit over time and the ranked table: what is computed in the browser.
import "./known.js";
import "./page.js";
import assert from "node:assert/strict";
import {
  highEnd,
  largest,
  linesOf,
  niceEnd,
  pointsOf,
  powerScale,
  rowsOf,
  signedScale,
  stripsOf,
} from "../../../../rnnviz/ui/components/modules/units_overview/curves.js";
import {
  headsOf,
  heldBy,
  ranked,
  sizeWritten,
  stepsWritten,
} from "../../../../rnnviz/ui/components/modules/units_overview/ranking.js";
import { rowsNumbered } from "../../../../rnnviz/ui/components/modules/unit_maps/panel.js";
import { RangeChoice } from "../../../../rnnviz/ui/components/modules/shared/range.js";
import { chooseRange } from "../../../../rnnviz/ui/components/modules/shared/scales.js";

const gate = (symbol) => ({ symbol, name: `gate ${symbol}`, kind: "gate" });
const gradient = (symbol, of) => ({ symbol, of, name: `dJ/d${symbol}` });
const lstm = {
  carrier: "c",
  input: { name: "input x" },
  gates: ["f", "i", "c̃", "o"].map(gate),
  slopes: [],
  states: [{ symbol: "c", name: "cell state" }, { symbol: "a", name: "hidden state" }],
  gradients: [
    ...["f", "i", "c̃", "o"].map((key) => gradient(key, "gates")),
    gradient("c", "states"),
    gradient("a", "states"),
  ],
  first: 1,
  table: {
    gates: ["f", "i", "o"],
    means: [[0.7, 0.8], [0.5, 0.4], [0.1, NaN]],
    memory: [2, Infinity],
    limits: [0.051, 0],
    gradient: [-5.9, -Infinity],
    share: [0.004, 0.996],
  },
};
const rnn = {
  carrier: "a",
  input: { name: "input x" },
  gates: [],
  slopes: [{ symbol: "1 − a²", name: "slope of tanh" }],
  states: [{ symbol: "a", name: "hidden state" }],
  gradients: [gradient("a", "gates"), gradient("a", "states")],
  first: 0,
  table: { gates: [], means: [], memory: [0], limits: null, gradient: [NaN], share: [NaN] },
};

Deno.test("the end of an axis is one of a few numbers, so that it stays while a slider moves", () => {
  assert.deepEqual([0, 0.4, 1, 1.01, 2, 2.9, 3.5, 7, 10, 12, 4e5, 1.7e308].map(niceEnd), [
    1,
    1,
    1,
    2,
    2,
    3,
    5,
    10,
    10,
    20,
    1e6,
    Number.MAX_VALUE,
  ]);
  assert.deepEqual([NaN, Infinity].map(niceEnd), [1, 1]);
  assert.equal(largest([[1, -3, NaN], [Infinity, 2]]), 3);
});

Deno.test("signed scales are symmetric about 0 and hold what they are given", () => {
  const { place, zero } = signedScale(2);
  assert.deepEqual([2, 0, -2, 5, -Infinity].map(place), [0, 0.5, 1, 0, 1]);
  assert.equal(zero, place(0));
  assert.deepEqual(signedScale(1e6).ticks.map(([, text]) => text), ["10⁶", "−10⁶"]);
});

Deno.test("the log axis of gradients has the range that is chosen, and what is exactly 0 is a gap", () => {
  chooseRange(-8);
  const { place, ticks } = powerScale(116);
  assert.deepEqual([2, 0, -8, -20, 9].map(place), [0, 0.19999999999999996, 1, 1, 0]);
  assert.ok(Number.isNaN(place(-Infinity)) && Number.isNaN(place(NaN)));
  assert.deepEqual(ticks.map(([, text]) => text), ["1", "10⁻⁸", "10²", "10⁻⁴"]);
  assert.deepEqual(
    powerScale(64).ticks.map(([, text]) => text),
    ["1", "10⁻⁸", "10⁻⁴"],
    "what would touch is not named",
  );
});

Deno.test("what grows is not cut off: the upper end is the same in every column, and seldom another one", () => {
  assert.deepEqual([-Infinity, 1, 2, 2.5, 5, 9, 12.5, 17, 90, 3000].map(highEnd), [
    2,
    2,
    2,
    4,
    6,
    12,
    16,
    24,
    96,
    3072,
  ]);
  const { place, ticks } = powerScale(116, highEnd(9));
  assert.deepEqual([12, -8].map(place), [0, 1]);
  assert.deepEqual(ticks.map(([, text]) => text), ["1", "10⁻⁸", "10¹²", "10⁻⁴"]);
});

Deno.test("strips of all columns stand at the same height, whatever gates there are", () => {
  const room = { gates: 4, states: 2 };
  const [one, other] = [stripsOf(lstm, room), stripsOf(rnn, room)];
  assert.equal(one.height, other.height);
  const top = (laid, part) => laid.strips.filter((strip) => strip.part === part).map((strip) => strip.top);
  assert.deepEqual(top(one, "input"), top(other, "input"));
  assert.equal(top(one, "state").at(-1), top(other, "state")[0]);
  assert.deepEqual(top(one, "gradient"), top(other, "gradient"));
  assert.deepEqual(one.strips.map(({ name }) => name.split(" ").at(-1)), [
    "x",
    "f",
    "i",
    "c̃",
    "o",
    "c",
    "a",
    "gate",
    "dJ/da",
  ]);
  assert.equal(one.free, null);
  const { top: from, height: left } = other.free;
  const slope = other.strips.find((strip) => strip.part === "slope");
  assert.equal(slope.name, "slope of tanh, 1 − a²");
  assert.ok(left > 0 && from + left < slope.top, "what is said stands above the slope");
  assert.ok(slope.top + slope.height <= top(other, "state")[0] - 16, "and the slope above the name of its state");
  for (const { strips } of [one, other]) {
    for (let index = 1; index < strips.length; index += 1) {
      assert.ok(strips[index].top >= strips[index - 1].top + strips[index - 1].height);
    }
  }
});

Deno.test("alone a cell without gates has room for its slope, and for no gates", () => {
  const { free, height, strips } = stripsOf(rnn, { gates: rowsOf(rnn), states: 1 });
  assert.equal(free, null);
  assert.deepEqual(strips.map(({ part }) => part), ["input", "slope", "state", "gradient", "gradient"]);
  assert.equal(rowsOf(lstm), 4);
  assert.ok(height < stripsOf(lstm, { gates: 4, states: 2 }).height);
  assert.deepEqual([0, 1, 2, 3, 4].map(linesOf), [2, 2, 2, 3, 3]);
});

Deno.test("a curve has a point a step, up to the loss, and of many steps the ends of each column", () => {
  assert.deepEqual(pointsOf([1, 2, 3], 3, 30, (value) => value, 2), [[5, 1], [15, 2]]);
  const many = Array.from({ length: 1000 }, (_, t) => (t === 500 ? 9 : 0));
  const points = pointsOf(many, 1000, 100, (value) => value);
  assert.equal(points.length, 200);
  assert.equal(Math.max(...points.map(([, y]) => y)), 9, "no extreme is hidden");
  assert.equal(pointsOf(many, 1000, 100, (value) => value, 10).length, 2);
});

Deno.test("the table ranks, the largest first, and what is no number last", () => {
  const values = [2, NaN, 7, 2, -Infinity];
  assert.deepEqual(ranked((unit) => values[unit], 5, true), [2, 0, 3, 4, 1]);
  assert.deepEqual(ranked((unit) => values[unit], 5, false), [4, 0, 3, 2, 1]);
});

Deno.test("columns are what the cell has", () => {
  assert.deepEqual(headsOf(lstm).map(({ key }) => key), [
    "unit",
    "mean f",
    "mean i",
    "mean o",
    "memory",
    "limits",
    "gradient",
  ]);
  assert.deepEqual(headsOf(rnn).map(({ key }) => key), ["unit", "memory", "gradient"]);
  const written = (unit) => headsOf(lstm).map(({ value, written: write }) => write(value(unit)));
  assert.deepEqual(written(0), ["1", "0.70", "0.50", "0.10", "2.0", "5 %", "1.3·10⁻⁶"]);
  assert.deepEqual(written(1), ["2", "0.80", "0.40", "NaN", "∞", "0 %", "0"]);
});

Deno.test("numbers of the table have two digits", () => {
  assert.deepEqual([0.0414, 0, 2.07, 99.96, 12345].map(stepsWritten), ["0.0", "0.0", "2.1", "100", "> 10⁴"]);
  assert.deepEqual([-5.74, -1, 0, 1.5, 2.99, 12, -Infinity, NaN].map(sizeWritten), [
    "1.8·10⁻⁶",
    "0.10",
    "1.0",
    "32",
    "977",
    "1.0·10¹²",
    "0",
    "–",
  ]);
});

Deno.test("it is said which unit holds most", () => {
  assert.equal(heldBy(lstm, 1), "largest share of the gradient at step 1: 100 %");
  assert.equal(heldBy(lstm, 0), "holds less than 1 % of the gradient at step 1");
  assert.equal(heldBy(rnn, 0), "the one unit there is");
});

Deno.test("rows have their numbers where there is room for them", () => {
  assert.deepEqual(rowsNumbered(8, 240), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(rowsNumbered(32, 144), [0, 9, 19, 29]);
  assert.deepEqual(rowsNumbered(1, 144), [0]);
  const places = rowsNumbered(256, 768).map((row) => 3 * row);
  assert.ok(places.every((place, index) => !index || place - places[index - 1] >= 13));
});

Deno.test("buttons choose the range, and all of them say which it is", () => {
  const place = /** @type {any} */ (document.createElement("div"));
  const [one, other] = [new RangeChoice(place, "Colours"), new RangeChoice(place, "Gradients")];
  const pressed = (choice) => choice.buttons.map((button) => button.getAttribute("aria-pressed")).join(" ");
  assert.deepEqual([pressed(one), pressed(other)], Array(2).fill("false true false"));
  const [click] = /** @type {any} */ (one.buttons[2]).listeners.click;
  click();
  assert.deepEqual([pressed(one), pressed(other)], Array(2).fill("false false true"));
  other.remove();
  chooseRange(-8);
  assert.deepEqual([pressed(one), pressed(other)], ["false true false", "false false true"]);
  one.remove();
});
