// From a word that tells a setting to its control, or a part of the page to that part.

const PATIENCE_MS = 3000; // until a control that is folded away is there
const LOOK_MS = 250;
const FOUND_MS = 2500;

const PART = "part-"; // what begins so names no setting

const controlOf = (field) => /** @type {HTMLElement | null} */ (document.querySelector(
  `.st-key-set_${field} :is(input, textarea, [role="combobox"], [role="radio"])`,
));

/**
 * Brings a setting's control into sight, and the keyboard to it.
 * @param {string} field
 * @param {number} [until] when to give up
 */
export function goTo(field, until = performance.now() + PATIENCE_MS) {
  if (field.startsWith(PART)) {
    const part = document.querySelector(`.st-key-${field.slice(PART.length)}`);
    if (!part) return;
    /** @type {HTMLElement | null} */ (part.querySelector("details:not([open]) > summary"))?.click();
    part.scrollIntoView({ block: part.getBoundingClientRect().height < innerHeight / 2 ? "center" : "start" });
    ring(part);
    return;
  }
  const control = controlOf(field);
  const around = control?.closest('[class*="st-key-set_"]');
  const box = around?.getBoundingClientRect();
  const visible = box && box.right > 0 && box.width > 0; // a sidebar that is folded is left of the page
  if (control && around && visible) {
    around.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
    ring(around);
    return;
  }
  if (performance.now() > until) return;
  if (!control && !document.querySelector(".st-key-more details[open]")) click(".st-key-more summary");
  if (control && !visible) click('[data-testid="stExpandSidebarButton"]');
  setTimeout(() => goTo(field, until), LOOK_MS);
}

/** @param {Element} found what is meant, ringed for a moment */
function ring(found) {
  found.classList.add("rnnviz-found");
  setTimeout(() => found.classList.remove("rnnviz-found"), FOUND_MS);
}

function click(selector) {
  /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click();
}

/** @param {AbortSignal} signal until when words are listened to */
export function listenToWords(signal) {
  document.addEventListener("click", ({ target }) => {
    const word = /** @type {HTMLElement} */ (target).closest?.("[data-goes]");
    if (word) goTo(word.getAttribute("data-goes") ?? "");
  }, { signal });
}
