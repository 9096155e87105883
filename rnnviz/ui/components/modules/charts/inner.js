// What Plotly does not document: rnnviz/ui/private_api.py lists these names, and a test in a browser holds that they are
// there. From what Plotly has computed already: nothing is measured in the page.
export const inner = {
  margin: (gd) => gd._fullLayout?.margin,
  ranges: (gd) => ({ x: gd._fullLayout?.xaxis?.range, y: gd._fullLayout?.yaxis?.range }),
  lines: (gd) => gd._fullData ?? [],
  areas: (gd) =>
    Object.values(gd._fullLayout?._plots ?? {}).map(({ xaxis, yaxis }) => ({
      left: xaxis._offset,
      top: yaxis._offset,
      width: xaxis._length,
      height: yaxis._length,
      pixelOf: (value) => xaxis.d2p(value),
      valueAt: (pixel) => xaxis.p2d(pixel),
    })),
};
