import type { TrainedMetadata } from "@lstm-predict/artifacts";
import { plain, reviveForecasts, slice } from "@lstm-predict/evaluation";
import type { ReportData } from "./types.ts";

export type { ReportFiles } from "./types.ts";

/** The file of a bundle from which its report can be drawn, with its metadata. */
export const REPORT_DATA = "report.json";

/** The forecasters whose days the charts draw. */
const DRAWN = ["model", "constant"];

/** The data of a report as a file of the bundle, by its name: the days of the test span, and the sessions after it. */
export function saveReportData({ point, forecasts, next, test }: ReportData): Record<string, string> {
  const { points, scales, ...days } = slice(forecasts, test);
  const drawn = { ...days, points: pick(points), scales: pick(scales) };
  return { [REPORT_DATA]: `${JSON.stringify({ point, forecasts: drawn, next }, plain)}\n` };
}

/** The data of a report from that file: `renderReport` draws the same bytes from it as at the training. */
export function readReportData(text: string, metadata: TrainedMetadata): ReportData {
  const { point, forecasts, next } = JSON.parse(text);
  const days = reviveForecasts(forecasts);
  return {
    // The scores of a bundle of this version have all that a report needs.
    metadata: metadata as unknown as ReportData["metadata"],
    point,
    forecasts: days,
    ...(next && { next }),
    test: { from: 0, to: days.dates.length },
  };
}

function pick<T>(byName: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(byName).filter(([name]) => DRAWN.includes(name)));
}
