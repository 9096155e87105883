// What a chart computes without drawing: places, values, legends, themes.
import "./known.js";
import assert from "node:assert/strict";
import { moreLegendRoom, themed } from "../../../../rnnviz/ui/components/modules/charts/layout.js";
import { heatmapAt, placeOf, timesOf, written } from "../../../../rnnviz/ui/components/modules/charts/traces.js";
import { threeDigits } from "../../../../rnnviz/ui/components/modules/shared/numbers.js";

Deno.test("the place of a step among steps that are all there, or few", () => {
  assert.deepEqual([1, 5, 9].map((t) => placeOf([1, 2, 3, 4, 5, 6, 7, 8, 9], t)), [0, 4, 8]);
  const few = [1, 5.4, 20, 20.8];
  assert.deepEqual([1, 5, 6, 20, 21, 30].map((t) => placeOf(few, t)), [0, 1, -1, 2, 3, -1]);
});

Deno.test("steps of a trace are given, or counted", () => {
  assert.deepEqual([...Array.from(timesOf({ x: [3, 4] }))], [3, 4]);
  assert.deepEqual([...Array.from(timesOf({ y: [1, 2, 3], x0: 5, dx: 2 }))], [5, 7, 9]);
  assert.deepEqual([...Array.from(timesOf({ type: "heatmap", z: [[1, 2]] }))], [0, 1]);
  assert.deepEqual([...Array.from(timesOf({}))], []);
});

Deno.test("a map says least, middle and largest of what there is", () => {
  const map = { type: "heatmap", z: [[1, 9], [2, NaN], [3, 7]], meta: { beyond: "nothing" } };
  assert.equal(heatmapAt(map, 0, threeDigits), "min 1 · median 2 · max 3");
  assert.equal(heatmapAt(map, 1, threeDigits), "min 7 · median 8 · max 9 · 1 of 3 not finite");
  // Row k is there up to step last[k].
  const late = { ...map, x: [1, 2], meta: { beyond: "nothing", last: [1, 1, 1] } };
  assert.equal(heatmapAt(late, 1, threeDigits), "nothing");
});

Deno.test("texts are made for the point that is pointed at alone", () => {
  const line = written({ y: [1e-14, 2], hovertemplate: "%{text}", meta: {} });
  assert.equal(line.text[0], "1.00·10⁻¹⁴");
  const powers = written({ type: "heatmap", z: [[-400, 1]], hovertemplate: "%{text}", meta: { log10: true } });
  assert.deepEqual([powers.text[0][0], powers.text[0][1]], ["1.00·10⁻⁴⁰⁰", "10"]);
  const plain = { y: [1] };
  assert.equal(written(plain), plain);
});

const legend = (names, more = {}) => ({
  data: names.map((name) => ({ name })),
  layout: { showlegend: true, margin: { l: 50, r: 10, t: 36, autoexpand: false }, ...more },
});

Deno.test("a legend needs more room where it breaks into rows", () => {
  const spec = legend(["RNN hidden state", "LSTM hidden state", "LSTM cell state"]);
  assert.equal(moreLegendRoom(spec, 900), 0);
  assert.ok(moreLegendRoom(spec, 420) > 0);
  assert.ok(moreLegendRoom(spec, 250) > moreLegendRoom(spec, 420));
  assert.equal(moreLegendRoom(legend(["one"]), 100), 0);
});

Deno.test("a theme changes scales and neutral lines, and nothing that was sent", () => {
  const spec = {
    data: [{ colorscale: [[0, "red"]] }, { meta: { neutral: true }, line: { width: 2 }, marker: { size: 3 } }],
    layout: { coloraxis: { colorscale: [[0, "red"]] } },
  };
  const before = structuredClone(spec);
  const { data, layout } = themed(spec, "dark");
  assert.deepEqual(data[0].colorscale, [[0, "blue"]]);
  assert.deepEqual(data[1].line, { width: 2, color: "white" });
  assert.deepEqual(data[1].marker, { size: 3, color: "white", line: { color: "white" } });
  assert.deepEqual(layout.coloraxis.colorscale, [[0, "blue"]]);
  assert.deepEqual(spec, before);
});
