// The rooms that one was in last, by their codes.

const KEY = "rnnviz.rooms";
const MOST = 5;
const LONGEST = 5_000;

/** @typedef {{ token: string, secret: string }} Place */

/** @returns {Array<[string, Place]>} from the oldest to the newest */
function all() {
  try {
    const text = localStorage.getItem(KEY);
    const read = text && text.length <= LONGEST ? JSON.parse(text) : [];
    return Array.isArray(read) ? read.filter((one) => Array.isArray(one) && one.length === 2) : [];
  } catch {
    return [];
  }
}

function write(places) {
  try {
    if (places.length) localStorage.setItem(KEY, JSON.stringify(places.slice(-MOST)));
    else localStorage.removeItem(KEY);
  } catch {
    // Where nothing can be kept, the visit keeps it.
  }
}

/**
 * @param {string} code
 * @returns {Place | undefined}
 */
export function kept(code) {
  return all().find(([of]) => of === code)?.[1];
}

/**
 * @param {string} code
 * @param {Place} place
 */
export function keep(code, place) {
  write([...all().filter(([of]) => of !== code), [code, place]]);
}

/** @param {string} code */
export function forget(code) {
  write(all().filter(([of]) => of !== code));
}
