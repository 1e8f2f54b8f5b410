import { renderPng } from "../kit/render.ts";
import { drawFigures } from "./figures.ts";
import { renderPage } from "./page.ts";
import type { ReportData, ReportFiles } from "./types.ts";

/** Renders the report of a training and its plots; the same data give the same bytes. */
export async function renderReport(data: ReportData): Promise<ReportFiles> {
  const figures = await drawFigures(data);
  const plots = Object.entries(figures.svg).map(([name, svg]) => [`plots/${name}.png`, renderPng(svg)]);
  return { "report.html": renderPage(data, figures.html), ...Object.fromEntries(plots) };
}
