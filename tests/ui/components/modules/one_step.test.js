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
import { plainPlan, PLANS } from "../../../../rnnviz/ui/components/modules/one_step/plans.js";
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

Deno.test("a drawing shows what its cell has, by hand or plainly", () => {
  for (const run of runs) {
    for (const plan of [PLANS[run.cell], plainPlan(run)]) {
      for (const { forward, backward } of Object.values(plan.nodes)) {
        assert.ok(run.quantities.includes(forward), forward);
        assert.ok(backward === null || run.quantities.includes(backward), backward);
      }
      for (const { back } of plan.edges) if (back) assert.ok(run.vector(back, 2).values.length, back);
    }
  }
});
