// Maps of units and time: gates, states and the gradients at them, for every cell, on canvas.
// What all components share (bytes, numbers, the cursor) stands in browser/shared.js, which is put in front of this file.

const SIGNED_TICKS = /* ticks */ null;
const SAYS_FOLLOW = "Up and down arrow keys choose a unit, Enter follows it in every panel.";
const GUTTER = 40; // pixels left of every plot, for units and values

// ---------------------------------------------------------------------------------------------- one panel

let panelCount = 0;

// A figure with a canvas, its name, and a line of values at the cursor.
class Panel {
  constructor(parent, view) {
    this.view = view;
    this.figure = element("div", "rv-panel", parent);
    this.figure.setAttribute("role", "figure");
    this.figure.tabIndex = 0;
    this.heading = element("div", "rv-panel-name", this.figure);
    this.heading.setAttribute("aria-hidden", "true"); // it is the accessible name already
    this.plot = element("div", "rv-panel-plot", this.figure);
    this.canvas = element("canvas", "rv-panel-canvas", this.plot);
    this.canvas.setAttribute("aria-hidden", "true");
    this.gutter = element("div", "rv-panel-gutter", this.plot);
    this.line = element("div", "rv-cursor", this.plot);
    this.row = element("div", "rv-panel-row", this.plot);
    this.values = element("div", "rv-panel-values", this.figure);
    this.description = element("div", "rv-hidden", this.figure);
    this.description.id = `rv-panel-${(panelCount += 1)}`;
    this.figure.addEventListener("keydown", (event) => this.onKey(event));
    this.plot.addEventListener("pointermove", (event) => this.onPointer(event));
    this.plot.addEventListener("pointerdown", (event) => {
      this.figure.focus({ preventScroll: true });
      this.onPointer(event);
    });
    this.plot.addEventListener("pointerleave", () => pointAt(null, null));
    this.plot.addEventListener("click", (event) => this.onClick(event));
    cursor.panels.add(this);
    units.watchers.add(this);
  }

  describe(spec, section, steps, lines) {
    Object.assign(this, { spec, section, steps, times: [1, steps] });
    this.shape = spec.kind === "curves" ? "curves" : spec.kind === "characters" ? "characters" : lines ? "lines" : "map";
    this.ofUnits = spec.key !== "x";
    this.figure.setAttribute("aria-label", `${section.label}: ${spec.name}`);
    this.description.textContent = `${spec.description} ${SAYS_KEYS}${this.ofUnits ? ` ${SAYS_FOLLOW}` : ""}`;
    this.figure.setAttribute("aria-describedby", this.description.id);
    this.heading.textContent = spec.name;
    this.plot.style.height = `${spec.height}px`;
    this.rows = null;
  }

  // Rows in the order in which they are drawn, and the unit of each.
  get drawnUnits() {
    return this.ofUnits ? this.section.order : Int32Array.from(this.spec.values ?? [], (_, index) => index);
  }

  get lineUnits() {
    const followed = followedIn(this.section.cell).filter((unit) => unit < this.spec.values.length);
    return followed.length ? followed : [...this.section.memory.slice(0, MOST_FOLLOWED)];
  }

  // What has to be asked of the page. All panels ask before the first one draws: to ask in between is slow.
  measure() {
    this.room = this.plot.clientWidth - GUTTER;
  }

  draw(look) {
    Object.assign(this, look);
    const [width, height] = [this.room, this.spec.height];
    if (!(width >= 2)) return;
    const ratio = globalThis.devicePixelRatio || 1;
    this.width = width;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.context = this.canvas.getContext("2d");
    this.marks = [];
    if (this.shape === "map") this.drawMap();
    else if (this.shape === "characters") this.drawCharacters(ratio);
    else this.drawLines(ratio);
    this.paintFollowed();
    this.paintCursor();
    this.canvas.drawn = this.spec; // for those who ask what is on the screen now
  }

  drawMap() {
    const { kind, offset, values } = this.spec;
    const ordered = Array.from(this.drawnUnits, (unit) => values[unit]);
    const { rows, columns, thin } = thinned(ordered, this.steps, this.canvas.width, this.canvas.height);
    this.thin = thin;
    const table = tableOf(kind, this.theme);
    const image = new ImageData(columns, rows.length);
    const pixels = new Uint32Array(image.data.buffer);
    rows.forEach((row, number) => {
      for (let column = 0; column < columns; column += 1) {
        pixels[number * columns + column] = table[levelOf(kind, row[column], offset)];
      }
    });
    const small = new OffscreenCanvas(columns, rows.length);
    small.getContext("2d").putImageData(image, 0, 0);
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(small, 0, 0, this.canvas.width, this.canvas.height);
  }

  // The range of the values' axis, and where a value stands on it: 0 at the top, 1 at the bottom.
  scaleOfLines(rows) {
    const { kind, offset } = this.spec;
    if (kind === "gate") return { place: (value) => 1 - value, ticks: [1, 0] };
    if (kind === "gradient") {
      const power = (exponent) => `10${superscript(exponent)}`;
      const labels = [power(HIGH), `±${power(LOW)}`, `−${power(HIGH)}`];
      return { place: (code) => (1 - positionOf.gradient(code, offset)) / 2, ticks: [1, 0, -1], labels };
    }
    let most = 1;
    for (const row of rows) for (const value of row) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
    if (most > 1) most = Number(most.toPrecision(2)) >= most ? Number(most.toPrecision(2)) : most * 1.05;
    const labels = [threeDigits(Number(most.toPrecision(2))), "0", threeDigits(-Number(most.toPrecision(2)))];
    return { place: (value) => (1 - value / most) / 2, ticks: [1, 0, -1], labels };
  }

  drawLines(ratio) {
    const { values } = this.spec;
    const drawn = this.shape === "lines" && this.ofUnits ? this.lineUnits : [...values.keys()];
    const scale = this.scaleOfLines(drawn.map((unit) => values[unit]));
    const { context, steps } = this;
    const [width, height] = [this.canvas.width, this.canvas.height];
    const inset = 2 * ratio;
    const x = (t) => ((t + 0.5) / steps) * width;
    const y = (value) => inset + scale.place(value) * (height - 2 * inset);
    context.clearRect(0, 0, width, height);
    context.strokeStyle = this.colour;
    context.globalAlpha = 0.25;
    context.lineWidth = ratio;
    context.beginPath();
    for (const tick of scale.ticks) {
      const level = inset + ((scale.ticks[0] - tick) / (scale.ticks[0] - scale.ticks.at(-1))) * (height - 2 * inset);
      context.moveTo(0, level);
      context.lineTo(width, level);
      this.marks.push([level / ratio, scale.labels?.[scale.ticks.indexOf(tick)] ?? String(tick)]);
    }
    context.stroke();
    const last = this.ofUnits ? drawn.at(-1) : null;
    context.lineJoin = "round";
    for (const unit of drawn) {
      // One colour a signal, as everywhere: the unit that was followed last stands out.
      context.strokeStyle = this.ofUnits ? this.spec.colour : this.colour;
      context.globalAlpha = unit === last || drawn.length === 1 ? 1 : 0.45;
      context.lineWidth = (unit === last ? 2 : 1.25) * ratio;
      this.strokeOne(values[unit], x, y, width);
    }
    context.globalAlpha = 1;
  }

  // One unit: every step, or the least and the largest value of the steps that share a pixel.
  strokeOne(row, x, y, width) {
    const { context, steps } = this;
    context.beginPath();
    const lone = Math.min(Math.max(1, width / steps / 4), 8);
    let before = NaN;
    // On a signed log scale a change of sign is a jump from one branch to the other, and no line between them.
    const joined = (value) => this.spec.kind !== "gradient" || Math.sign(before) === Math.sign(value);
    const point = (t, value) => {
      if (Number.isNaN(value)) before = NaN;
      else if (!Number.isNaN(before) && joined(value)) context.lineTo(x(t), y(value));
      else {
        context.moveTo(x(t), y(value));
        context.lineTo(x(t) + lone, y(value)); // one alone is seen, too
      }
      before = value;
    };
    const block = Math.max(1, Math.ceil((2 * steps) / width));
    for (let start = 0; start < steps; start += block) {
      if (block === 1) point(start, row[start]);
      else for (const value of extremes([row], 0, 1, start, Math.min(start + block, steps))) point(start + block / 2, value);
    }
    context.stroke();
  }

  drawCharacters(ratio) {
    const { context } = this;
    const { characters } = this.spec;
    const room = this.canvas.width / characters.length;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.fillStyle = this.colour;
    const size = Math.min(18 * ratio, room * 1.6);
    context.font = `${size}px ${this.fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (size < 6 * ratio) return; // too small to be read: the line of values names the character
    characters.forEach((character, t) => {
      const shown = character === " " ? "␣" : character === "\n" ? "⏎" : character;
      context.fillText(shown, (t + 0.5) * room, this.canvas.height / 2);
    });
  }

  onUnits() {
    if (!this.spec || !this.width) return;
    if (this.shape === "lines" && this.ofUnits) this.draw();
    else this.paintFollowed();
    this.paintCursor();
  }

  onPointed() {
    if (this.spec) this.paintCursor();
  }

  rowOf(unit) {
    return this.drawnUnits.indexOf(unit);
  }

  middleOfRow(place) {
    return ((place + 0.5) / this.drawnUnits.length) * this.spec.height;
  }

  // Names of followed units, or of levels, left of the plot.
  paintFollowed() {
    const marks = this.shape === "map" && this.ofUnits
      ? followedIn(this.section.cell)
          .filter((unit) => unit < this.drawnUnits.length)
          .map((unit) => [this.middleOfRow(this.rowOf(unit)), `${unit + 1} ▸`])
      : this.marks;
    this.gutter.replaceChildren(
      ...marks.map(([top, text]) => {
        const mark = document.createElement("span");
        mark.textContent = text;
        mark.style.top = `${Math.min(Math.max(top, 5), this.spec.height - 5)}px`;
        return mark;
      }),
    );
  }

  paintCursor() {
    const t = cursor.t;
    const inside = t !== null && this.width && t >= 1 && t <= this.steps;
    this.line.style.visibility = inside ? "visible" : "hidden";
    if (inside) {
      this.line.style.transform = `translate(${GUTTER + ((t - 0.5) / this.steps) * this.width - 0.75}px, 0)`;
      this.line.style.height = `${this.spec.height}px`;
    }
    const pointed = this.pointedUnit();
    const place = pointed === null ? -1 : this.rowOf(pointed);
    const marked = this.shape === "map" && place >= 0;
    this.row.style.visibility = marked ? "visible" : "hidden";
    if (marked) {
      const height = Math.max(this.spec.height / this.drawnUnits.length, 2);
      this.row.style.transform = `translate(${GUTTER}px, ${this.middleOfRow(place) - height / 2}px)`;
      this.row.style.height = `${height}px`;
    }
    this.values.classList.toggle("rv-ends", !inside);
    if (inside) this.values.textContent = this.valuesAt(t - 1, pointed);
    else this.values.innerHTML = `<span>t = 1</span><span>${this.steps > 1 ? this.steps : ""}</span>`;
  }

  pointedUnit() {
    const here = this.ofUnits && units.pointed?.cell === this.section.cell && units.pointed.unit < this.drawnUnits.length;
    return here ? units.pointed.unit : null;
  }

  valuesAt(t, pointed) {
    const { kind, values, offset, characters } = this.spec;
    if (characters) return `t = ${t + 1}: ${JSON.stringify(characters[t])}`;
    const say = inWords[kind] ?? threeDigits;
    if (!this.ofUnits) return `t = ${t + 1}: ${values.map((row) => say(row[t])).join(", ")}`;
    const named = [...new Set([...(pointed === null ? [] : [pointed]), ...followedIn(this.section.cell).toReversed()])];
    const parts = named.filter((unit) => unit < values.length).map((unit) => `${unit + 1}: ${say(values[unit][t], offset)}`);
    if (parts.length) return `unit${parts.length > 1 ? "s" : ""} ${parts.join(" · ")}`;
    const column = values.map((row) => row[t]).filter((value) => !Number.isNaN(value));
    if (!column.length) return "not a number";
    const [least, most] = [Math.min(...column), Math.max(...column)];
    return `${say(least, offset)} … ${say(most, offset)}`;
  }

  // Step and row under the pointer, or null beside the plot.
  under(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    if (!(x >= 0 && x < 1 && y >= 0 && y < 1)) return null;
    const unit = this.shape === "map" && this.ofUnits ? this.drawnUnits[Math.floor(y * this.drawnUnits.length)] : null;
    return { t: 1 + Math.floor(x * this.steps), unit };
  }

  onPointer(event) {
    const found = this.under(event);
    if (!found) return;
    if (found.t !== cursor.t) moveCursor(found.t);
    if (found.unit !== null) pointAt(this.section.cell, found.unit);
  }

  onClick(event) {
    const found = this.under(event);
    if (found?.unit !== null && found?.unit !== undefined) toggleFollowed(this.section.cell, found.unit);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.keyForTime(event) && !(this.ofUnits && this.keyForUnits(event))) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(this.view.timer);
    this.view.timer = setTimeout(() => {
      this.view.live.textContent = cursor.t === null ? "Time cursor removed" : `t = ${cursor.t}, ${this.values.textContent}`;
    }, ANNOUNCE_AFTER_MS);
  }

  keyForTime(event) {
    const t = cursorAfterKey(event);
    if (t !== undefined) moveCursor(t);
    return t !== undefined;
  }

  keyForUnits(event) {
    const order = this.drawnUnits;
    const place = this.pointedUnit() === null ? -1 : this.rowOf(this.pointedUnit());
    if (event.key === "ArrowDown") pointAt(this.section.cell, order[Math.min(place + 1, order.length - 1)]);
    else if (event.key === "ArrowUp") pointAt(this.section.cell, order[Math.max(place - 1, 0)]);
    else if (event.key === "Enter" && place >= 0) toggleFollowed(this.section.cell, order[place]);
    else return false;
    return true;
  }

  remove() {
    cursor.panels.delete(this);
    units.watchers.delete(this);
    this.figure.remove();
  }
}

// ---------------------------------------------------------------------------------------------- saturation

const SIDE = 104; // pixels of each small chart

// For every unit: the share of time near one end of its range against that near the other.
class Saturation {
  constructor(parent) {
    this.figure = element("div", "rv-saturation", parent);
    this.figure.setAttribute("role", "figure");
    this.heading = element("div", "rv-panel-name", this.figure);
    this.svg = this.figure.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    this.svg.setAttribute("viewBox", `-36 -7 ${SIDE + 56} ${SIDE + 40}`);
    this.svg.setAttribute("aria-hidden", "true");
    this.svg.addEventListener("click", (event) => {
      const unit = event.target.dataset?.unit;
      if (unit !== undefined) toggleFollowed(this.cell, Number(unit));
    });
    units.watchers.add(this);
  }

  describe(spec, cell) {
    Object.assign(this, { spec, cell });
    this.figure.setAttribute("aria-label", `How often units of the ${spec.name} are at their limits`);
    this.figure.setAttribute("aria-description", spec.description);
    this.heading.textContent = spec.name;
    this.draw();
  }

  draw() {
    const { low, high, colour, ends } = this.spec;
    const [bottom, top] = ends === "tanh" ? ["−0.8", "0.8"] : ["0.1", "0.9"];
    const followed = followedIn(this.cell);
    const circles = Array.from(low, (share, unit) => {
      const chosen = followed.includes(unit);
      const title = `unit ${unit + 1}: ${Math.round(100 * share)} % below ${bottom}, ${Math.round(100 * high[unit])} % above ${top}`;
      return { unit, chosen, mark: `<circle data-unit="${unit}" cx="${SIDE * share}" cy="${SIDE * (1 - high[unit])}" r="${chosen ? 5 : 3.5}"
        fill="${colour}" fill-opacity="${chosen ? 1 : 0.45}" stroke="${chosen ? "currentColor" : colour}"><title>${title}</title></circle>` };
    });
    circles.sort((one, other) => one.chosen - other.chosen);
    this.svg.innerHTML = `
      <path d="M0 0V${SIDE}H${SIDE}L0 0" fill="none" stroke="currentColor" stroke-opacity="0.35"/>
      <g fill="currentColor" font-size="10.5">
        <text x="-4" y="4" text-anchor="end">100%</text><text x="-4" y="${SIDE + 3}" text-anchor="end">0</text>
        <text x="${SIDE}" y="${SIDE + 13}" text-anchor="middle">100%</text>
        <text x="${SIDE / 2}" y="${SIDE + 26}" text-anchor="middle">of time below ${bottom}</text>
        <text transform="translate(-18 ${SIDE / 2}) rotate(-90)" text-anchor="middle">above ${top}</text>
      </g>${circles.map(({ mark }) => mark).join("")}`;
  }

  onUnits() {
    if (this.spec) this.draw();
  }

  remove() {
    units.watchers.delete(this);
    this.figure.remove();
  }
}

// ---------------------------------------------------------------------------------------------- the text, coloured

class ColouredText {
  constructor(parent) {
    this.root = element("div", "rv-text", parent);
    this.heading = element("div", "rv-panel-name", this.root);
    this.body = element("p", "rv-text-body", this.root);
    this.says = element("div", "rv-panel-values", this.root);
    this.body.addEventListener("pointermove", (event) => {
      const t = event.target.dataset?.t;
      if (t !== undefined) moveCursor(Number(t));
    });
    cursor.panels.add(this);
    units.watchers.add(this);
  }

  describe(spec) {
    this.spec = spec;
    this.times = [1, spec.characters.length];
  }

  get unit() {
    const { cell, memory } = this.spec;
    return followedIn(cell).filter((unit) => unit < memory.length).at(-1) ?? memory[0];
  }

  draw(theme) {
    this.theme = theme ?? this.theme;
    const { kind, values, offset, label, ofUnits, characters } = this.spec;
    this.row = ofUnits ? values[this.unit] : values[0];
    this.heading.textContent = ofUnits ? `${label}, unit ${this.unit + 1}` : label;
    const table = tableOf(kind, this.theme);
    this.body.replaceChildren(
      ...characters.map((character, t) => {
        const span = document.createElement("span");
        const packed = table[levelOf(kind, this.row[t], offset)];
        const light = 0.299 * (packed & 255) + 0.587 * ((packed >> 8) & 255) + 0.114 * ((packed >> 16) & 255);
        span.style.background = cssColour(packed);
        span.style.color = light > 140 ? "#000" : "#fff";
        span.dataset.t = t + 1;
        span.textContent = character === "\n" ? "⏎\n" : character;
        return span;
      }),
    );
    this.paintCursor();
  }

  onUnits() {
    if (this.spec?.ofUnits) this.draw();
  }

  paintCursor() {
    const t = cursor.t;
    this.body.querySelector(".rv-now")?.classList.remove("rv-now");
    const span = t === null ? null : this.body.children[t - 1];
    span?.classList.add("rv-now");
    const { kind, offset, characters } = this.spec;
    this.says.textContent = span
      ? `t = ${t}, ${JSON.stringify(characters[t - 1])}: ${inWords[kind](this.row[t - 1], offset)}`
      : "Point at a letter, or click a row of a map to choose the unit.";
  }

  remove() {
    cursor.panels.delete(this);
    units.watchers.delete(this);
    this.root.remove();
  }
}

// ---------------------------------------------------------------------------------------------- the whole

// As many children as there are specifications, each of one class.
function fit(list, specs, make, describe) {
  while (list.length > specs.length) list.pop().remove();
  while (list.length < specs.length) list.push(make(list.length));
  specs.forEach((spec, index) => describe(list[index], spec));
}

class Group {
  constructor(parent, view) {
    this.root = element("div", "rv-group", parent);
    this.panels = [];
    this.view = view;
  }

  describe(panels, section, message) {
    const { steps, lines } = message;
    fit(this.panels, panels, () => new Panel(this.root, this.view), (panel, spec) => panel.describe(spec, section, steps, lines));
  }

  remove() {
    for (const panel of this.panels) panel.remove();
    this.root.remove();
  }
}

class Section {
  constructor(parent, view) {
    this.view = view;
    this.root = element("section", "rv-section", parent);
    this.heading = element("h3", "rv-section-name", this.root);
    this.top = element("div", "rv-section-input", this.root);
    this.grid = element("div", "rv-section-grid", this.root);
    this.caption = element("div", "rv-section-caption", this.root);
    this.bottom = element("div", "rv-section-saturation", this.root);
    this.input = new Panel(this.top, view);
    this.groups = [];
    this.saturation = [];
  }

  describe(section, message) {
    this.root.setAttribute("aria-label", section.label);
    this.heading.textContent = section.label;
    this.root.style.flexGrow = Math.min(section.groups.length, 3);
    this.grid.classList.toggle("rv-single", section.groups.length === 1);
    this.input.describe(section.input, section, message.steps, false);
    fit(this.groups, section.groups, () => new Group(this.grid, this.view), (group, panels) => group.describe(panels, section, message));
    this.caption.textContent = section.saturation.length ? "At their limits (saturated): a dot for each unit" : "";
    fit(this.saturation, section.saturation, () => new Saturation(this.bottom), (one, spec) => one.describe(spec, section.cell));
  }

  get panels() {
    return [this.input, ...this.groups.flatMap((group) => group.panels)];
  }

  remove() {
    for (const part of [this.input, ...this.groups, ...this.saturation]) part.remove();
    this.root.remove();
  }
}

const LEGENDS = [
  { kind: "gate", name: "Gates", ticks: [0, 0.5, 1].map((value) => [value, String(value)]) },
  {
    kind: "signed",
    name: "States, candidate, input",
    ticks: SIGNED_TICKS.map((value) => [(positionOf.signed(value) + 1) / 2, threeDigits(value)]),
  },
  {
    kind: "gradient",
    name: "Gradients, at the loss = 1",
    ticks: [-1, -0.5, 0, 0.5, 1].map((position) => {
      const exponent = Math.abs(position) * (HIGH - LOW) + LOW;
      const sign = { "-1": "≤−", "-0.5": "−", 0: "±", 0.5: "", 1: "≥" }[position];
      return [(position + 1) / 2, `${sign}10<sup>${String(exponent).replace("-", "−")}</sup>`];
    }),
  },
  {
    kind: "size",
    name: "Gradient size by letter, at the loss = 1",
    ticks: [0, 0.5, 1].map((position) => {
      const exponent = SIZE_LOW + position * (SIZE_HIGH - SIZE_LOW);
      return [position, `${["≤", "", "≥"][2 * position]}10<sup>${String(exponent).replace("-", "−")}</sup>`];
    }),
  },
];

class View {
  constructor(parent) {
    this.root = element("div", "rv-root rv-units", parent);
    this.legends = element("div", "rv-legends", this.root);
    this.chips = element("div", "rv-chips", this.root);
    this.textPlace = element("div", "", this.root);
    this.grid = element("div", "rv-sections", this.root);
    this.live = element("div", "rv-hidden", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.sections = [];
    this.texts = [];
    units.watchers.add(this);
    this.resizes = new ResizeObserver(() => {
      if (this.root.clientWidth === this.drawnWidth || !this.message) return;
      this.drawAll();
    });
    this.resizes.observe(this.root);
  }

  update(bytes) {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.message = decode(bytes);
      const { sections, text } = this.message;
      fit(this.sections, sections, () => new Section(this.grid, this), (section, spec) => section.describe(spec, this.message));
      fit(this.texts, text ? [text] : [], () => new ColouredText(this.textPlace), (one, spec) => one.describe(spec));
      clampCursor();
    }
    this.drawAll();
    this.onUnits();
  }

  drawAll() {
    const { color: colour, fontFamily } = getComputedStyle(this.root);
    const { theme } = themeOf(this.root);
    const panels = this.sections.flatMap((section) => section.panels);
    this.drawnWidth = this.root.clientWidth;
    for (const panel of panels) panel.measure();
    this.drawLegends(theme, new Set([...panels, ...this.texts].map(({ spec }) => spec.kind)));
    this.theme = theme;
    for (const panel of panels) panel.draw({ theme, colour, fontFamily });
    for (const text of this.texts) text.draw(theme);
  }

  drawLegends(theme, kinds) {
    const needed = `${theme} ${[...kinds].sort()}`;
    if (needed === this.legendsDrawn) return;
    this.legendsDrawn = needed;
    this.legends.innerHTML = LEGENDS.filter(({ kind }) => kinds.has(kind)).map(({ kind, name, ticks }) => {
      const table = tableOf(kind, theme);
      const stops = Array.from({ length: 17 }, (_, index) => cssColour(table[Math.round((index / 16) * (LEVELS - 1))]));
      const marks = ticks.map(([place, text]) => `<span style="left:${100 * place}%">${text}</span>`).join("");
      return `<div class="rv-legend"><div>${name}</div><div style="background:linear-gradient(to right,${stops})"></div><div>${marks}</div></div>`;
    }).join("");
  }

  // The followed units, each a button that lets it go.
  onUnits() {
    if (!this.message) return;
    const known = this.message.sections.map(({ cell, label, memory }) => ({ cell, label, count: memory.length }));
    const buttons = known.flatMap(({ cell, label, count }) =>
      followedIn(cell)
        .filter((unit) => unit < count)
        .map((unit) => {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = `${label} unit ${unit + 1} ✕`;
          button.setAttribute("aria-label", `Stop following ${label} unit ${unit + 1}`);
          button.addEventListener("click", () => toggleFollowed(cell, unit));
          return button;
        }),
    );
    const how = document.createElement("span");
    how.textContent = buttons.length ? "Followed:" : this.message.lines
      ? "Drawn: the units that remember longest. Follow units in the maps to draw those."
      : "Click a row to follow a unit everywhere.";
    this.chips.replaceChildren(how, ...buttons);
  }

  remove() {
    clearTimeout(this.timer);
    this.resizes.disconnect();
    units.watchers.delete(this);
    for (const part of [...this.sections, ...this.texts]) part.remove();
  }
}

export default mounted(View);
