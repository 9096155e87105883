// As much of a page as the modules ask for: elements, observers, a clock that is wound by hand, sockets without a server.

/** @type {any[]} */
const observers = [];

const PARTS = /^([a-z]+)|\.([\w-]+)|\[([\w-]+)(?:(\*?=)"([^"]*)")?\]|(:focus)/y;

class FakeNode {
  /** @type {any} */
  parent = null;
  /** @type {any[]} */
  children = [];
  attributes = new Map();
  style = { setProperty: (name, value) => Object.assign(this.style, { [name]: value }) };
  dataset = {};
  listeners = {};
  className = "";
  innerHTML = "";
  own = "";

  constructor(tag) {
    this.tag = tag;
  }

  get textContent() {
    return this.own;
  }

  set textContent(text) {
    this.own = text;
  }

  appendChild(child) {
    child.parent = this;
    this.children.push(child);
    return child;
  }

  append(...children) {
    for (const child of children) this.appendChild(child);
  }

  replaceChildren(...children) {
    this.children = [];
    this.innerHTML = "";
    this.append(...children);
  }

  remove() {
    this.parent?.children.splice(this.parent.children.indexOf(this), 1);
    this.parent = null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
    for (const { told, watched } of observers) if (watched.contains(this)) told([{ target: this }]);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  getAttribute(name) {
    if (name === "class") return this.className;
    return this.attributes.get(name) ?? this[name];
  }

  addEventListener(name, react) {
    (this.listeners[name] ??= []).push(react);
  }

  get isConnected() {
    return this === page.body || (this.parent?.isConnected ?? false);
  }

  contains(other) {
    return other !== null && (other === this || this.contains(other.parent));
  }

  closest(selector) {
    return this.matches(selector) ? this : this.parent?.closest(selector) ?? null;
  }

  // Compounds of a tag, classes, attributes and :focus, one inside the other.
  matches(selectors) {
    return selectors.split(/, (?![^(]*\))/).some((selector) => this.matchesOne(selector));
  }

  matchesOne(selector) {
    const any = selector.match(/:is\(([^)]*)\)/);
    if (any) return any[1].split(", ").some((one) => this.matches(selector.replace(any[0], one)));
    const [inner, ...outer] = selector.split(" ").toReversed();
    if (outer.length && !this.parent?.closest(outer.toReversed().join(" "))) return false;
    PARTS.lastIndex = 0;
    for (let found; PARTS.lastIndex < inner.length;) {
      if (!(found = PARTS.exec(inner))) throw new Error(`what is ${selector}?`);
      const [, tag, className, name, how, value, focus] = found;
      const there = name && this.getAttribute(name);
      if (tag && tag !== this.tag) return false;
      if (className && !this.className.split(" ").includes(className)) return false;
      if (name && there === undefined) return false;
      if (how === "=" && there !== value) return false;
      if (how === "*=" && !there.includes(value)) return false;
      if (focus && page.activeElement !== this) return false;
    }
    return true;
  }

  querySelectorAll(selector) {
    return this.children.flatMap((child) => [
      ...(child.matches(selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

/** @type {any} what `document` is */
export const page = {
  documentElement: new FakeNode("html"),
  baseURI: "https://there.org/app/gates?n_a=3",
  head: new FakeNode("head"),
  body: new FakeNode("body"),
  activeElement: null,
  listeners: [],
  createElement: (tag) => new FakeNode(tag),
  createElementNS: (_, tag) => new FakeNode(tag),
  querySelectorAll: (selector) => page.body.querySelectorAll(selector),
  querySelector: (selector) => page.head.querySelector(selector) ?? page.body.querySelector(selector),
  addEventListener: (name, react, { signal }) => page.listeners.push({ name, react, signal }),
};

/**
 * @param {string} name of an event
 * @param {any} event
 */
export function happens(name, event) {
  for (const one of page.listeners) if (one.name === name && !one.signal.aborted) one.react(event);
}

/**
 * @param {string} tag
 * @param {any} [properties]
 * @param {any} [parent]
 * @returns {any}
 */
export function put(tag, properties = {}, parent = page.body) {
  return parent.appendChild(Object.assign(new FakeNode(tag), properties));
}

/** Milliseconds and frames pass when a test says so. */
export const clock = {
  now: 0,
  /** @type {Map<number, { at: number, act: () => void }>} */
  timers: new Map(),
  /** @type {Map<number, () => void>} */
  frames: new Map(),
  made: 0,
  pass(milliseconds) {
    const end = clock.now + milliseconds;
    for (;;) {
      const [next] = [...clock.timers].filter(([, { at }]) => at <= end).sort(([, one], [, other]) =>
        one.at - other.at
      );
      if (!next) break;
      const [id, { at, act }] = next;
      clock.now = Math.max(clock.now, at);
      clock.timers.delete(id);
      act();
    }
    clock.now = end;
  },
  frame() {
    const due = [...clock.frames.values()];
    clock.frames.clear();
    for (const act of due) act();
  },
};

/** A socket whose other end is the test. */
export class Socket {
  static OPEN = 1;
  /** @type {Socket[]} */
  static all = [];
  readyState = 0;
  /** @type {any[]} */
  sent = [];
  /** @type {any} */
  onopen;
  /** @type {any} */
  onmessage;
  /** @type {any} */
  onclose;
  binaryType = "blob";

  constructor(url) {
    this.url = String(url);
    Socket.all.push(this);
  }

  static get last() {
    return Socket.all.at(-1);
  }

  send(text) {
    if (this.readyState !== Socket.OPEN) throw new Error("not open");
    this.sent.push(JSON.parse(text));
  }

  opens() {
    this.readyState = Socket.OPEN;
    this.onopen({});
  }

  answers(data) {
    this.onmessage({ data });
  }

  breaks() {
    this.readyState = 3;
    this.onclose({});
  }

  close() {
    this.readyState = 2;
  }
}

Object.assign(globalThis, {
  document: page,
  WebSocket: Socket,
  MutationObserver: class {
    constructor(told) {
      this.entry = { told, watched: null };
    }
    observe(watched) {
      this.entry.watched = watched;
      observers.push(this.entry);
    }
    disconnect() {
      observers.splice(observers.indexOf(this.entry), 1);
    }
  },
  history: { pushState() {}, replaceState() {} },
  getComputedStyle: () => ({ outlineColor: "rgb(255, 255, 255)" }),
  setTimeout: (act, milliseconds = 0) => {
    clock.timers.set(clock.made += 1, { at: clock.now + milliseconds, act });
    return clock.made;
  },
  clearTimeout: (id) => clock.timers.delete(id),
  requestAnimationFrame: (act) => {
    clock.frames.set(clock.made += 1, act);
    return clock.made;
  },
  cancelAnimationFrame: (id) => clock.frames.delete(id),
});
performance.now = () => clock.now;

/**
 * @param {any} header
 * @param {number[]} [bytes] what `{ $array: ["Uint8Array", start, [length]] }` in it are views of
 * @returns {Uint8Array} a message as message.py writes it
 */
export function encoded(header, bytes = []) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const made = new Uint8Array(start + bytes.length);
  new DataView(made.buffer).setUint32(0, text.length, true);
  made.set(text, 4);
  made.set(bytes, start);
  return made;
}
