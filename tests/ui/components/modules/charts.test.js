// What a chart computes without drawing: places, values, legends, themes.
import "./known.js";
import assert from "node:assert/strict";
import { themed } from "../../../../rnnviz/ui/components/modules/charts/layout.js";
import { entriesOf, swatchOf, withoutLegend } from "../../../../rnnviz/ui/components/modules/charts/legend.js";
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

const line = (name, more = {}) => ({ type: "scatter", mode: "lines", name, line: { color: "#123456" }, ...more });
const spec = (data, more = {}) => ({
  data,
  height: 300,
  layout: { showlegend: true, margin: { l: 50, r: 10, t: 62, b: 40, autoexpand: false }, ...more },
});

Deno.test("a legend has a name for what belongs together, and none where there is nothing to tell apart", () => {
  const names = (figure, unnamed) => entriesOf(figure, unnamed).map(({ name, indexes }) => [name, indexes]);
  const three = [line("a"), line("b", { legendgroup: "b" }), line("b", { legendgroup: "b", showlegend: false })];
  assert.deepEqual(names(spec(three)), [["a", [0]], ["b", [1, 2]]]);
  assert.deepEqual(names(spec([line("a"), line("b", { showlegend: false })])), []);
  assert.deepEqual(names(spec(three, { showlegend: false })), []);
  // Names at the curves are no legend, but for those that have found no place.
  const named = spec([line("a", { meta: { label: "a" } }), line("b", { meta: { label: "b" } })]);
  assert.deepEqual(names(named), []);
  assert.deepEqual(names(named, new Set(["b"])), [["b", [1]]]);
});

Deno.test("the band of a legend is no part of the figure, and the plot stays as high", () => {
  const inside = ({ height, layout: { margin } }) => height - margin.t - margin.b;
  const before = spec([line("a"), line("b")]);
  const after = withoutLegend(before);
  assert.equal(inside(after), inside(before));
  assert.ok(after.height < before.height);
  assert.equal(after.layout.showlegend, false);
  assert.equal(before.layout.margin.t, 62);
  const words = spec([line("a")], { annotations: [{ yref: "paper", y: 1, yanchor: "bottom", text: "here" }] });
  assert.ok(withoutLegend(words).layout.margin.t > after.layout.margin.t); // they need room
  assert.equal(withoutLegend(after), after);
});

Deno.test("a swatch tells by more than its colour, and holds no markup of a name or colour", () => {
  assert.match(swatchOf(line("a", { line: { color: "red", dash: "dot" } })), /stroke="red".*stroke-dasharray="3,3"/);
  const [hollow, filled] = ["diamond-open", "cross"].map((symbol) =>
    swatchOf({ mode: "markers", marker: { symbol, color: "red" } })
  );
  assert.match(hollow, /fill="none" stroke="red"/);
  assert.notEqual(hollow, filled);
  assert.match(swatchOf({ type: "bar", marker: { color: "red" } }), /fill="red"/);
  assert.match(swatchOf(line("a", { meta: { neutral: true } })), /currentColor/);
  assert.ok(!swatchOf(line("a", { line: { color: '"><script>' } })).includes("<script"));
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
