import type { Explanation, NetworkExplanation, OutputExplanation } from "@lstm-predict/forecaster";
import {
  ATTRIBUTION_NOTE,
  attributionText,
  completenessSentence,
  featureName,
  laterWidthTable,
  outputSentence,
  outputTitle,
  pointSentence,
  shareText,
  sumsByFeature,
  termName,
  WIDTH_UNEXPLAINED,
  widthSentences,
} from "@lstm-predict/reports/wording";
import { plainTable } from "../terminal/plain-table.ts";
import { columnsOf, type Terminal } from "../terminal/terminal.ts";
import { barList } from "./chart/bar-list.ts";
import { HEAT_LEGEND, heatRows } from "./chart/heat-rows.ts";

/** Renders why the forecast of the next session is as it is: its width, its close, and what the network's outputs come from. */
export function renderExplanation(
  terminal: Terminal,
  { width, laterWidths, point, network }: Explanation,
): string {
  const heading = (text: string) => terminal.style("bold", text);
  const paint = (text: string, sign: number) =>
    text.trim() === "" ? text : terminal.style(sign < 0 ? "cyan" : "yellow", text);
  const size = { columns: columnsOf(terminal.stdout, 100), paint };
  const bars = width?.terms.map(({ name, percent }) => ({
    name: termName(name),
    value: percent,
    text: shareText(percent / 100),
  }));
  return [
    heading("Why this forecast (next session)"),
    ...(width ? [...widthSentences(width), "", ...barList(bars!, size), ""] : [WIDTH_UNEXPLAINED, ""]),
    ...(laterWidths ? [laterTable(laterWidths), ""] : []),
    ...(point ? [pointSentence(point), ""] : []),
    ...(network?.outputs.flatMap((output) => [
      heading(outputTitle(output)),
      outputSentence(output, network.baseline),
      ...heatMap(network, output, size),
      completenessSentence(output),
      "",
    ]) ?? []),
    ...(network
      ? [
          `Integrated gradients at ${network.points} points, in ${Math.round(network.milliseconds)} ms. ${HEAT_LEGEND}.`,
        ]
      : []),
    ATTRIBUTION_NOTE,
  ].join("\n");
}

function laterTable(widths: NonNullable<Explanation["laterWidths"]>): string {
  const { columns, rows } = laterWidthTable(widths);
  const table = plainTable(columns, ["left", ...widths.map(() => "right" as const)]);
  for (const { head, cells } of rows) table.push([head, ...cells]);
  return table.toString();
}

function heatMap(
  { features, days }: NetworkExplanation,
  output: OutputExplanation,
  size: Parameters<typeof heatRows>[1],
): string[] {
  const sums = sumsByFeature(output);
  const rows = features.map((feature, k) => ({
    name: featureName(feature),
    values: output.attributions.map((day) => day[k]!),
    text: attributionText(output.name, sums[k]!),
  }));
  const lines = heatRows(rows, size);
  const from = Math.max(...rows.map(({ name }) => name.length)) + 3;
  const dates = days && `${" ".repeat(from)}${days[0]} to ${days.at(-1)}, oldest first`;
  return dates === undefined ? lines : [...lines, dates];
}
