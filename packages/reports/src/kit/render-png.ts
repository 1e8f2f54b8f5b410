import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";

/** Pixels of a PNG per pixel of its chart, for sharp images on dense screens. */
const SCALE = 2;

const FONT = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");

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
