// The explanation beside the drawing, in which values are changed.

import { onPaper, threeDigits, withMinus } from "../shared/numbers.js";
import { element } from "../shared/page.js";
import { factorTexts, ledger } from "./ledger.js";
import { total } from "./run.js";

export class Explanation {
  constructor(parent, view) {
    this.view = view;
    this.root = element("section", "rv-explanation", parent);
    this.root.setAttribute("aria-label", "Where this number comes from");
    // What stands below keeps its place while the same quantity is shown: it leaves as much room as was needed so far.
    this.resizes = new ResizeObserver(() => (this.root.style.minHeight = `${this.root.offsetHeight}px`));
    this.resizes.observe(this.root);
  }

  paint(run, explained) {
    if (this.field) {
      this.painted = [run, explained]; // when the value is entered: what is being typed must not be lost
      return;
    }
    const open = this.root.querySelector("details")?.open && this.shown === `${explained.quantity}`;
    this.shown = `${explained.quantity}`;
    const asked = `${run.cell} ${this.shown} ${explained.j === null}`;
    if (asked !== this.asked) this.root.style.minHeight = "";
    this.asked = asked;
    this.root.replaceChildren();
    element("h4", "rv-explanation-title", this.root).textContent = explained.title;
    element("p", "rv-explanation-formula", this.root).textContent = explained.formula;
    const sum = explained.after ? total(explained.terms) : explained.value;
    const book = ledger(explained.terms, sum, explained.exponent);
    const note = element("p", "rv-explanation-unit", this.root);
    note.innerHTML = `results in units of 10<sup>${withMinus(String(book.power))}</sup>`;
    note.classList.toggle("rv-kept-free", !book.power); // as the line of what is left over
    const table = element("table", "rv-terms", this.root);
    for (const term of book.shown) this.row(table, term, explained.exponent);
    if (book.rest.length) {
      const row = element("tr", "", table);
      const cell = element("td", "", row);
      const details = element("details", "", cell);
      element("summary", "", details).textContent = `${book.rest.length} smaller terms`;
      details.open = Boolean(open);
      const inner = element("table", "rv-terms", details);
      for (const term of book.rest) this.row(inner, term, explained.exponent);
      element("td", "rv-term-value", row).textContent = book.restText;
    }
    // Its line is kept free: from step to step there is something left over, or nothing.
    const left = this.row(table, { label: "left over by rounding", text: book.leftText });
    if (!book.left) left.classList.add("rv-kept-free");
    if (!explained.terms.length) this.row(table, { label: "nothing arrives here", text: book.sumText });
    const last = element("tr", "rv-sum", table);
    const name = explained.after ? explained.after.sum : "sum";
    element("th", "", last).textContent = explained.terms.length > 1 ? `= ${name}` : "=";
    element("td", "rv-term-value", last).textContent = book.sumText;
    if (explained.after) {
      const value = explained.value;
      const text = explained.after.text ??
        onPaper(Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? value.toPrecision(5) : value.toExponential(4));
      element("p", "rv-explanation-after", this.root).textContent = `${explained.after.says} = ${text}`;
    }
  }

  row(table, term, exponent = 0) {
    const row = element("tr", "", table);
    const cell = element("td", "", row);
    element("span", "rv-term-label", cell).textContent = term.label;
    if (term.edit) this.editor(cell, term.edit);
    if (term.factors?.length > 1) {
      const written = factorTexts(term, exponent).map((text) => (text.startsWith("−") ? `(${text})` : text));
      element("span", "rv-term-factors", cell).textContent = written.join(" · ");
    }
    element("td", "rv-term-value", row).textContent = term.text;
    return row;
  }

  editor(cell, edit) {
    const button = element("button", "rv-edit", cell);
    button.type = "button";
    button.textContent = "✎";
    const what = `${edit.name}[${(edit.name === "x" ? [edit.place[0]] : edit.place).map((i) => i + 1)}]`;
    button.setAttribute("aria-label", `Change ${what}, now ${threeDigits(edit.value)}`);
    button.title = `Change ${what}`;
    button.addEventListener("click", () => {
      const field = (this.field = document.createElement("input"));
      this.view.stop();
      field.type = "number";
      field.step = "any";
      field.className = "rv-edit-field";
      const before = String(Number(edit.value.toPrecision(6)));
      field.value = before;
      field.setAttribute("aria-label", `New value of ${what}`);
      button.replaceWith(field);
      field.select();
      field.focus();
      const of = this.view.network; // in whose drawing it is entered: another one may come meanwhile
      const finish = (send) => {
        if (this.field !== field) return;
        this.field = null;
        const changed = field.value !== before && Number.isFinite(field.valueAsNumber);
        field.replaceWith(button);
        if (send && changed) this.view.tell("edit", { ...edit, value: field.valueAsNumber, of });
        if (this.painted) this.paint(...this.painted);
        this.painted = null;
      };
      field.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault(); // or the same key would press the button that comes back
        finish(event.key === "Enter");
        if (button.isConnected) button.focus();
      });
      field.addEventListener("blur", () => finish(true));
    });
  }
}
