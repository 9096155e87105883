// Measures inside the page, from the event that a person causes to the frame that shows its effect.
// `benchmarks.browser` puts KIND in front: what a page shows, "charts", "causes" (the first of the charts), "maps", "step",
// or "text" for the empty app.

globalThis.probe = (() => {
  const PATIENCE_MS = 15000;
  const all = (selector) => [...document.querySelectorAll(selector)];

  // What is on the screen now, one entry a chart, by identity; undefined where nothing is drawn yet.
  // Plotly.react is given new arrays by every change of data, and says when it has drawn them.
  function contents() {
    if (KIND === "text") return all('[data-testid="stMarkdown"]').map((element) => element.textContent);
    if (KIND === "maps") return all(".rv-panel-canvas, .rv-column-canvas").map((canvas) => canvas.drawn);
    if (KIND === "step") return all(".rv-step").map((drawing) => drawing.drawn);
    const first = KIND === "causes" ? ".st-key-causes " : ""; // what stands below comes when things stand still
    return all(`${first}.rv-plotly`).map((plot) => {
      const draw = () => (plot.drawn = plot.data?.[0]?.z ?? plot.data?.[0]?.y);
      if (plot.data && plot.on && !plot.watched) {
        plot.watched = true;
        plot.on("plotly_afterplot", draw);
        draw();
      }
      // While something moves, and before Plotly has arrived, a sketch stands in its place.
      return plot.parentElement.matches(".rv-sketched")
        ? plot.parentElement.querySelector(".rv-sketch").innerHTML
        : plot.drawn;
    }).concat(all(".rv-panel-canvas").map((canvas) => canvas.drawn));
  }

  const cursors = () =>
    KIND === "step" ? all(".rv-now-at").map((output) => output.textContent) : all(".rv-cursor")
      .filter((line) => line.style.visibility === "visible")
      .map((line) => line.style.transform);

  const allNew = (before, now) =>
    now.length > 0 && now.every((one, index) => one !== undefined && one !== before[index]);

  // Calls back once the frame that is being made has been painted.
  function afterFrame(callback) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = callback;
      channel.port2.postMessage(null);
    });
  }

  // Milliseconds until `done()` holds and has been painted; null if it never does.
  function painted(start, done) {
    return new Promise((resolve) => {
      const look = () => {
        if (done()) resolve(performance.now() - start);
        else if (performance.now() - start > PATIENCE_MS) resolve(null);
        else afterFrame(look);
      };
      afterFrame(look);
    });
  }

  // Gets ready for one event; `probe.result` is then a promise of the milliseconds from it to the paint of all of `what`.
  function arm(type, what) {
    const before = what();
    probe.result = new Promise((resolve) => {
      const onEvent = (event) => resolve(painted(event.timeStamp, () => allNew(before, what())));
      addEventListener(type, onEvent, { capture: true, once: true });
    });
  }

  return {
    first: painted(0, () => contents().some((one) => one !== undefined)), // since the navigation began
    complete: () =>
      painted(performance.now(), () => contents().length > 0 && contents().every((one) => one !== undefined)),
    armSlider: () => arm("keydown", contents),
    armCursor: () => arm("pointermove", cursors),
    // Writes down when a slider has a value and when the picture of a value is painted, until it is asked for.
    watchDrag: (field) => {
      const input = document.querySelector(`.st-key-set_${field} input[type=range]`);
      const follower = document.querySelector(".rv-follower");
      const values = [], pictures = [];
      const onValue = () =>
        values.at(-1)?.value !== input.value && values.push({ at: performance.now(), value: input.value });
      const observer = new MutationObserver(onValue);
      observer.observe(input, { attributes: true, attributeFilter: ["value"] });
      let drawn = follower.drawn, on = true;
      const look = () => {
        if (follower.drawn !== drawn) {
          drawn = follower.drawn;
          const { value, at } = { value: drawn.query[field], at: performance.now() };
          pictures.push({ at, value });
        }
        if (on) afterFrame(look);
      };
      look();
      probe.dragged = () => {
        on = false;
        observer.disconnect();
        return { values, pictures };
      };
    },
    armScrub: () => arm("keydown", cursors),
    count: () => contents().length,
  };
})();
