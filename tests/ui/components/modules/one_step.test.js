// One step taken apart: numbers of any size, ledgers that add up, the graph of real runs, plans of any cell.
import "./known.js";
import assert from "node:assert/strict";
import { explain } from "../../../../rnnviz/ui/components/modules/one_step/explain.js";
import {
  allDigitsTimes,
  briefly,
  factorTexts,
  ledger,
} from "../../../../rnnviz/ui/components/modules/one_step/ledger.js";
import { Drawing, textOf } from "../../../../rnnviz/ui/components/modules/one_step/drawing.js";
import { pathOf } from "../../../../rnnviz/ui/components/modules/one_step/line.js";
import { BOX, measures, planOf } from "../../../../rnnviz/ui/components/modules/one_step/plans.js";
import { percent, shares, sharesInWords, waysBack } from "../../../../rnnviz/ui/components/modules/one_step/shares.js";
import { explainAll, ofAll, shownNumber } from "../../../../rnnviz/ui/components/modules/one_step/shown.js";
import { Run, total } from "../../../../rnnviz/ui/components/modules/one_step/run.js";
import { ACTIVATIONS, narrow, times, wideSigmoid } from "../../../../rnnviz/ui/components/modules/one_step/wide.js";
import { decode } from "../../../../rnnviz/ui/components/modules/shared/bytes.js";

/** @type {Run[]} of test_modules.py: every cell of the list, and settings at the extremes */
const runs = decode(Deno.readFileSync(Deno.env.get("RNNVIZ_TEST_RUNS"))).runs.map((data) => new Run(data));

const log10Of = ([value, exponent]) => Math.log10(Math.abs(value)) + exponent * Math.log10(2);

Deno.test("a sigmoid and its slopes keep their digits where floats have none", () => {
  for (const z of [-0.5, 3, 40]) assert.ok(Math.abs(narrow(wideSigmoid(z)) - 1 / (1 + Math.exp(-z))) < 1e-15);
  assert.ok(Math.abs(log10Of(wideSigmoid(-5000)) + 5000 / Math.LN10) < 1e-9);
  const [, slope] = ACTIVATIONS.tanh.lost;
  assert.ok(Math.abs(log10Of(slope(400)) - (Math.log10(4) - 800 / Math.LN10)) < 1e-9);
  assert.deepEqual(times([2, 3], [5, -10]), [10, -7]);
});

Deno.test("the lines of a ledger add up to the last digit that is shown", () => {
  const terms = [1 / 3, 2 / 3, -0.123456789, 1e-9, 5e-5, -7e-4, 0.25, 0.0125, 3e-3].map((value, k) => ({
    value,
    label: `${k}`,
  }));
  const sum = terms.reduce((all, term) => all + term.value, 0);
  const book = ledger(terms, sum, 0);
  const number = (text) => Number(text.replace("−", "-"));
  const lines = [...book.shown.map((term) => term.text), book.restText, book.leftText].map(number);
  assert.ok(Math.abs(lines.reduce((one, other) => one + other, 0) - number(book.sumText)) < 1e-12);
  assert.deepEqual(book.shown.map((term) => term.label), ["1", "0", "6", "2", "7", "8"]); // largest first
  assert.equal(book.rest.length, 3);
});

Deno.test("a ledger of tiny numbers shares a power of ten, beyond floats too", () => {
  const book = ledger([{ value: 1.5 }, { value: -0.5 }], 1, -4000);
  assert.equal(book.power, Math.floor(Math.log10(1.5) - 4000 * Math.log10(2)));
  assert.equal(book.left, 0);
  assert.equal(ledger([], 0, 0).sumText, "0.0000");
});

Deno.test("numbers are written with the digits and the room that there are", () => {
  assert.deepEqual(factorTexts({ factors: [0.123456789, [3, -2000]], gradient: 1 }, 0), ["0.12346", "2.6129·10⁻⁶⁰²"]);
  assert.deepEqual([briefly(1, -2, 9), briefly(-1, -14.27, 9), briefly(1, -1234.5, 8)], [
    "0.01",
    "−5·10⁻¹⁵",
    "3·10⁻¹²³⁵",
  ]);
  assert.equal(allDigitsTimes(0.1, 0), "0.1");
  assert.match(allDigitsTimes(1, -2000), /^8\.70980\d+e-603$/);
});

Deno.test("the terms of every quantity of every run add up to its number", () => {
  let explained = 0;
  for (const run of runs) {
    for (const t of new Set([1, 2, run.steps])) {
      for (const quantity of run.quantities) {
        const { values } = run.vector(quantity, t);
        for (const j of [0, values.length - 1]) {
          const found = explain(run, quantity, t, j);
          if (found.after) continue; // the sum is what something is taken of
          const sum = total(found.terms);
          const size = Math.max(...found.terms.map((term) => Math.abs(term.value)), Math.abs(found.value), 1e-300);
          assert.ok(
            Math.abs(sum - found.value) <= 1e-9 * size,
            `${run.cell} ${quantity} ${t} ${j}: ${sum} ${found.value}`,
          );
          for (const term of found.terms) {
            if (term.factors.length < 2) continue;
            const product = narrow(
              times(
                ...term.factors.map((
                  factor,
                ) => /** @type {[number, number]} */ (Array.isArray(factor) ? factor : [factor, 0])),
              ),
            );
            if (quantity === "da" && term.label.includes("ŷ")) continue; // with 1 / m beside its factors
            assert.ok(Math.abs(product - term.value) <= 1e-12 * Math.abs(term.value) || quantity === "da", term.label);
          }
          explained += 1;
        }
      }
    }
  }
  assert.ok(explained > 500, `${explained}`);
});

Deno.test("what is taken of a sum is the number", () => {
  for (const run of runs) {
    for (const quantity of run.quantities.filter((name) => run.nodes.has(name))) {
      const { after, terms, value } = explain(run, quantity, 2, 0);
      const node = run.nodes.get(quantity);
      if (!after || !ACTIVATIONS[node.kind === "activation" ? run.activation : node.kind]) continue;
      const { value: taken } = ACTIVATIONS[node.kind === "activation" ? run.activation : node.kind];
      assert.ok(Math.abs(taken(total(terms)) - value) < 1e-12, `${run.cell} ${quantity}`);
    }
  }
});

Deno.test("what a number is made of, and what is made of it, are two sides of one thing", () => {
  for (const run of runs) {
    for (const quantity of run.quantities) {
      for (const from of run.usesOf(quantity)) {
        assert.ok(explain(run, from, 2, 0).usedBy.includes(quantity), `${run.cell}: ${quantity} of ${from}`);
      }
    }
  }
});

const WIDTHS = [320, 358, 480, 629, 630, 716, 900, 1000];
const plans = runs.flatMap((run) => WIDTHS.map((width) => ({ run, width, plan: planOf(run, width) })));
/** @param {import("../../../../rnnviz/ui/components/modules/one_step/plans.js").Plan} plan */
const shownOf = ({ nodes, edges }) =>
  [
    ...Object.values(nodes).flatMap(({ forward, backward }) => [forward, backward]),
    ...edges.flatMap(({ label }) => [label?.forward?.[0], label?.backward?.[0]]),
  ].filter(Boolean);

Deno.test("a drawing shows what its cell has, by hand or plainly", () => {
  for (const { run, plan } of plans) {
    for (const { forward, backward } of Object.values(plan.nodes)) {
      assert.ok(run.quantities.includes(forward), forward);
      assert.ok(backward === null || run.quantities.includes(backward), backward);
    }
    for (const { back } of plan.edges) if (back) assert.ok(run.vector(back, 2).values.length, back);
    for (const operation of plan.operations) assert.ok(textOf(run, operation), JSON.stringify(operation));
  }
});

Deno.test("no box is lost, and none lies on another, however wide the drawing is", () => {
  for (const { run, width, plan } of plans) {
    const { box, xOf } = measures(plan, width);
    const boxes = Object.entries(plan.nodes).map(([key, { col, y }]) => ({ key, x: xOf([col, y]) - box / 2, y }));
    for (const { key, x, y } of boxes) {
      assert.ok(x >= 0 && x + box <= width + 0.01, `${run.cell} ${key} at ${x} of ${width}`);
      assert.ok(y >= 0 && y + BOX <= plan.height, `${run.cell} ${key} at ${y} of ${plan.height}`);
      const over = boxes.filter((other) =>
        other.key !== key && Math.abs(other.x - x) < box && Math.abs(other.y - y) < BOX
      );
      assert.deepEqual(over.map((other) => other.key), [], `${run.cell} ${key} at ${width}`);
    }
    for (const { points } of plan.edges) {
      for (const point of points) {
        assert.ok(xOf(point) >= 0 && xOf(point) <= width && point[1] >= 0 && point[1] <= plan.height, run.cell);
      }
    }
  }
});

Deno.test("every number of a drawing has a name, a value and terms that add up to it, forwards and backwards", () => {
  for (const { run, plan } of plans) {
    for (const quantity of new Set(shownOf(plan))) {
      for (const t of [1, 2, run.steps]) {
        const { values, exponent } = run.vector(quantity, t);
        const j = values.length - 1;
        const found = explain(run, quantity, t, j);
        assert.doesNotMatch(`${found.title} ${found.formula}`, /undefined|NaN|_prev|tanh_c|kept|null/, quantity);
        const sum = total(found.terms);
        const size = Math.max(...found.terms.map((term) => Math.abs(term.value)), Math.abs(found.value), 1e-300);
        if (!found.after) assert.ok(Math.abs(sum - found.value) <= 1e-9 * size, `${run.cell} ${quantity} ${t}`);
        assert.equal(found.value, values[j]);
        assert.equal(found.exponent, exponent);
        assert.ok(shownNumber(run, quantity, t, j, 8).length, quantity);
      }
    }
  }
});

Deno.test("what all units have is taken apart unit by unit", () => {
  for (const { run, plan } of plans) {
    for (const quantity of new Set(shownOf(plan))) {
      const { terms, value, exponent } = explainAll(run, quantity, 2, "");
      const log10 = log10Of([value, exponent]);
      assert.ok(Math.abs(total(terms) - value) <= 1e-12 * Math.abs(value), quantity);
      const [norm, mean] = [log10 / 2, log10];
      const expected = run.isGradient(quantity) ? norm : mean;
      const shown = ofAll(run, quantity, 2);
      assert.ok(shown === expected || Math.abs(shown - expected) < 1e-9, `${run.cell} ${quantity}`);
    }
  }
});

Deno.test("the two ways back of a step add up to the gradient at the state that carries it", () => {
  let added = 0;
  for (const run of runs) {
    const carrier = run.states.at(-1);
    for (let t = 2; t <= run.steps; t += 1) {
      if (!Number.isNaN(run.right[t - 2][0])) continue; // there the loss puts something in, too
      const { along, through } = waysBack(run, t);
      const sum = run.summed([along, through]);
      const whole = run.vector(`d${carrier}`, t - 1);
      const values = Array.from(whole.values);
      const size = Math.max(...values.map(Math.abs));
      values.forEach((value, j) => {
        const found = sum.values[j] * 2 ** (sum.exponent - whole.exponent);
        assert.ok(Math.abs(found - value) <= 1e-9 * size, `${run.cell} ${t}: ${found} ${value}`);
        added += 1;
      });
    }
  }
  assert.ok(added > 50, `${added}`);
});

Deno.test("shares are told in words, never as 0 or 100 where they are not", () => {
  assert.deepEqual(shares([-1000, -1000 - Math.log10(3)]).map(percent), ["75 %", "25 %"]);
  assert.deepEqual(shares([0, -5]).map(percent), ["over 99 %", "under 1 %"]);
  assert.deepEqual(shares([0, -Infinity]).map(percent), ["100 %", "0 %"]);
  assert.equal(shares([-Infinity, -Infinity]), null);
  const [one] = runs.filter((run) => run.cell === "lstm");
  assert.match(
    sharesInWords(one, 3, true, null),
    /^Of the gradient to c⟨2⟩, \d+ % goes back along the cell, \d+ % through the gates\.$/,
  );
  assert.match(
    sharesInWords(one, 3, false, 0),
    /^What makes c⟨3⟩: .+ kept from the step before, .+ new(, against each other)?\.$/,
  );
  assert.match(sharesInWords(one, 1, true, 0), /^Step 1 is the first/);
  const [plain] = runs.filter((run) => run.cell === "rnn");
  assert.match(sharesInWords(plain, 3, true, 0), /recurrent weights\.$/);
  for (const run of runs) {
    for (const backwards of [false, true]) {
      for (const j of [null, 0]) {
        for (const t of [1, run.steps]) {
          const words = sharesInWords(run, t, backwards, j);
          assert.ok(words.split(" ").length <= 25 && words.endsWith("."), words);
        }
      }
    }
  }
});

Deno.test("backwards the output has the gradient that the loss puts in, and 0 where it does not look", () => {
  let looks = 0;
  for (const run of runs) {
    for (let t = 1; t <= run.steps; t += 1) {
      const { values, exponent } = run.vector("dz_y", t);
      assert.equal(exponent, 0);
      const isLooking = !Number.isNaN(run.right[t - 1][0]);
      const found = explain(run, "dz_y", t, 0);
      assert.equal(found.terms.length, Number(isLooking));
      if (!isLooking) {
        assert.ok(Array.from(values).every((value) => value === 0) && found.formula.includes("does not look"));
        continue;
      }
      looks += 1;
      const scale = (run.linear ? 2 / run.n_y : 1) / run.batch;
      Array.from(values).forEach((value, q) => {
        const expected = (run.y[t - 1][q] - run.right[t - 1][q]) * scale;
        assert.ok(Math.abs(value - expected) <= 1e-6 * Math.abs(scale), `${run.cell} ${t} ${q}`);
      });
      // Through the weights of the output, it is what the loss puts into the hidden state.
      const { values: into } = run.vector("loss_a", t);
      const own = total(run.ownTerms(t, 0));
      assert.ok(Math.abs(into[0] - own) <= 1e-12 * Math.max(Math.abs(own), Math.abs(scale)));
    }
  }
  assert.ok(looks > 10, `${looks}`);
});

Deno.test("twice as wide a line carries twice as much, down to a pixel", () => {
  const widthOf = (size) => Drawing.prototype.widthOf.call({ widest: 10 }, size, -200);
  const widths = [-200, -200 + Math.log10(0.5), -201, -210, -Infinity, NaN].map(widthOf);
  assert.deepEqual(widths.map((width) => Number(width.toFixed(9))), [10, 5, 1, 1, 1, 1]);
});

Deno.test("a head points in the direction of the pass, and a line ends where it begins", () => {
  const forwards = pathOf([[0, 0], [100, 0]], 0, 12, true);
  assert.equal(forwards.line, "M0.0 0.0L80.0 0.0");
  assert.ok(forwards.head.startsWith("M88.0 0.0L79.0"));
  const backwards = pathOf([[100, 0], [0, 0]], 12, 0, true);
  assert.ok(backwards.line.startsWith("M88.0 0.0") && backwards.head.startsWith("M0.0 0.0L9.0"));
  assert.equal(pathOf([[0, 0], [0, 9]], 0, 0, false).head, "");
});

Deno.test("a number has as many digits as there is room for", () => {
  const of = (value, exponent, room) => {
    const run = { isGradient: () => true, nodes: new Map(), vector: () => ({ values: [value], exponent }) };
    return shownNumber(/** @type {any} */ (run), "da", 1, 0, room);
  };
  assert.deepEqual([of(-0.001634, 0, 8), of(-0.001634, 0, 7), of(0, 0, 7), of(NaN, 0, 7)], [
    "−0.00163",
    "−0.0016",
    "0",
    "NaN",
  ]);
  assert.equal(of(1, -4000, 7), "8·10⁻¹²⁰⁵");
});
