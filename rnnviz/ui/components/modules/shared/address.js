// Where the app is, whatever path it lives under.

/** @returns {URL} of the app, with a slash at its end */
export function appBase() {
  /** @type {HTMLScriptElement | null} */
  const own = document.querySelector('script[src*="static/js/"]'); // Streamlit's
  return own ? new URL("../../", own.src) : new URL("./", document.baseURI);
}
