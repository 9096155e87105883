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
const SCALES = /* scales */ null; // name -> theme -> colours, evenly spread
const [LOW, HIGH] = /* decades */ null; // powers of ten at the ends of the scale of gradients
const EXACTLY_ZERO = /* zero */ null; // what stands for the logarithm of 0 where −∞ cannot be drawn

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
const superscript = (whole) => String(whole).replace(/[-\d]/g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);

// A number as it is written on paper, in the style of numerals.py: 1.83·10⁻¹⁴ for 1.83e-14.
function onPaper(text) {
  const [mantissa, power] = text.split("e");
  return withMinus(mantissa) + (power === undefined ? "" : `·10${superscript(Number(power))}`);
}

function threeDigits(value) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) return onPaper(String(Number(value.toPrecision(3))));
  return onPaper(value.toExponential(2));
}

function threeDigitsOfPower(exponent) {
  if (exponent <= EXACTLY_ZERO) return "0";
  if (!Number.isFinite(exponent)) return threeDigits(exponent);
  if (Math.abs(exponent) < 300) return threeDigits(10 ** exponent);
  let whole = Math.floor(exponent);
  let mantissa = (10 ** (exponent - whole)).toFixed(2);
  if (mantissa === "10.00") [whole, mantissa] = [whole + 1, "1.00"];
  return onPaper(`${mantissa}e${whole}`);
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

// ---------------------------------------------------------------------------------------------- scales

// Powers of ten of a size that is read letter by letter: fewer than those of the maps, so that neighbours differ.
const [SIZE_LOW, SIZE_HIGH] = [-8, 0];

const positionOf = {
  gate: (value) => value, // 0 to 1
  size: (code, offset) => (code === 0 ? 0 : Math.min(Math.max((code - offset - SIZE_LOW) / (SIZE_HIGH - SIZE_LOW), 0), 1)),
  signed: (value) => (Number.isFinite(value) ? value / (0.5 + Math.abs(value)) : Math.sign(value)), // -1 to 1
  gradient: (code, offset) =>
    code === 0 ? 0 : Math.sign(code) * Math.min(Math.max((Math.abs(code) - offset - LOW) / (HIGH - LOW), 0), 1),
};

const inWords = {
  gate: threeDigits,
  signed: threeDigits,
  gradient: (code, offset) => (code < 0 ? "−" : "") + (code === 0 ? "0" : threeDigitsOfPower(Math.abs(code) - offset)),
};

inWords.size = inWords.gradient;
const isSequential = (kind) => kind === "gate" || kind === "size";
const LEVELS = 1024;
const tables = new Map();

// Colours of a scale as LEVELS packed pixels, and one more for what is no number.
function tableOf(kind, theme) {
  const name = `${isSequential(kind)} ${theme}`;
  if (tables.has(name)) return tables.get(name);
  const stops = SCALES[isSequential(kind) ? "sequential" : "diverging"][theme].map((hex) =>
    [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)),
  );
  const table = new Uint32Array(LEVELS + 1); // the last one stays transparent
  for (let level = 0; level < LEVELS; level += 1) {
    const place = (level / (LEVELS - 1)) * (stops.length - 1);
    const before = Math.min(Math.floor(place), stops.length - 2);
    const mixed = stops[before].map((part, index) =>
      Math.round(part + (stops[before + 1][index] - part) * (place - before)),
    );
    table[level] = (255 << 24) | (mixed[2] << 16) | (mixed[1] << 8) | mixed[0];
  }
  tables.set(name, table);
  return table;
}

const cssColour = (packed) => `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;

function levelOf(kind, value, offset) {
  if (Number.isNaN(value)) return LEVELS;
  const position = positionOf[kind](value, offset);
  return Math.round((isSequential(kind) ? position : (position + 1) / 2) * (LEVELS - 1));
}

// ---------------------------------------------------------------------------------------------- thinning

// Smallest and largest value of a block of rows and steps. A NaN is both: it must not go unseen.
function extremes(rows, from, to, start, stop) {
  let [least, most] = [Infinity, -Infinity];
  for (let row = from; row < to; row += 1) {
    for (let t = start; t < stop; t += 1) {
      const value = rows[row][t];
      if (value !== value) return [NaN, NaN];
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return [least, most];
}

// What there is room for: `rows` itself, or blocks of units and steps, each shown by its least and its largest value side
// by side. No extreme is ever hidden.
function thinned(rows, steps, width, height) {
  if (rows.length <= height && steps <= width) return { rows, columns: steps, thin: false };
  const blocks = Math.max(1, Math.min(steps, Math.floor(width / 2)));
  const bands = Math.max(1, Math.min(rows.length, Math.floor(height)));
  const made = Array.from({ length: bands }, (_, band) => {
    const [from, to] = [band, band + 1].map((edge) => Math.floor((edge * rows.length) / bands));
    const row = new Float32Array(2 * blocks);
    const first = band & 1; // as on a chessboard, so that no columns of one kind stand out
    for (let block = 0; block < blocks; block += 1) {
      const [start, stop] = [block, block + 1].map((edge) => Math.floor((edge * steps) / blocks));
      [row[2 * block + first], row[2 * block + 1 - first]] = extremes(rows, from, to, start, stop);
    }
    return row;
  });
  return { rows: made, columns: 2 * blocks, thin: true };
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

// Makes the default export from a class: `new View(parent)` once, `update(bytes, tell)` on every change, `remove()` at the
// end. `tell(name, value)` sends something to the server, as an event.
function mounted(View) {
  const views = new WeakMap();
  return ({ data, parentElement, setTriggerValue }) => {
    let view = views.get(parentElement);
    if (!view) {
      view = new View(parentElement);
      views.set(parentElement, view);
    }
    view.update(data, setTriggerValue);
    // Streamlit also calls this for an update that was overtaken by the next one, while the component lives on.
    return () =>
      setTimeout(() => {
        if (!parentElement.isConnected) view.remove();
      });
  };
}

