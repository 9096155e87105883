// Names at curves: where no curve is, inside of the chart, and where they stood before if they can.
import "./known.js";
import assert from "node:assert/strict";
import { inkOn } from "../../../../rnnviz/ui/components/modules/shared/ink.js";
import { drawn, placed } from "../../../../rnnviz/ui/components/modules/charts/labels.js";
import { namedIn } from "../../../../rnnviz/ui/components/modules/charts/named.js";
import {
  cover,
  hits,
  nothing,
  spansOfBars,
  spansOfLine,
} from "../../../../rnnviz/ui/components/modules/charts/spans.js";

const area = { left: 50, top: 10, width: 400, height: 300 };
const xs = Array.from({ length: 401 }, (_, x) => area.left + x);
/** @returns {import("../../../../rnnviz/ui/components/modules/charts/labels.js").Named} */
const named = (name, heightAt, more = {}) => ({
  name,
  kind: "curve",
  look: { color: "#d55e00" },
  spans: spansOfLine(xs, xs.map((x) => heightAt((x - area.left) / 4)), area),
  area,
  ...more,
});

const apart = (one, other) =>
  one.left >= other.left + other.width || other.left >= one.left + one.width || one.top >= other.top + other.height ||
  other.top >= one.top + one.height;

function inPlace(curves, labels) {
  for (const { box, name, inside } of labels) {
    for (const one of curves) {
      if (!(inside && one.name === name)) assert.equal(hits(one.spans, box, area), 0, `${name} on ${one.name}`);
    }
    assert.ok(box.left >= area.left && box.left + box.width <= area.left + area.width);
    assert.ok(box.top >= area.top && box.top + box.height <= area.top + area.height);
    for (const other of labels) assert.ok(other.name === name || apart(box, other.box), `${name} and ${other.name}`);
  }
}

Deno.test("no name stands on a curve, on another name or outside of the chart", () => {
  for (const slope of [-2.5, -1, 0, 0.5, 2.5]) {
    const curves = [
      named("RNN", (x) => 160 + slope * (x - 50)),
      named("LSTM", (x) => 150 + 0.4 * slope * (x - 50)),
      named("LSTM, cell state c", (x) => 120 - 30 * Math.sin(x / 15)),
    ];
    const { labels, left } = placed(curves);
    assert.deepEqual([labels.length, left], [3, []], `slope ${slope}`);
    inPlace(curves, labels);
  }
});

Deno.test("curves that lie close together have lines that lead to them, from where it is free", () => {
  for (const [distance, without] of [[6, []], [16, []]]) {
    const curves = [0, 1, 2, 3, 4, 5].map((k) => named(`number ${k}`, () => 110 + Number(distance) * k));
    const { labels, left } = placed(curves);
    inPlace(curves, labels);
    assert.deepEqual(left, without);
    assert.ok(labels.some(({ lead }) => lead));
  }
});

Deno.test("a name is beside its own curve", () => {
  const { labels: [{ box }] } = placed([named("RNN", () => 200)]);
  assert.ok(Math.min(Math.abs(box.top + box.height - 200), Math.abs(box.top - 200)) <= 4);
});

Deno.test("a name stays where it stood, if nothing is in its way there", () => {
  const before = new Map([["RNN", 13]]);
  assert.equal(placed([named("RNN", () => 200)], before).labels[0].place, 13);
  const inTheWay = named("LSTM", (x) => (x > 30 && x < 80 ? 210 + (x % 20) : 40));
  assert.notEqual(placed([named("RNN", () => 200), inTheWay], before).labels[0].place, 13);
});

Deno.test("a curve that is nowhere has no name, and one without room is left to the legend", () => {
  assert.deepEqual(placed([named("RNN", () => NaN)]), { labels: [], left: [] });
  const low = { area: { ...area, height: 10 } };
  assert.deepEqual(placed([named("RNN", () => 12, low)]), { labels: [], left: ["RNN"] });
});

Deno.test("a long name is in two lines where the chart is narrow", () => {
  const narrow = { area: { ...area, width: 200 } };
  const { labels: [{ lines }] } = placed([named("largest possible change, measured", () => 200, narrow)]);
  assert.deepEqual(lines, ["largest possible", "change, measured"]);
});

Deno.test("what is faint may be behind a name, if it must", () => {
  const noise = named(null, (x) => (Math.round(4 * x) % 2 ? 12 : 305), { faint: true });
  assert.equal(placed([named("share", () => 200), noise]).labels.length, 1);
  assert.deepEqual(placed([named("share", () => 200), { ...noise, faint: false }]).left, ["share"]);
});

Deno.test("an area has its name inside, in black or white; a thin one is led to, one that is not seen has none", () => {
  const one = { ...named("slope", () => 0), kind: /** @type {const} */ ("area") };
  const of = (low, high) => {
    const spans = nothing(area);
    for (const column of spans.low.keys()) cover(spans, column, low, high);
    return { ...one, spans };
  };
  const [thick] = placed([of(100, 200)]).labels;
  assert.ok(thick.inside && thick.box.top > 100 && thick.box.top + thick.box.height < 200);
  assert.match(drawn([thick], page), /fill="#000000" font-size/);
  const [thin] = placed([of(100, 108)]).labels;
  assert.ok(!thin.inside && thin.lead?.y === 104);
  assert.deepEqual(placed([of(100, 100)]), { labels: [], left: [] });
  assert.deepEqual(["#7e29ff", "#c45c94", "#4e6c30", "#ab6e64"].map(inkOn), [
    "#ffffff",
    "#000000",
    "#ffffff",
    "#000000",
  ]);
});

Deno.test("a place of the x axis has its name beside its line, on either side", () => {
  for (const at of [5, 95]) {
    const spans = nothing(area);
    cover(spans, at, area.top, area.top + area.height);
    const mark = { ...named("the loss looks here", () => 0), kind: /** @type {const} */ ("mark"), spans };
    const { labels: [{ box }] } = placed([mark]);
    const x = area.left + 4 * at;
    assert.ok(at === 5 ? box.left >= x && box.left < x + 8 : box.left + box.width <= x && box.left + box.width > x - 4);
  }
});

Deno.test("a line covers what lies between its points, steep or dense, and has gaps", () => {
  const steep = spansOfLine([50, 90, 130], [0, 40, NaN], area);
  assert.deepEqual(steep.low.slice(0, 11), [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
  assert.deepEqual(steep.high.slice(0, 11), [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 40]);
  assert.ok(Number.isNaN(steep.low[11]));
  const dense = spansOfLine([50, 51, 52, 53], [100, 20, 180, 100], area);
  assert.deepEqual([dense.low[0], dense.high[0]], [20, 180]);
});

Deno.test("bars stand on each other", () => {
  const y = (value) => 100 - 10 * value;
  const bar = (value) => ({ x: [60], y: [value], width: 20 });
  const [first, second, up] = spansOfBars([bar(-2), bar(-3), bar(1)], (x) => x, y, area);
  assert.deepEqual([first, second, up].map(({ low, high }) => [low[2], high[2]]), [[100, 120], [120, 150], [90, 100]]);
});

const trace = (label, y, more = {}) => ({
  type: "scatter",
  mode: "lines",
  x: [1, 2],
  y,
  line: { color: "red" },
  meta: { label },
  ...more,
});
const figure = {
  margin: { l: 50, r: 50, t: 10, b: 10 },
  xaxis: { range: [1, 2] },
  yaxis: { range: [-10, 0] },
  meta: { levels: [{ at: -5, name: "half" }], marks: [{ at: 1.5, name: "here" }] },
};

Deno.test("what a figure names are its labelled traces that are shown, its levels and marks; the rest is in the way", () => {
  const data = [trace("one", [0, -10]), trace("hidden", [0, 0]), { ...trace("x", [0, 0]), meta: { neutral: true } }];
  const how = { width: 500, height: 120, hidden: new Set([1]) };
  const found = namedIn({ data, layout: figure }, how);
  const said = found.map(({ name, kind, look }) => [name, kind, look?.color]);
  assert.deepEqual(said, [["one", "curve", "red"], [null, "curve", null], ["here", "mark", undefined], [
    "half",
    "level",
    undefined,
  ]]);
  assert.deepEqual([found[0].spans.low[0], found[0].spans.high.at(-1)], [10, 110]);
  assert.ok(found[3].spans.low.every((height) => height === 60));
  const ranges = { x: [1, 2], y: [-5, 0] };
  assert.equal(namedIn({ data, layout: figure }, { ...how, ranges })[3].spans.low[0], 110);
});

Deno.test("a figure of several rows names in the row where a trace is", () => {
  const layout = {
    ...figure,
    meta: {},
    yaxis: { range: [-10, 0], domain: [0.5, 1] },
    yaxis2: { range: [0, 1], domain: [0, 0.4] },
  };
  const [above, below] = namedIn({ data: [trace("a", [0, 0]), trace("b", [0, 0], { yaxis: "y2" })], layout }, {
    width: 500,
    height: 120,
    hidden: new Set(),
  });
  assert.deepEqual([above.area.top, above.area.height, above.spans.low[0]], [10, 50, 10]);
  assert.deepEqual([below.area.top, below.area.height, below.spans.low[0]], [70, 40, 110]);
});

Deno.test("points, steps and boxes are in the way where they are", () => {
  const layout = { ...figure, meta: {}, shapes: [{ type: "rect", x0: 1, x1: 1.1, y0: -4, y1: -2 }] };
  const points = trace("p", [-5, -5], { mode: "markers", marker: { size: 8 } });
  const steps = trace("s", [0, -10], { line: { color: "red", shape: "hv" } });
  const found = namedIn({ data: [points, steps], layout }, { width: 500, height: 120, hidden: new Set() });
  assert.deepEqual([found[0].spans.low[0], found[0].spans.high[0], found[0].spans.low[50]], [56, 64, NaN]);
  assert.deepEqual([found[1].spans.high[50], found[1].spans.high[100]], [10, 110]);
  assert.deepEqual([found[2].name, found[2].spans.low[3], found[2].spans.high[3]], [null, 30, 50]);
});

const page = { text: "#000", muted: "#666", paper: "#fff", fontFamily: '"A B", serif' };

Deno.test("what is drawn is words, never markup", () => {
  const box = { left: 1, top: 2, width: 3, height: 4 };
  /** @type {any} */
  const label = {
    name: "<b>&",
    lines: ["<b>&"],
    kind: "curve",
    look: { color: '"><script>' },
    box,
    place: 0,
    lead: null,
  };
  const svg = drawn([label], page);
  assert.ok(svg.includes("&lt;b>&amp;"));
  assert.ok(!svg.includes("<script>"));
});

Deno.test("a name has a sample of its line: dashes, marks, or the colour of the text", () => {
  const box = { left: 1, top: 2, width: 80, height: 17 };
  const of = (look) => drawn([/** @type {any} */ ({ lines: ["a"], kind: "curve", look, box, lead: null })], page);
  assert.match(of({ color: "red", dash: "dot" }), /stroke="red"[^>]*stroke-dasharray="3,3"/);
  assert.match(of({ color: null }), /stroke="#000"/);
  assert.match(of({ color: "red", symbol: "x-thin", line: false }), /fill="none" stroke="red"/);
});
