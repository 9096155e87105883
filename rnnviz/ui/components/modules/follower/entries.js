// One entry of the browser's history a page. Streamlit notes first the bare address of a page that is gone to, and then the
// same with its settings, so that going back would seem to do nothing, or show the defaults that nobody has seen there.

let isBare = false; // whether the last entry began as such a bare address, and nobody has done anything since

/** Called once; what comes later changes nothing. */
export function keepOneEntryAPage() {
  const { pushState } = history;
  if (pushState.name === "pushOnce") return;
  history.pushState = function pushOnce(state, unused, url) {
    const next = new URL(url ?? "", location.href);
    const isHere = next.pathname === location.pathname;
    const isSettled = isHere && isBare;
    if (!isHere) isBare = !next.search;
    (isSettled ? history.replaceState : pushState).call(history, state, unused, url);
  };
  for (const name of ["pointerdown", "keydown", "popstate"]) {
    addEventListener(name, () => (isBare = false), { capture: true });
  }
}
