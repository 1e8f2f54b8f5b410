import { PngThread } from "../kit/png-thread.ts";
import { drawFigures } from "./figures.ts";
import { renderPage } from "./page.ts";
import type { ReportData, ReportFiles } from "./types.ts";

/** Renders the report of a training and its plots; the same data give the same bytes. */
export async function renderReport(data: ReportData): Promise<ReportFiles> {
  const pngs = new PngThread();
  try {
    const figures = await drawFigures(data, (svg) => pngs.push(svg));
    const plots: Record<string, Uint8Array> = {};
    for (const name of Object.keys(figures.svg)) plots[`plots/${name}.png`] = await pngs.shift();
    return { "report.html": renderPage(data, figures.html), ...plots } as ReportFiles;
  } finally {
    await pngs.close();
  }
}
