// Names at curves: where no curve is, inside of the chart, and where they stood before if they can.
import "./known.js";
import assert from "node:assert/strict";
import { drawn, heightsOf, namedIn, placed } from "../../../../rnnviz/ui/components/modules/charts/labels.js";

const area = { left: 50, top: 10, width: 400, height: 300 };
const columns = Array.from({ length: 101 }, (_, column) => column);
const named = (name, heightAt) => ({ name, colour: "#d55e00", heights: columns.map(heightAt) });

const hits = (box, heights) =>
  heights.some((height, column) => {
    const x = area.left + 4 * column;
    return x >= box.left && x <= box.left + box.width && height > box.top && height < box.top + box.height;
  });

Deno.test("no name stands on a curve, on another name or outside of the chart", () => {
  for (const slope of [-2.5, -1, 0, 0.5, 2.5]) {
    const curves = [
      named("RNN", (x) => 160 + slope * (x - 50)),
      named("LSTM", (x) => 150 + 0.4 * slope * (x - 50)),
      named("LSTM, cell state c", (x) => 120 - 30 * Math.sin(x / 15)),
    ];
    const labels = placed(curves, area);
    assert.equal(labels.length, 3, `slope ${slope}`);
    for (const { box, name } of labels) {
      assert.ok(!curves.some(({ heights }) => hits(box, heights)), `${name} at slope ${slope}`);
      assert.ok(box.left >= area.left && box.left + box.width <= area.left + area.width);
      assert.ok(box.top >= area.top && box.top + box.height <= area.top + area.height);
      for (const other of labels) {
        if (other.name === name) continue;
        const apart = box.left >= other.box.left + other.box.width || other.box.left >= box.left + box.width ||
          box.top >= other.box.top + other.box.height || other.box.top >= box.top + box.height;
        assert.ok(apart, `${name} and ${other.name}`);
      }
    }
  }
});

Deno.test("a name is beside its own curve", () => {
  const [{ box }] = placed([named("RNN", () => 200)], area);
  assert.ok(Math.min(Math.abs(box.top + box.height - 200), Math.abs(box.top - 200)) <= 4);
});

Deno.test("a name stays where it stood, if nothing is in its way there", () => {
  const before = new Map([["RNN", 37]]);
  assert.equal(placed([named("RNN", () => 200)], area, before)[0].place, 37);
  const inTheWay = named("LSTM", (x) => (x > 30 && x < 80 ? 190 + (x % 20) : 40));
  assert.notEqual(placed([named("RNN", () => 200), inTheWay], area, before)[0].place, 37);
});

Deno.test("a curve that is nowhere has no name, and one without room has none", () => {
  assert.deepEqual(placed([named("RNN", () => NaN)], area), []);
  assert.deepEqual(placed([named("RNN", () => 200)], { ...area, height: 10 }), []);
});

Deno.test("between two points a curve is a line, and where one is no number there is a gap", () => {
  const heights = heightsOf([50, 90, 370], [0, 40, NaN], area);
  assert.deepEqual(heights.slice(0, 11), [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, NaN]);
});

Deno.test("what a figure names are its labelled traces that are shown, and its levels", () => {
  const trace = (label, y) => ({ x: [1, 2], y, line: { color: "red" }, meta: { label } });
  const layout = {
    margin: { l: 50, r: 50, t: 10, b: 10 },
    xaxis: { range: [1, 2] },
    yaxis: { range: [-10, 0] },
    meta: { levels: [{ at: -5, name: "half" }] },
  };
  const data = [trace("one", [0, -10]), trace("hidden", [0, 0]), { ...trace("x", [0, 0]), meta: {} }];
  const found = namedIn({ data, layout }, { width: 500, height: 120, hidden: new Set([1]) });
  assert.deepEqual(found.named.map(({ name, colour }) => [name, colour]), [["one", "red"], ["half", null]]);
  assert.deepEqual([found.named[0].heights[0], found.named[0].heights.at(-1)], [10, 110]);
  assert.ok(found.named[1].heights.every((height) => height === 60));
  const zoomed = namedIn({ data, layout }, {
    width: 500,
    height: 120,
    hidden: new Set(),
    ranges: { x: [1, 2], y: [-5, 0] },
  });
  assert.equal(zoomed.named[2].heights[0], 110);
});

Deno.test("what is drawn is words, never markup", () => {
  const label = { name: "<b>&", colour: '"><script>', box: { left: 1, top: 2, width: 3, height: 4 }, place: 0 };
  const svg = drawn([label], { text: "#000", muted: "#666", paper: "#fff", fontFamily: '"A B", serif' });
  assert.ok(svg.includes("&lt;b>&amp;"));
  assert.ok(!svg.includes("<script>"));
});
