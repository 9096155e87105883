// Units that are followed in every drawing, and the one that is pointed at. They stay when the page is changed.

export const MOST_FOLLOWED = 8;
/**
 * @typedef {{ onUnits: () => void, onPointed?: () => void }} Watcher
 * @type {{ followed: Record<string, number[]>, pointed: { cell: string, unit: number } | null, watchers: Set<Watcher> }}
 */
export const units = { followed: {}, pointed: null, watchers: new Set() };

/**
 * @param {string} cell
 * @returns {number[]} its units, counted from 0, the one followed last last
 */
export const followedIn = (cell) => (units.followed[cell] ??= []);

function tellWatchers() {
  for (const watcher of units.watchers) watcher.onUnits();
}

/**
 * @param {string} cell
 * @param {number} unit
 */
export function toggleFollowed(cell, unit) {
  const all = followedIn(cell);
  const place = all.indexOf(unit);
  if (place >= 0) all.splice(place, 1);
  else all.push(unit);
  if (all.length > MOST_FOLLOWED) all.shift();
  tellWatchers();
}

/**
 * @param {string | null} cell
 * @param {number | null} unit
 */
export function pointAt(cell, unit) {
  if (units.pointed?.cell === cell && units.pointed?.unit === unit) return;
  units.pointed = unit === null ? null : { cell, unit };
  for (const watcher of units.watchers) watcher.onPointed?.();
}
