/** The colour of text in charts. */
export const INK = "#2b2f36";
const GRID = "#e6e8ec";

/** Colours that are distinct on white and on near-black; STYLE replaces ink by the colour of the text. */
export const COLOURS = { blue: "#2f7ed8", grey: "#7a828e", orange: "#e08a2e", ink: INK } as const;

/** Vega configuration of every chart; on a page, STYLE adapts text and lines to light or dark mode. */
export const CONFIG = {
  aria: false, // a chart is one image described by a sentence: do not describe its thousand marks
  background: "transparent",
  font: "DejaVu Sans",
  view: { stroke: null },
  axis: {
    labelColor: INK,
    titleColor: INK,
    gridColor: GRID,
    domainColor: GRID,
    tickColor: GRID,
    titleFontWeight: "normal",
  },
  legend: {
    labelColor: INK,
    orient: "top",
    offset: 22, // above the axis title
    title: null,
    symbolType: "stroke",
    symbolStrokeWidth: 3,
    symbolOpacity: 1,
  },
  title: { color: INK, anchor: "start", fontWeight: "normal", fontSize: 12 },
} as const;
