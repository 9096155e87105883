// The button that copies a link to what is on the screen. What the server knows comes from there; what the drawings know
// alone is asked of them.

import { decode } from "../shared/bytes.js";
import { live } from "../shared/live.js";
import { saysAll, seeAll } from "../shared/looked.js";
import { element, mounted } from "../shared/page.js";
import { queryOf } from "./copied.js";
import { isOn, listenToKeys, project } from "./projector.js";

const LOOK_MS = 50;
const PATIENCE_MS = 4000; // for the script to have what moved
const NAMES = { controls: "Controls", pages: "Other pages", code: "Code", downloads: "Downloads" };
let followed = 0; // how many addresses were followed since the app was loaded

class View {
  leads = true;

  constructor(parent) {
    this.root = element("div", "rv-root rv-link", parent);
    this.button = this.add(this.root, "rv-link-copy", "Copy link", () => this.copy());
    this.button.title = "Copy a link to what is on the screen";
    this.add(this.root, "rv-link-leave", "End projector (Esc)", () => project(false));
    this.panel = element("div", "rv-link-panel", this.root);
    this.panel.hidden = true;
    this.says = element("p", "rv-link-says", this.panel);
    this.says.setAttribute("role", "status");
    this.field = element("input", "rv-link-field", this.panel);
    this.field.readOnly = true;
    this.field.setAttribute("aria-label", "Link");
    this.field.addEventListener("focus", () => this.field.select());
    this.missing = element("ul", "rv-link-missing", this.panel);
    this.addChoices();
    this.addEnd();
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    listenToKeys(signal);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.close(true), { signal });
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.root.contains(/** @type {Node} */ (target))) this.close();
    }, { signal, capture: true });
  }

  add(parent, className, text, onClick) {
    const button = element("button", className, parent);
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", onClick);
    return button;
  }

  addChoices() {
    this.choices = element("fieldset", "rv-link-choices", this.panel);
    element("legend", "", this.choices).textContent = "Leave out for who opens it";
    /** @type {Record<string, HTMLInputElement>} */
    this.boxes = {};
    for (const [name, text] of Object.entries({ ...NAMES, screen: "All but the picture (projector)" })) {
      const label = element("label", "", this.choices);
      this.boxes[name] = element("input", "", label);
      this.boxes[name].type = "checkbox";
      label.append(text);
      this.boxes[name].addEventListener("change", () => this.copy());
    }
  }

  addEnd() {
    const end = element("div", "rv-link-end", this.panel);
    this.add(end, "rv-link-project", "Projector here", () => {
      this.close();
      project(true);
    });
    element("span", "", end).textContent = "PageDown and PageUp, or n and p, go on and back; Escape ends it.";
    this.add(end, "rv-link-close", "Close", () => this.close(true));
  }

  update(bytes) {
    this.message = decode(bytes);
    for (const [name, box] of Object.entries(this.boxes)) {
      box.disabled = this.message.hidden.includes(name);
      box.checked ||= box.disabled;
    }
    if (this.message.number <= followed) return;
    followed = this.message.number;
    seeAll(this.message.look);
    if (this.message.look.projector) project(true);
  }

  // What was moved a moment ago is in the link, too.
  async rest() {
    const until = performance.now() + PATIENCE_MS;
    while (live.moving && performance.now() < until) await new Promise((done) => setTimeout(done, LOOK_MS));
  }

  async copy() {
    await this.rest();
    const { query, says, lacks, most, hidable } = this.message;
    const hide = hidable.filter((name) => this.boxes[name].checked).join(",");
    const screen = this.boxes.screen.checked || isOn() ? { screen: "projector" } : {};
    const link = await queryOf({ ...query, ...saysAll(), ...screen, ...(hide ? { hide } : {}) }, lacks, most);
    const here = new URL(location.pathname, location.href);
    this.field.value = here.href + (link.query ? `?${link.query}` : "");
    this.missing.replaceChildren(...link.lacks.map((name) => {
      const item = document.createElement("li");
      item.textContent = says[name];
      return item;
    }));
    let copied = true;
    try {
      await navigator.clipboard.writeText(this.field.value);
    } catch {
      copied = false;
    }
    this.panel.hidden = false;
    this.says.textContent = copied
      ? `Copied: a link of ${this.field.value.length.toLocaleString("en")} characters.`
      : "The browser does not allow copying. Select the link here:";
  }

  close(focus = false) {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    if (focus) this.button.focus();
  }

  remove() {
    this.listeners.abort();
  }
}

export default mounted(View);
