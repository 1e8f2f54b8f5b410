import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import type { TopLevelSpec } from "vega-lite";

/** Pixels of a PNG per unit of its chart: sharp on dense screens. */
const SCALE = 2;

const FONT = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");

/** A chart as SVG text. Vega is loaded at the first one: it would double the command line's start-up time. */
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

/** The same chart as PNG on white; one font file everywhere makes the bytes repeatable. */
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
