// Units that are followed in every drawing, and the one that is pointed at. They stay when the page is changed.

export const MOST_FOLLOWED = 8;
/**
 * @typedef {{ onUnits: () => void, onPointed?: () => void }} Watcher
 * @type {{ whose: string | undefined, followed: Record<string, number[]>, opened: Record<string, number>, pointed: { cell: string, unit: number } | null, watchers: Set<Watcher> }}
 */
export const units = { whose: undefined, followed: {}, opened: {}, pointed: null, watchers: new Set() };

/**
 * @param {string} cell
 * @returns {number[]} its units, counted from 0, the one followed last last
 */
export const followedIn = (cell) => (units.followed[cell] ??= []);

/**
 * The one unit of a cell that is shown where there is room for one: the one followed last, else that it opened on.
 * @param {string} cell
 * @param {number} count of its units
 * @param {number} first to open on, if none was opened yet
 * @returns {number}
 */
export function shownIn(cell, count, first) {
  const followed = followedIn(cell).filter((unit) => unit < count).at(-1);
  if (followed !== undefined) return followed;
  if (!(units.opened[cell] < count)) units.opened[cell] = first;
  return units.opened[cell];
}

/**
 * Follows one unit of a cell, and no other.
 * @param {string} cell
 * @param {number} unit
 */
export function pick(cell, unit) {
  units.followed[cell] = [unit];
  tellWatchers();
}

/**
 * Units of another network are others: none of them is followed, or was opened.
 * @param {string | undefined} whose
 */
export function areUnitsOf(whose) {
  if (whose === undefined || whose === units.whose) return;
  const isFirst = units.whose === undefined;
  units.whose = whose;
  if (!isFirst) [units.followed, units.opened] = [{}, {}];
}

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

/**
 * Follows units as an address has them.
 * @param {string} whose
 * @param {Record<string, number[]>} followed
 * @param {Record<string, number>} opened
 */
export function follow(whose, followed, opened) {
  Object.assign(units, { whose, followed, opened });
  tellWatchers();
}
