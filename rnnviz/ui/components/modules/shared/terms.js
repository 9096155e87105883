// A term says what it is where it stands (`frame.css`); at the right edge and the foot of the page its words would be cut.

const WIDEST = 22 * 16; // pixels, as there
const EDGE = 12;
const HIGHEST = 130; // four lines of it

/**
 * How far the words of a term are moved so that they stay between the edges.
 * @param {{ left: number }} term
 * @param {{ left: number, right: number }} page
 */
export function shiftOf(term, page) {
  const widest = Math.min(WIDEST, page.right - page.left - 2 * EDGE);
  return Math.max(Math.min(0, page.right - EDGE - widest - term.left), page.left + EDGE - term.left);
}

function keepInside({ target }) {
  const term = /** @type {HTMLElement | null} */ (target.closest?.("dfn[data-says]"));
  const page = term?.closest('[data-testid="stMain"], [data-testid="stSidebar"]');
  if (!term || !page) return;
  const { left, width } = page.getBoundingClientRect();
  const [box] = term.getClientRects(); // of words in two lines, where they begin
  const shift = shiftOf(box, { left, right: Math.min(left + width, innerWidth) });
  term.toggleAttribute("data-above", box.bottom + HIGHEST > innerHeight && box.top > HIGHEST);
  term.style.setProperty("--rv-shift", `${Math.round(shift)}px`);
}

/** Looks at every term before it is explained. */
export function watchTerms() {
  globalThis.addEventListener?.("pointerover", keepInside);
  globalThis.addEventListener?.("focusin", keepInside);
}
