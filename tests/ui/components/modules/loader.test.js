// The script that fetches a component's modules, where they come and where they do not.
import { page, put } from "./page.js";
import assert from "node:assert/strict";
import { constants } from "../../../../rnnviz/ui/components/modules/shared/constants.js";

const COMPONENTS = new URL("../../../../rnnviz/ui/components/", import.meta.url);
const source = Deno.readTextFileSync(new URL("browser/loader.js", COMPONENTS));
/** @type {(folder: string, modules: string[], main: string, constants: object) => Promise<(given: any) => any>} */
const load = new Function(`${source}; return load;`)();

page.baseURI = `${COMPONENTS}gates`;

async function quietly(work) {
  const { warn } = console;
  const said = [];
  console.warn = (...words) => said.push(words.join(" "));
  try {
    return { given: await work(), said };
  } finally {
    console.warn = warn;
  }
}

Deno.test("modules are asked for once, know what they have to know, and are what Streamlit calls", async () => {
  const modules = ["shared/constants.js", "shared/numbers.js"];
  const main = "follower/follower.js";
  const made = await load("modules/", modules, main, { ticks: [7] });
  await load("modules/", modules, main, {});
  assert.equal(typeof made, "function");
  assert.deepEqual(constants.ticks, [7]);
  const links = page.head.querySelectorAll("link");
  assert.deepEqual(
    links.map(({ rel, href }) => [rel, href]),
    modules.map((module) => [
      "modulepreload",
      new URL(`modules/${module}`, COMPONENTS).href,
    ]),
  );
});

Deno.test("a part of the page that cannot be drawn says so, and tells nobody", async () => {
  const { given: draw, said } = await quietly(() => load("absent/", [], "charts/charts.js", {}));
  const parentElement = put("div");
  draw({ parentElement, setTriggerValue: () => assert.fail("told") });
  assert.match(parentElement.textContent, /^This part of the page cannot be drawn/);
  assert.match(said.join(), /^rnnviz: .*absent/);
});

Deno.test("where the follower does not come, the script is told that nothing follows, and nothing is written", async () => {
  const folder = "modules/../absent/";
  const { given: draw } = await quietly(() => load(folder, [], "follower/follower.js", {}));
  const parentElement = put("div");
  const told = [];
  draw({ parentElement, setTriggerValue: (...what) => told.push(what) });
  assert.deepEqual(told, [["lost", true]]);
  assert.equal(parentElement.textContent, "");
});
