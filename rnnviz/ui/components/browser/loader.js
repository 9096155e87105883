// What Streamlit imports as a component's script: it fetches the modules. Its call is put behind it by __init__.py.

/**
 * @param {string} folder address of the modules, relative to the app's
 * @param {string[]} modules what the component needs
 * @param {string} main the one that draws
 * @param {object} constants what shared/constants.js holds before any other module runs
 * @returns {Promise<(given: any) => any>} what Streamlit calls on every change
 */
// deno-lint-ignore no-unused-vars -- its call is put behind it
async function load(folder, modules, main, constants) {
  /** @type {HTMLScriptElement | null} */
  const own = document.querySelector('script[src*="static/js/"]'); // Streamlit's, whatever path the app lives under
  const base = new URL(folder, own ? new URL("../../", own.src) : new URL("./", document.baseURI));
  for (const { href } of modules.map((module) => new URL(module, base))) {
    if (document.querySelector(`link[href="${href}"]`)) continue; // another page has asked for it
    const link = document.createElement("link"); // all at once, instead of each after what imports it
    document.head.append(Object.assign(link, { rel: "modulepreload", href }));
  }
  try {
    const { know } = await import(new URL("shared/constants.js", base).href);
    know(constants);
    return (await import(new URL(main, base).href)).default;
  } catch (error) {
    console.warn("rnnviz:", error.message);
    return ({ parentElement, setTriggerValue }) => {
      if (main.startsWith("follower/")) setTriggerValue("lost", true); // the script follows the controls then
      else {parentElement.textContent =
          "This part of the page cannot be drawn: the server did not deliver its script. Reload the page to try again.";}
    };
  }
}
