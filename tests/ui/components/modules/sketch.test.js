// A chart as plain SVG: what is where, and nothing that figures say becomes markup.
import "./known.js";
import assert from "node:assert/strict";
import { canBeSketched, sketch, tickStep } from "../../../../rnnviz/ui/components/modules/charts/sketch.js";

const font = { color: "#333", size: 12, family: "serif" };
const axis = { title: { font }, tickfont: font, ticklen: 5, gridcolor: "#eee", linecolor: "#999" };
const template = {
  xaxis: axis,
  yaxis: axis,
  font,
  shapedefaults: { line: { color: "#000", width: 1 } },
  annotationdefaults: { font },
};
const layout = {
  margin: { l: 50, r: 10, t: 20, b: 30, autoexpand: false },
  xaxis: { range: [0, 10], title: { text: "time" } },
  yaxis: { range: [-4, 0] },
};
/** @type {any} */
const how = { id: "one", width: 160, height: 150, template, hidden: new Set() };
const line = (y, more = {}) => ({
  type: "scatter",
  mode: "lines",
  x: y.map((_, place) => place),
  y,
  line: { color: "red" },
  ...more,
});
/** The area is 100 wide from 50, and 100 high from 20: one unit of x is 10 pixels, one of y 25. */
const paths = (svg, color) =>
  [...svg.matchAll(/<path d="([^"]*)"[^>]*?(?:stroke|fill)="([^"]*)"/g)]
    .filter(([, , found]) => found === color || found === "none").map(([, d]) => d);

Deno.test("a line goes through its points and is broken where there is no number", () => {
  const svg = sketch({ data: [line([0, -1, NaN, -2, -Infinity, -4])], layout }, how);
  assert.ok(svg.includes('<path d="M50,20L60,45M80,70M100,120" fill="none" stroke="red"'), svg);
  assert.ok(svg.includes('<clipPath id="one-inside"><rect x="50" y="20" width="100" height="100"/></clipPath>'));
  assert.ok(svg.includes("url(#one-inside)"));
});

Deno.test("what is hidden or zoomed is so here, too", () => {
  const data = [line([0, -1]), line([-2, -2], { line: { color: "blue" } })];
  const svg = sketch({ data, layout }, { ...how, hidden: new Set([0]), ranges: { x: [0, 1], y: [-4, 0] } });
  assert.ok(!svg.includes('stroke="red"'));
  assert.ok(svg.includes('d="M50,70L150,70"'), svg);
});

Deno.test("points are marked, and dashes are dashes", () => {
  const points = { mode: "lines+markers", marker: { size: 6, color: "green" }, line: { color: "red", dash: "dot" } };
  const svg = sketch({ data: [line([0, -4], points)], layout }, how);
  assert.ok(svg.includes('stroke-dasharray="3,3"'));
  assert.equal(paths(svg, "green").filter((d) => d.includes("a3,3")).length, 1);
  const lone = sketch({ data: [line([0, -4], { mode: "markers" })], layout }, how);
  assert.ok(!lone.includes('stroke="red"'));
});

Deno.test("bars stand on each other, above and below", () => {
  const bar = (y, color) => ({ type: "bar", x: [1, 2], y, width: 1, marker: { color } });
  const data = [bar([-1, 1], "red"), bar([-1, -2], "blue"), bar([NaN, 0], "green")];
  const high = { ...layout, barmode: "relative", yaxis: { range: [-3, 1] } };
  const svg = sketch({ data, layout: high }, how);
  assert.ok(svg.includes('<path d="M55,45V70H65V45ZM65,45V20H75V45Z" fill="red"/>'), svg);
  assert.ok(svg.includes('<path d="M55,70V95H65V70ZM65,45V95H75V45Z" fill="blue"/>'), svg);
  assert.ok(svg.includes('<path d="" fill="green"/>'));
});

Deno.test("texts are texts, but for powers", () => {
  const more = {
    ...layout,
    xaxis: { ...layout.xaxis, title: { text: "<b>a & b</b><script>" } },
    yaxis: { ...layout.yaxis, tickvals: [-4, 0], ticktext: ["10<sup>−4</sup>", "<i>1"] },
  };
  const svg = sketch({ data: [line([0])], layout: more }, how);
  assert.ok(svg.includes("&lt;b>a &amp; b&lt;/b>&lt;script>"));
  assert.ok(svg.includes('10<tspan dy="-5" font-size="70%">−4</tspan>'));
  assert.ok(svg.includes("&lt;i>1"));
  assert.ok(!/<(?:script|b|i)\b/.test(svg));
});

Deno.test("ticks are as far apart as Plotly has them", () => {
  const step = (range, pixels, which) => tickStep({ range }, pixels, which);
  assert.equal(step([1, 100], 700, "x"), 20);
  assert.equal(step([1, 100], 1200, "x"), 10);
  assert.equal(step([-16, 1], 260, "y"), 5);
  assert.equal(tickStep({ range: [0, 1], dtick: 0.5 }, 100, "x"), 0.5);
});

Deno.test("only a figure that says all of itself is sketched", () => {
  const data = [line([0])];
  assert.equal(canBeSketched({ data, layout }), true);
  assert.equal(canBeSketched({ data: [{ type: "heatmap" }], layout }), false);
  assert.equal(canBeSketched({ data, layout: { ...layout, margin: undefined } }), false);
  assert.equal(canBeSketched({ data, layout: { ...layout, margin: { ...layout.margin, autoexpand: true } } }), false);
  assert.equal(canBeSketched({ data, layout: { ...layout, yaxis: {} } }), false);
  assert.equal(canBeSketched({ data: [...data, line([0], { yaxis: "y2" })], layout }), false);
  const shaped = (type) => canBeSketched({ data, layout: { ...layout, shapes: [{ type: "line" }, { type }] } });
  assert.deepEqual(["line", "rect", "circle"].map(shaped), [true, false, false]);
});

Deno.test("where there is no room nothing is drawn", () => {
  assert.equal(sketch({ data: [line([0])], layout }, { ...how, width: 60 }), "");
  assert.equal(sketch({ data: [line([0])], layout }, { ...how, height: 40 }), "");
});

const across = { type: "line", xref: "paper", x0: 0, x1: 1, y0: -1, y1: -1, line: { dash: "dash" } };

Deno.test("no colour, width, name or text of a figure gets out of its place in the markup", () => {
  const bad = '"/><script>&';
  const drawing = { line: { color: bad, width: bad }, marker: { color: bad }, name: bad, mode: "lines+markers" };
  const data = [line([0, -1], drawing), { type: "bar", x: [1], y: [-1], width: 1, marker: { color: bad }, name: bad }];
  const note = { x: 1, y: -1, text: bad };
  const more = { ...layout, shapes: [{ ...across, line: { color: bad, width: bad } }], annotations: [note] };
  const ticks = { range: [0, 10], tickvals: [1], ticktext: [bad], title: { text: `${bad}<sup>${bad}</sup>` } };
  const svg = sketch({ data, layout: { ...more, xaxis: ticks } }, how);
  assert.ok(!svg.includes("<script"), svg);
  assert.ok(!svg.includes('=""/>&lt;'), svg); // a quote that ends an attribute before its time
  assert.equal(svg.split("&lt;script>&amp;").length - 1, 10);
});

Deno.test("lines and words that compare stand where the figure says", () => {
  const up = { type: "line", yref: "paper", y0: 0, y1: 1, x0: 5, x1: 5, line: { dash: "dot", color: "red", width: 3 } };
  const annotations = [
    { xref: "paper", x: 0, xanchor: "left", xshift: 4, y: -1, yanchor: "bottom", text: "above" },
    { yref: "paper", y: 1, yanchor: "top", x: 5, xanchor: "right", text: "below" },
    { x: 5, y: -4.1, text: "outside" },
    { x: -1, y: -1, text: "left of it" },
  ];
  const svg = sketch({ data: [line([0])], layout: { ...layout, shapes: [across, up], annotations } }, how);
  const dashed = '<line x1="50" x2="150" y1="45" y2="45" stroke="#000" stroke-width="1" stroke-dasharray="9,9"/>';
  assert.ok(svg.includes(dashed), svg);
  assert.ok(
    svg.includes('<line x1="100" x2="100" y1="120" y2="20" stroke="red" stroke-width="3" stroke-dasharray="3,3"/>'),
  );
  assert.ok(svg.includes('<text x="56" y="40" fill="#333" font-size="12" text-anchor="start">above</text>'), svg);
  assert.ok(svg.includes('<text x="98" y="34" fill="#333" font-size="12" text-anchor="end">below</text>'), svg);
  assert.ok(!svg.includes("outside") && !svg.includes("left of it"));
});

Deno.test("an axis of powers of ten has a tick at every few, and a small line for each", () => {
  const yaxis = { range: [-4, 0], tickprefix: "10<sup>", ticksuffix: "</sup>", dtick: 2 };
  const svg = sketch({ data: [line([0])], layout: { ...layout, yaxis } }, how);
  const labels = [...svg.matchAll(/y="([\d.]+)"[^>]*text-anchor="end">10<tspan[^>]*>([^<]*)</g)];
  assert.deepEqual(labels.map(([, y, label]) => [y, label]), [["124.2", "−4"], ["74.2", "−2"], ["24.2", "0"]]);
  assert.ok(svg.includes("M50,120H150M50,70H150M50,20H150"), svg);
});
