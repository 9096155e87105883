// plotly.min.js, once for the whole page.

import { appBase } from "../shared/address.js";

/** @type {Promise<void> | undefined} */
let plotlyArrives;

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

/**
 * @param {string} address relative to the app's
 * @returns {Promise<void>} once it is there
 */
export function plotly(address) {
  if (globalThis.Plotly) return Promise.resolve();
  plotlyArrives ??= loadScript(new URL(address, appBase()).href).catch((error) => {
    console.warn("rnnviz:", error.message);
    plotlyArrives = undefined; // the next change of data tries again
    throw error;
  });
  return plotlyArrives;
}
