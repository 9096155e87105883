// The networks unrolled: shades on one scale, boxes of what is reached, bands behind curves.
import "./known.js";
import assert from "node:assert/strict";
import { bandsIn } from "../../../../rnnviz/ui/components/modules/charts/bands.js";
import { heightOf, REACH, shadeOf, strengthOf } from "../../../../rnnviz/ui/components/modules/unrolled/shades.js";
import { partsOf } from "../../../../rnnviz/ui/components/modules/shared/ink.js";
import { drawInput, drawNetwork, middleOf } from "../../../../rnnviz/ui/components/modules/unrolled/strip.js";

const palette = { colour: [200, 100, 0], paper: [255, 255, 255], ink: [0, 0, 0] };
const look = { ...palette, text: "#111", fontFamily: "serif" };

// A canvas that only lists what it would draw.
function lister() {
  const list = [];
  const context = /** @type {any} */ ({
    list,
    roundRect: (x, y, width, height) => (context.box = { x, y, width, height }),
    fill: () => context.box && list.push({ ...context.box, fill: context.fillStyle }),
    fillRect: (x, y, width, height) => list.push({ x, y, width, height, fill: context.fillStyle }),
    fillText: (text, x, y) => list.push({ text, x, y, alpha: context.globalAlpha }),
    beginPath: () => (context.box = null),
    stroke() {},
    moveTo() {},
    lineTo: (x, y) => list.push({ line: [x, y] }),
    arc() {},
    globalAlpha: 1,
  });
  return context;
}

Deno.test("pale where nothing arrives, the own colour at the loss, darker above", () => {
  assert.deepEqual([strengthOf(-Infinity), strengthOf(-REACH), strengthOf(0), strengthOf(REACH), strengthOf(99)], [
    0,
    0,
    1,
    2,
    2,
  ]);
  const heights = [-Infinity, -4, -2, 0, 2, 4].map(heightOf);
  assert.deepEqual(heights, heights.toSorted((one, other) => one - other));
  assert.ok(heights[0] > 0 && heights.at(-1) === 1);
  assert.equal(shadeOf(0, palette), "rgb(200 100 0)");
  assert.equal(shadeOf(NaN, palette), null);
  const greens = [-4, -2, -1, 0, 1, 4].map((size) => partsOf(shadeOf(size, palette) ?? "")[1]);
  assert.deepEqual(greens, greens.toSorted((one, other) => other - one));
  assert.equal(new Set(greens).size, greens.length);
  assert.deepEqual(partsOf("#0072B2"), [0, 114, 178]);
});

Deno.test("a box a step, of the shade of what arrives there, and none that the backward pass has not reached", () => {
  const values = Float32Array.of(-9, -2, -1, 0);
  const place = { steps: 4, width: 40, height: 20, front: null };
  const all = lister();
  drawNetwork(all, { values, colour: palette.colour }, place, look);
  const boxes = all.list.filter(({ fill }) => fill);
  assert.deepEqual(boxes.map(({ fill }) => fill), [...values].map((value) => shadeOf(value, palette)));
  assert.deepEqual(boxes.map(({ x, width }) => x + width / 2), [1, 2, 3, 4].map((t) => middleOf(t, 4, 40)));
  const some = lister();
  drawNetwork(some, { values, colour: palette.colour }, { ...place, front: 3 }, look);
  assert.equal(some.list.filter(({ fill }) => fill).length, 2);
});

Deno.test("letters fade with the gradient", () => {
  const context = lister();
  const row = { values: Float32Array.of(-9, -1, 0), colour: palette.colour, characters: ["a", " ", "c"] };
  drawNetwork(context, row, { steps: 3, width: 60, height: 20, front: null }, look);
  const letters = context.list.filter(({ text }) => text);
  assert.deepEqual(letters.map(({ text }) => text), ["a", "␣", "c"]);
  assert.ok(letters[0].alpha < letters[1].alpha && letters[1].alpha < letters[2].alpha);
});

Deno.test("of more steps than pixels the strongest of those that share one is seen", () => {
  const values = new Float32Array(1000).fill(-4);
  values[555] = 0;
  const context = lister();
  drawNetwork(context, { values, colour: palette.colour }, { steps: 1000, width: 100, height: 20, front: null }, look);
  assert.equal(context.list.length, 100);
  assert.equal(context.list[55].fill, "rgb(200 100 0)");
  assert.equal(context.list.filter(({ fill }) => fill === "rgb(200 100 0)").length, 1);
});

Deno.test("the input is curves on one scale, or its letters", () => {
  const curves = lister();
  drawInput(curves, { curves: [Float32Array.of(1, -2)] }, { steps: 2, width: 20, height: 24 }, look);
  assert.deepEqual(curves.list.map(({ line }) => line), [[5, 7], [15, 22]]);
  const letters = lister();
  drawInput(letters, { characters: ["x", "\n"] }, { steps: 2, width: 40, height: 20 }, look);
  assert.deepEqual(letters.list.map(({ text }) => text), ["x", "⏎"]);
});

Deno.test("a band goes along its most and back along its least, and stays inside where it is exactly 0", () => {
  const layout = { margin: { l: 10, r: 10, t: 10, b: 10 }, xaxis: { range: [1, 3] }, yaxis: { range: [-10, 0] } };
  const band = { colour: "#123456", low: Float64Array.of(-Infinity, -4, 0), high: Float64Array.of(-2, -1, 0) };
  const svg = bandsIn({ layout }, [band], { width: 120, height: 120, id: "one" });
  assert.ok(svg.includes('d="M10.0,30.0L60.0,20.0L110.0,10.0L110.0,10.0L60.0,50.0L10.0,120.0Z"'), svg);
  const missing = { ...band, low: Float64Array.of(NaN, NaN, 0) };
  assert.ok(!bandsIn({ layout }, [missing], { width: 120, height: 120, id: "one" }).includes('d="M'));
});
