// What the components of a page share. This text is put in front of each component's own script.
//
// Streamlit calls a component's default export on every change of data or theme; data arrive as bytes (see message.py).
// Pointing and keys move the time cursor and choose units here, in the browser; nothing is ever sent back. Every
// component is a module of its own, so that what they share lives on `globalThis`, and stays when the page is changed.

const SAYS_HOW = "Point here or press ← → to read values.";
const SAYS_KEYS =
  "Left and right arrow keys move the time cursor by one step, with Shift by ten; Home and End go to the ends; " +
  "Escape removes it.";
const ANNOUNCE_AFTER_MS = 400;

// ---------------------------------------------------------------------------------------------- bytes to plain data

function decode(bytes) {
  const message = bytes.slice(); // starts at address 0, so that arrays can be views
  const headerLength = new DataView(message.buffer).getUint32(0, true);
  const numbersStart = Math.ceil((4 + headerLength) / 8) * 8;
  const types = { Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array };
  const view = (type, start, [length, ...inner]) => {
    if (!inner.length) return new type(message.buffer, numbersStart + start, length);
    const rowBytes = inner.reduce((a, b) => a * b, type.BYTES_PER_ELEMENT);
    return Array.from({ length }, (_, row) => view(type, start + row * rowBytes, inner));
  };
  return JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + headerLength)), (_key, value) =>
    value?.$array ? view(types[value.$array[0]], value.$array[1], value.$array[2]) : value,
  );
}

// ---------------------------------------------------------------------------------------------- numbers

const withMinus = (text) => text.replaceAll("-", "−");

function threeDigits(value) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) return withMinus(String(Number(value.toPrecision(3))));
  return withMinus(value.toExponential(2));
}

function threeDigitsOfPower(exponent) {
  if (exponent === -Infinity) return "0";
  if (!Number.isFinite(exponent)) return threeDigits(exponent);
  if (Math.abs(exponent) < 300) return threeDigits(10 ** exponent);
  let whole = Math.floor(exponent);
  let mantissa = (10 ** (exponent - whole)).toFixed(2);
  if (mantissa === "10.00") [whole, mantissa] = [whole + 1, "1.00"];
  return withMinus(`${mantissa}e${whole < 0 ? "" : "+"}${whole}`);
}

// ---------------------------------------------------------------------------------------------- the shared time cursor

const shared = (globalThis.rnnviz ??= { cursor: { t: null, panels: new Set(), frame: 0 } });
const { cursor } = shared;

function moveCursor(t) {
  cursor.t = t;
  cursor.frame ||= requestAnimationFrame(() => {
    cursor.frame = 0;
    for (const panel of cursor.panels) panel.paintCursor();
  });
}

function timeRange() {
  const ranges = [...cursor.panels].map((panel) => panel.times).filter(Boolean);
  return [Math.min(...ranges.map((range) => range[0])), Math.max(...ranges.map((range) => range[1]))];
}

function clampCursor() {
  if (cursor.t === null || !cursor.panels.size) return;
  const [first, last] = timeRange();
  if (Number.isFinite(first)) moveCursor(Math.min(Math.max(cursor.t, first), last));
}

function cursorAfterKey(event) {
  const [first, last] = timeRange();
  const step = event.shiftKey ? 10 : 1;
  switch (event.key) {
    case "ArrowLeft":
      return cursor.t === null ? last : Math.max(first, cursor.t - step);
    case "ArrowRight":
      return cursor.t === null ? first : Math.min(last, cursor.t + step);
    case "Home":
      return first;
    case "End":
      return last;
    case "Escape":
      return null;
    default:
      return undefined;
  }
}

// ---------------------------------------------------------------------------------------------- followed units

// { cell: [unit, ...] }, the last one followed last; and the unit that is pointed at. They stay when the page is changed.
const MOST_FOLLOWED = 8;
const units = (shared.units ??= { followed: {}, pointed: null, watchers: new Set() });

const followedIn = (cell) => (units.followed[cell] ??= []);

function tellWatchers() {
  for (const watcher of units.watchers) watcher.onUnits();
}

function toggleFollowed(cell, unit) {
  const all = followedIn(cell);
  const place = all.indexOf(unit);
  if (place >= 0) all.splice(place, 1);
  else all.push(unit);
  if (all.length > MOST_FOLLOWED) all.shift();
  tellWatchers();
}

function pointAt(cell, unit) {
  if (units.pointed?.cell === cell && units.pointed?.unit === unit) return;
  units.pointed = unit === null ? null : { cell, unit };
  for (const watcher of units.watchers) watcher.onPointed?.();
}

// ---------------------------------------------------------------------------------------------- elements and themes

function element(tag, className, parent) {
  const made = parent.appendChild(document.createElement(tag));
  made.className = className;
  return made;
}

function themeOf(root) {
  const background = getComputedStyle(root).outlineColor;
  const [red, green, blue] = (background.match(/[\d.]+/g) ?? ["255", "255", "255"]).map(Number);
  return { background, theme: 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light" };
}

// ---------------------------------------------------------------------------------------------- one component instance

// Makes the default export from a class: `new View(parent)` once, `update(bytes)` on every change, `remove()` at the end.
function mounted(View) {
  const views = new WeakMap();
  return ({ data, parentElement }) => {
    let view = views.get(parentElement);
    if (!view) {
      view = new View(parentElement);
      views.set(parentElement, view);
    }
    view.update(data);
    // Streamlit also calls this for an update that was overtaken by the next one, while the component lives on.
    return () =>
      setTimeout(() => {
        if (!parentElement.isConnected) view.remove();
      });
  };
}

