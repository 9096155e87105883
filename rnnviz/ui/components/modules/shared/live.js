// Pictures that follow a hand. The follower asks for them and hands each part to the drawing that shows it; what a run of
// the script sends meanwhile is older, and waits.

/**
 * A drawing of the page. `update` draws what a run of the script has sent; `follow` the same while something moves, as
 * fast as it can be; `still` makes up for what was left out. One that `leads` is never made to wait.
 * @typedef {(name: string, value: unknown, how?: { stays?: boolean }) => void} Tell sends something to the server: as an
 *   event, that comes with one message only; or so that it stays, and comes with every message from then on
 * @typedef {object} Drawn
 * @property {(bytes: Uint8Array, tell: Tell) => void} update
 * @property {() => void} remove
 * @property {(bytes: Uint8Array) => void} [follow]
 * @property {() => void} [still]
 * @property {boolean} [leads]
 */

export const live = { moving: false };

/** @type {Map<string, { view: Drawn, tell: Tell, bytes: Uint8Array, held: boolean }>} by the key of its component */
const places = new Map();

function same(one, other) {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false;
  return true;
}

/**
 * Draws what a run has sent, or keeps it for later.
 * @param {string} key
 * @param {Drawn} view
 * @param {Uint8Array} bytes
 * @param {Tell} tell
 */
export function take(key, view, bytes, tell) {
  const place = places.get(key);
  if (place?.view !== view) {
    places.set(key, { view, tell, bytes, held: false });
    view.update(bytes, tell);
    return;
  }
  place.tell = tell;
  if (live.moving && !view.leads) {
    Object.assign(place, { bytes, held: true });
    return;
  }
  // What moved here last is drawn already; the view is told all the same, for its theme may have changed.
  if (!same(bytes, place.bytes)) place.bytes = bytes;
  view.update(place.bytes, tell);
}

/**
 * @param {string} key
 * @param {Drawn} view
 */
export function forget(key, view) {
  if (places.get(key)?.view === view) places.delete(key);
}

/**
 * Draws what has just come.
 * @param {string} key
 * @param {Uint8Array} bytes
 */
export function show(key, bytes) {
  const place = places.get(key);
  if (!place) return;
  Object.assign(place, { bytes, held: false });
  if (place.view.follow) place.view.follow(bytes);
  else place.view.update(bytes, place.tell);
}

/** Draws everything again: its colours are others. */
export function redraw() {
  for (const { view, bytes, tell } of places.values()) view.update(bytes, tell);
}

/** Nothing has moved for a moment. */
export function standStill() {
  for (const { view } of places.values()) view.still?.();
}

/** The script has caught up: what it sent last is what counts. */
export function comeToRest() {
  live.moving = false;
  for (const place of places.values()) {
    if (place.held) place.view.update(place.bytes, place.tell);
    else place.view.still?.();
    place.held = false;
  }
}
