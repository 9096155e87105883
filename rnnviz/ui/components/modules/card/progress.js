// Progress in lessons, kept in this browser alone.

const KEY = "rnnviz.progress";
const LONGEST = 200_000;

/** @returns {unknown} what was kept, if anything was and the browser allows it */
export function kept() {
  try {
    const text = localStorage.getItem(KEY);
    return text && text.length <= LONGEST ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** @param {object} progress */
export function keep(progress) {
  try {
    if (Object.keys(progress).length) localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // Where nothing can be kept, the visit keeps it.
  }
}

export function forgotten() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Then nothing was kept.
  }
}
