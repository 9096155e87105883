// A sample of how a trace is drawn: beside its name, at the curve or in the legend.

export const DASHES = { dash: "9,9", dot: "3,3", dashdot: "9,4,3,4" };
const SHORT = { dash: "6,3", dot: "3,3", dashdot: "8,2.5,2,2.5" };
const LONG = 22; // pixels

const quoted = (value) => String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/**
 * How a trace looks; without a colour of its own it has that of the text.
 * @typedef {{ color: string | null, dash?: string, symbol?: string, line?: boolean, bar?: boolean }} Look
 * @param {any} trace
 * @returns {Look}
 */
export function lookOf({ type, mode = "lines", line, marker, meta }) {
  const color = meta?.neutral ? null : line?.color ?? marker?.color ?? null;
  if (type === "bar") return { color, bar: true };
  const symbol = mode.includes("markers") ? marker?.symbol ?? "circle" : undefined;
  return { color, dash: line?.dash, symbol, line: mode.includes("lines") };
}

/**
 * @param {Look} look with a colour
 * @param {number} left
 * @param {number} middle
 * @returns {string} the inside of an `<svg>`, 22 pixels wide
 */
export function swatch({ color, dash, symbol, line = true, bar }, left, middle) {
  const drawnIn = quoted(color);
  if (bar) return `<rect x="${left + 5}" y="${middle - 6}" width="12" height="12" fill="${drawnIn}"/>`;
  const dashes = dash && SHORT[dash] ? ` stroke-dasharray="${SHORT[dash]}"` : "";
  const drawn = line ? `<path d="M${left},${middle}h${LONG}" stroke="${drawnIn}" stroke-width="2.5"${dashes}/>` : "";
  return symbol ? drawn + marker(symbol, [[left + LONG / 2, middle]], 4.5, drawnIn) : drawn;
}

/**
 * Marks as Plotly draws them.
 * @param {string} symbol
 * @param {number[][]} places x and y of each
 * @param {number} half of their size
 * @param {string} color quoted
 * @returns {string} a path of all of them
 */
export function marker(symbol, places, half, color) {
  const path = places.map(([x, y]) => marked(symbol, x, y, half)).join("");
  const [thin, open] = [symbol === "x-thin", symbol.endsWith("-open")];
  const pen = thin ? ' stroke-width="2.5"' : "";
  return `<path d="${path}" ${thin || open ? `fill="none" stroke="${color}"${pen}` : `fill="${color}"`}/>`;
}

/**
 * @param {string} symbol
 * @param {number} x
 * @param {number} y
 * @param {number} half of its size
 * @returns {string} a path
 */
function marked(symbol, x, y, half) {
  const round = (pixels) => Math.round(pixels * 10) / 10;
  const from = (across, down) => `M${round(x + across)},${round(y + down)}`;
  switch (symbol.replace("-open", "")) {
    case "triangle-down":
      return `${from(-1.15 * half, -half / 2)}h${round(2.3 * half)}l${round(-1.15 * half)},${round(1.7 * half)}Z`;
    case "triangle-up":
      return `${from(-1.15 * half, half / 2)}h${round(2.3 * half)}l${round(-1.15 * half)},${round(-1.7 * half)}Z`;
    case "square":
      return `${from(-half, -half)}h${2 * half}v${2 * half}h${-2 * half}Z`;
    case "diamond":
      return `${from(0, -1.3 * half)}l${1.3 * half},${1.3 * half}l${-1.3 * half},${1.3 * half}l${-1.3 * half},${
        -1.3 * half
      }Z`;
    case "x-thin":
      return `${from(-half, -half)}l${2 * half},${2 * half}m0,${-2 * half}l${-2 * half},${2 * half}`;
    case "x":
    case "cross": {
      const [turn, arm] = [symbol === "x" ? Math.SQRT1_2 : 1, 0.4 * half];
      const corners = [
        [-arm, -half],
        [arm, -half],
        [arm, -arm],
        [half, -arm],
        [half, arm],
        [arm, arm],
        [arm, half],
        [
          -arm,
          half,
        ],
        [-arm, arm],
        [-half, arm],
        [-half, -arm],
        [-arm, -arm],
      ];
      const turned = corners.map(([a, b]) => symbol === "x" ? [turn * (a - b), turn * (a + b)] : [a, b]).map(([a, b]) =>
        `${round(x + a)},${round(y + b)}`
      );
      return `M${turned.join("L")}Z`;
    }
    default:
      return `${from(-half, 0)}a${half},${half} 0 1,0 ${2 * half},0a${half},${half} 0 1,0 ${-2 * half},0`;
  }
}
