// The time cursor that all charts and drawings of a page share. It stays when the page is changed.

const TOUCHED = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
export const SAYS_HOW = TOUCHED ? "Touch here to read values." : "Point here or press ← → to read values.";
export const SAYS_KEYS =
  "Left and right arrow keys move the time cursor by one step, with Shift by ten; Home and End go to the ends; " +
  "Escape removes it.";
export const ANNOUNCE_AFTER_MS = 400;

/**
 * What moves with the cursor: each panel paints it, and may have a first and a last step.
 * @typedef {{ paintCursor: () => void, times?: any }} TimePanel
 * @type {{ t: number | null, panels: Set<TimePanel>, frame: number }}
 */
export const cursor = { t: null, panels: new Set(), frame: 0 };

/**
 * Where the cursor stood before a mouse pointed into a drawing: it goes back there when the mouse leaves.
 * @type {{ place: EventTarget, stood: number | null } | null}
 */
let pointing = null;

/** @param {number | null} t counted from 1; null takes it away */
export function moveCursor(t) {
  if (pointing) pointing.stood = t;
  paintAt(t);
}

/**
 * Moves the cursor with a pointer. Where a mouse is pressed, or a finger points, it stays.
 * @param {number} t
 * @param {any} event of a pointer, as the drawing heard it
 */
export function pointCursor(t, event) {
  const { currentTarget: place, pointerType, type } = event;
  if (pointerType === "touch" || type === "pointerdown") {
    moveCursor(t);
    return;
  }
  if (pointing?.place !== place) {
    pointing = { place, stood: pointing ? pointing.stood : cursor.t };
    place.addEventListener("pointerleave", () => leave(place), { once: true });
  }
  if (t !== cursor.t) paintAt(t);
}

function leave(place) {
  if (pointing?.place !== place) return;
  const { stood } = pointing;
  pointing = null;
  paintAt(stood);
}

function paintAt(t) {
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

/** Keeps the cursor within the steps that there are. */
export function clampCursor() {
  if (cursor.t === null || !cursor.panels.size) return;
  const [first, last] = timeRange();
  if (Number.isFinite(first)) moveCursor(Math.min(Math.max(cursor.t, first), last));
}

/**
 * @param {KeyboardEvent} event
 * @returns {number | null | undefined} where the cursor goes; undefined where the key does not move it
 */
export function cursorAfterKey(event) {
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
