// One entry of the history a page: the bare address of a page that was gone to gives way to that with its settings.
import assert from "node:assert/strict";

const entries = ["https://there.org/app/?gain=2"];
const listeners = {};
Object.assign(globalThis, {
  location: {
    get href() {
      return entries.at(-1);
    },
    get pathname() {
      return new URL(entries.at(-1)).pathname;
    },
    get search() {
      return new URL(entries.at(-1)).search;
    },
  },
  history: {
    pushState: (_state, _unused, url) => entries.push(new URL(url, entries.at(-1)).href),
    replaceState: (_state, _unused, url) => entries.splice(-1, 1, new URL(url, entries.at(-1)).href),
  },
  addEventListener: (name, react) => (listeners[name] = react),
});
const { keepOneEntryAPage } = await import("../../../../rnnviz/ui/components/modules/follower/entries.js");

Deno.test("a page that is gone to has one entry, and what is changed on it others", () => {
  keepOneEntryAPage();
  keepOneEntryAPage();
  const names = () => entries.map((url) => url.slice("https://there.org/app/".length));
  listeners.pointerdown(); // on a link
  history.pushState({}, "", "/app/gates");
  history.pushState({}, "", "?gain=2");
  assert.deepEqual(names(), ["?gain=2", "gates?gain=2"]);
  history.pushState({}, "", "?hide=code&gain=2"); // written in two steps, while nobody does anything
  assert.deepEqual(names(), ["?gain=2", "gates?hide=code&gain=2"]);
  history.pushState({}, "", "?gain=2");
  listeners.keydown();
  history.pushState({}, "", "?gain=3");
  assert.deepEqual(names(), ["?gain=2", "gates?gain=2", "gates?gain=3"]);
  listeners.pointerdown();
  history.pushState({}, "", "/app/why");
  listeners.keydown(); // somebody has seen it bare: a slider is moved there
  history.pushState({}, "", "?gain=4");
  assert.deepEqual(names().slice(3), ["why", "why?gain=4"]);
});
