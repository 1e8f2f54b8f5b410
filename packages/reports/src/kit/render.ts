import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import type { TopLevelSpec } from "vega-lite";

/** Pixels of a PNG per pixel of its chart, for sharp images on dense screens. */
const SCALE = 2;

const FONT = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");

/** Renders a chart as SVG text. Loads Vega on demand, because it would double the start-up time of the command line. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const { compile } = await import("vega-lite");
  const vega = await import("vega");
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none", logLevel: vega.Warn });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Renders SVG text as PNG on white, with a bundled font, so that the bytes are repeatable. */
export function renderPng(svg: string): Uint8Array {
  return new Resvg(svg, {
    background: "white",
    fitTo: { mode: "zoom", value: SCALE },
    font: {
      loadSystemFonts: false,
      fontFiles: [FONT],
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
  })
    .render()
    .asPng();
}
