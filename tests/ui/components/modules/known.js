// What the loader hands over before any module runs; imported first by every test.
import { know } from "../../../../rnnviz/ui/components/modules/shared/constants.js";

const template = (color, diverging) => ({ layout: { font: { color }, colorscale: { diverging } } });

know({
  scales: {
    sequential: { light: ["#000000", "#ffffff"], dark: ["#000000", "#ffffff"] },
    diverging: { light: ["#ff0000", "#ffffff", "#0000ff"], dark: ["#ff0000", "#000000", "#0000ff"] },
  },
  decades: [-16, 2],
  zero: -1e9,
  ticks: [-1, 0, 1],
  themes: { light: template("black", [[0, "red"]]), dark: template("white", [[0, "blue"]]) },
});
