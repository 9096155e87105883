// What all components share: bytes, numbers, the cursor, followed units, scales, thinning.
import "./known.js";
import assert from "node:assert/strict";
import { decode } from "../../../../rnnviz/ui/components/modules/shared/bytes.js";
import {
  clampCursor,
  cursor,
  cursorAfterKey,
  moveCursor,
  pointCursor,
} from "../../../../rnnviz/ui/components/modules/shared/cursor.js";
import {
  areUnitsOf,
  followedIn,
  MOST_FOLLOWED,
  pick,
  pointAt,
  shownIn,
  toggleFollowed,
  units,
} from "../../../../rnnviz/ui/components/modules/shared/followed.js";
import { onPaper, threeDigits, threeDigitsOfPower } from "../../../../rnnviz/ui/components/modules/shared/numbers.js";
import * as scales from "../../../../rnnviz/ui/components/modules/shared/scales.js";
import {
  chooseRange,
  cssColour,
  inWords,
  levelOf,
  LEVELS,
  positionOf,
  tableOf,
} from "../../../../rnnviz/ui/components/modules/shared/scales.js";
import { extremes, thinned } from "../../../../rnnviz/ui/components/modules/shared/thinning.js";

function message(header, ...numbers) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const bytes = new Uint8Array(start + numbers.reduce((all, one) => all + Math.ceil(one.byteLength / 8) * 8, 0));
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let place = start;
  for (const one of numbers) {
    bytes.set(new Uint8Array(one.buffer), place);
    place += Math.ceil(one.byteLength / 8) * 8;
  }
  return bytes;
}

Deno.test("bytes become plain data with arrays of any depth", () => {
  const header = {
    a: { $array: ["Float64Array", 0, [2]] },
    b: [{ $array: ["Int16Array", 16, [2, 1, 2]] }],
    none: { $array: ["Float32Array", 24, [0]] },
    text: "ã",
  };
  const found = decode(message(header, Float64Array.of(0.1, NaN), Int16Array.of(1, -2, 3, -4)));
  assert.deepEqual([...found.a], [0.1, NaN]);
  assert.deepEqual(found.b[0].map((rows) => rows.map((row) => [...row])), [[[1, -2]], [[3, -4]]]);
  assert.deepEqual([found.none.length, found.text], [0, "ã"]);
});

Deno.test("bytes may begin anywhere in their buffer", () => {
  const whole = message({ a: { $array: ["Float64Array", 0, [1]] } }, Float64Array.of(7));
  const shifted = new Uint8Array(whole.length + 3);
  shifted.set(whole, 3);
  assert.equal(decode(shifted.subarray(3)).a[0], 7);
});

Deno.test("numbers are written as on paper", () => {
  const said = [
    0,
    1,
    -0.5,
    1234.5,
    99999,
    100000,
    0.001,
    0.00099951,
    -1.8349e-14,
    1e300,
    NaN,
    Infinity,
    -Infinity,
    null,
  ];
  assert.deepEqual(said.map(threeDigits), [
    "0",
    "1",
    "−0.5",
    "1230",
    "100000",
    "1.00·10⁵",
    "0.001",
    "1.00·10⁻³",
    "−1.83·10⁻¹⁴",
    "1.00·10³⁰⁰",
    "NaN",
    "∞",
    "−∞",
    "–",
  ]);
  assert.equal(threeDigits(undefined), "–");
  assert.equal(onPaper("-2.5e-7"), "−2.5·10⁻⁷");
});

Deno.test("powers beyond the range of floats are written, too", () => {
  assert.deepEqual([-1000.25, 500, -2.30103, -1e9, -Infinity, NaN].map(threeDigitsOfPower), [
    "5.62·10⁻¹⁰⁰¹",
    "1.00·10⁵⁰⁰",
    "0.005",
    "0",
    "0",
    "NaN",
  ]);
  assert.equal(threeDigitsOfPower(-400.0000001), "1.00·10⁻⁴⁰⁰"); // and not 10.00·10⁻⁴⁰¹
});

const key = (name, shiftKey = false) => /** @type {KeyboardEvent} */ ({ key: name, shiftKey });

Deno.test("keys move the cursor within the steps of all panels", () => {
  cursor.panels.clear();
  for (const times of [[1, 20], [5, 30], undefined]) cursor.panels.add({ times, paintCursor() {} });
  cursor.t = null;
  assert.deepEqual(["ArrowLeft", "ArrowRight", "Home", "End", "Escape", "a"].map((name) => cursorAfterKey(key(name))), [
    30,
    1,
    1,
    30,
    null,
    undefined,
  ]);
  cursor.t = 4;
  assert.deepEqual(
    [key("ArrowLeft"), key("ArrowRight"), key("ArrowLeft", true), key("ArrowRight", true)].map(cursorAfterKey),
    [
      3,
      5,
      1,
      14,
    ],
  );
});

Deno.test("a cursor beyond the last step comes back to it, painted once", () => {
  const frames = [];
  globalThis.requestAnimationFrame = (paint) => frames.push(paint);
  let painted = 0;
  cursor.panels.clear();
  cursor.panels.add({ times: [1, 10], paintCursor: () => (painted += 1) });
  cursor.t = 99;
  clampCursor();
  clampCursor();
  assert.equal(cursor.t, 10);
  assert.equal(frames.length, 1);
  frames[0](0);
  assert.equal(painted, 1);
  cursor.t = null;
  clampCursor();
  assert.equal(cursor.t, null);
});

Deno.test("a mouse that leaves takes its cursor along, unless it was pressed there; a finger leaves it", () => {
  globalThis.requestAnimationFrame = () => 1;
  const [one, other] = [new EventTarget(), new EventTarget()];
  const point = (t, currentTarget, more = {}) =>
    pointCursor(t, { currentTarget, pointerType: "mouse", type: "pointermove", ...more });
  const leaves = (place) => place.dispatchEvent(new Event("pointerleave"));
  cursor.t = null;
  point(4, one);
  point(5, one);
  assert.equal(cursor.t, 5);
  leaves(one);
  assert.equal(cursor.t, null);
  point(6, one);
  point(6, one, { type: "pointerdown" });
  point(7, one);
  leaves(one);
  assert.equal(cursor.t, 6);
  point(8, other);
  moveCursor(9); // by a key
  leaves(other);
  assert.equal(cursor.t, 9);
  point(2, one, { pointerType: "touch" });
  leaves(one);
  assert.equal(cursor.t, 2);
  cursor.t = null;
});

Deno.test("of the units that are followed the oldest goes when there are too many", () => {
  let told = 0;
  units.watchers.add({ onUnits: () => (told += 1) });
  for (let unit = 0; unit <= MOST_FOLLOWED; unit += 1) toggleFollowed("lstm", unit);
  assert.deepEqual(followedIn("lstm"), Array.from({ length: MOST_FOLLOWED }, (_, k) => k + 1));
  assert.deepEqual(followedIn("rnn"), []);
  toggleFollowed("lstm", 3);
  assert.ok(!followedIn("lstm").includes(3));
  assert.equal(told, MOST_FOLLOWED + 2);
});

Deno.test("where there is room for one unit it is the one followed last, else the one that was opened on", () => {
  units.followed.gru = [];
  assert.equal(shownIn("gru", 8, 5), 5);
  assert.equal(shownIn("gru", 8, 2), 5, "it stays while numbers move");
  pick("gru", 3);
  pick("gru", 6);
  assert.deepEqual(followedIn("gru"), [6]);
  assert.equal(shownIn("gru", 8, 5), 6);
  assert.equal(shownIn("gru", 4, 2), 2, "a smaller network has another one");
  assert.equal(shownIn("gru", 8, 5), 6);
});

Deno.test("who watches is told once that a unit is pointed at", () => {
  let told = 0;
  units.watchers.clear();
  units.watchers.add({ onUnits() {}, onPointed: () => (told += 1) });
  pointAt("lstm", 2);
  pointAt("lstm", 2);
  assert.deepEqual(units.pointed, { cell: "lstm", unit: 2 });
  pointAt(null, null);
  assert.deepEqual([units.pointed, told], [null, 2]);
});

Deno.test("scales: ends, middle, and what is no number", () => {
  assert.deepEqual([0, 0.5, 1].map((value) => levelOf("gate", value)), [0, 512, LEVELS - 1]);
  assert.deepEqual([-Infinity, 0, Infinity].map((value) => levelOf("signed", value)), [0, 512, LEVELS - 1]);
  assert.equal(positionOf.signed(0.5), 0.5);
  assert.equal(levelOf("signed", NaN), LEVELS);
  // A gradient is coded as its sign times its power of ten plus an offset; 0 is an exact zero.
  chooseRange(-16);
  assert.deepEqual([16, 1, 19, -19, 0].map((code) => positionOf.gradient(code, 17)), [15 / 18, 0, 1, -1, 0]);
  chooseRange(-8);
  assert.deepEqual([16, 9, 19, -19, 0].map((code) => positionOf.gradient(code, 17)), [0.7, 0, 1, -1, 0]);
  assert.equal(inWords.gradient(-15, 17), "−0.01");
  assert.equal(inWords.gradient(0, 17), "0");
});

Deno.test("the range of gradients is one for all, keeps what is larger than at the loss apart, and is told", () => {
  let told = 0;
  const watcher = { onRange: () => (told += 1) };
  scales.rangeWatchers.add(watcher);
  for (const low of scales.RANGES) {
    chooseRange(low);
    assert.equal(scales.LOW, low);
    const places = [low - 1, low, 0, 1, 2, 3].map((exponent) => positionOf.power(exponent));
    assert.deepEqual([places[0], places[1], places[4], places[5]], [0, 0, 1, 1]);
    assert.ok(places[2] < places[3] && places[3] < 1);
    assert.equal(positionOf.gradient(-(40 + low), 40), -0);
    assert.equal(positionOf.size(40, 40), 1); // of letters 1 is the end
    assert.equal(positionOf.size(40 + low / 2, 40), 0.5);
  }
  chooseRange(-5); // is none
  assert.equal(scales.LOW, -16);
  scales.rangeWatchers.delete(watcher);
  chooseRange(-8);
  assert.equal(told, 4);
});

Deno.test("a table of colours goes from end to end, and leaves what is no number blank", () => {
  const table = tableOf("signed", "light");
  assert.equal(table.length, LEVELS + 1);
  assert.deepEqual([0, LEVELS - 1].map((level) => cssColour(table[level])), ["rgb(255 0 0)", "rgb(0 0 255)"]);
  assert.equal(table[LEVELS], 0);
  assert.equal(tableOf("gradient", "light"), table);
  assert.notEqual(tableOf("signed", "dark"), table);
});

Deno.test("thinning hides no extreme and no NaN", () => {
  const rows = Array.from(
    { length: 40 },
    (_, row) => Float64Array.from({ length: 300 }, (_, t) => Math.sin(7 * row + t * t)),
  );
  rows[11][123] = 9;
  rows[30][250] = -9;
  const { rows: shown, columns, thin } = thinned(rows, 300, 50, 10);
  assert.deepEqual([shown.length, columns, thin], [10, 50, true]);
  const all = shown.flatMap((row) => [...Array.from(row)]);
  assert.deepEqual([Math.max(...all), Math.min(...all)], [9, -9]);
  rows[0][0] = NaN;
  assert.ok(Array.from(thinned(rows, 300, 50, 10).rows[0]).some(Number.isNaN));
  assert.deepEqual(extremes([[3, 1, 2]], 0, 1, 0, 3), [1, 3]);
});

Deno.test("what fits is not thinned", () => {
  const rows = [[1, 2, 3]];
  assert.deepEqual(thinned(rows, 3, 3, 1), { rows, columns: 3, thin: false });
});

Deno.test("units of another network are not followed, those of the same one stay", () => {
  areUnitsOf("32 units, seed 0");
  toggleFollowed("lstm", 30);
  areUnitsOf("32 units, seed 0");
  areUnitsOf(undefined); // a drawing that does not know
  assert.ok(followedIn("lstm").includes(30));
  areUnitsOf("a network that was trained");
  assert.deepEqual([followedIn("lstm"), units.opened], [[], {}]);
});
