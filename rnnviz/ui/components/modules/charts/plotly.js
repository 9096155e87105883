// plotly.min.js, once for the whole page.

/** @type {Promise<void> | undefined} */
let plotlyArrives;

function appBase() {
  /** @type {HTMLScriptElement | null} */
  const own = document.querySelector('script[src*="static/js/"]'); // Streamlit's, whatever path the app lives under
  return own ? new URL("../../", own.src) : new URL("./", document.baseURI);
}

function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    // An address that Streamlit does not know answers with its own HTML page, which loads but defines nothing.
    script.onload = () => (globalThis.Plotly ? resolve() : reject(new Error(`no Plotly at ${url}`)));
    script.onerror = () => reject(new Error(`nothing at ${url}`));
    document.head.append(script);
  });
}

async function loadPlotly(addresses) {
  for (const address of addresses) {
    try {
      await loadScript(new URL(address, appBase()).href);
      return;
    } catch (error) {
      console.warn("rnnviz:", error.message);
    }
  }
  throw new Error("plotly.min.js could not be loaded");
}

/**
 * @param {string[]} addresses best first, relative to the app's
 * @returns {Promise<void>} once it is there
 */
export function plotly(addresses) {
  if (globalThis.Plotly) return Promise.resolve();
  plotlyArrives ??= loadPlotly(addresses).catch((error) => {
    plotlyArrives = undefined; // the next change of data tries again
    throw error;
  });
  return plotlyArrives;
}
