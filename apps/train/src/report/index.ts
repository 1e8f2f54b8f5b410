import { renderPng, renderSvg } from "../page/render.ts";
import { errorsChart, forecastChart, lossChart } from "./charts.ts";
import { renderPage } from "./page.ts";
import type { ReportData, ReportFiles } from "./types.ts";

export type { ReportData, ReportFiles } from "./types.ts";

/** The report of a training run and its plots; the same data give the same bytes. */
export async function renderReport(data: ReportData): Promise<ReportFiles> {
  const [loss, forecast, errors] = [
    await renderSvg(lossChart(data)),
    await renderSvg(forecastChart(data)),
    await renderSvg(errorsChart(data)),
  ];
  return {
    "report.html": renderPage(data, { loss, forecast, errors }),
    "plots/loss.png": renderPng(loss),
    "plots/forecast.png": renderPng(forecast),
    "plots/errors.png": renderPng(errors),
  };
}
