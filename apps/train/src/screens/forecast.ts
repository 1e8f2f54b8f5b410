import type { NextSession } from "@lstm-predict/forecaster";
import type { BundleSummary } from "@lstm-predict/registry";
import { fixed, percent, price, signedPercent } from "@lstm-predict/reports";
import type { Terminal } from "../terminal/terminal.ts";
import { describeTrial } from "./trial.ts";

/** Renders a forecast: price, naive, intervals, and what is known about its model. */
export function renderForecast(
  terminal: Terminal,
  symbol: string,
  next: NextSession,
  model: readonly string[],
): string {
  const indent = " ".repeat(symbol.length);
  const numbers = [next.prediction, next.naive].map(price);
  const width = Math.max(...numbers.map(({ length }) => length));
  const [prediction, naive] = numbers.map((text) => text.padStart(width));
  const day = `${weekday(next.targetDate)} ${next.targetDate}`;
  const caveat = next.dateIsCertain ? "" : ", or of the next session if that is a holiday";
  return [
    `${terminal.style("bold", `${symbol}: ${prediction}`)}  forecast of the close of ${day} (${signedPercent(next.return, 2)})${caveat}`,
    `${indent}  ${naive}  the naive forecast: the last close, of ${next.asOf}`,
    ...intervalLines(next, indent),
    "",
    ...model,
    ...trackedLine(next),
  ].join("\n");
}

function intervalLines({ intervals, volatility, naive }: NextSession, indent: string): string[] {
  if (!intervals || volatility === undefined) return [];
  const ends = Object.values(intervals).map((bounds) => bounds.map(price));
  const width = Math.max(...ends.flat().map(({ length }) => length));
  const lines = Object.entries(intervals).map(([level, [lower, upper]], k) => {
    const [low, high] = ends[k]!.map((text) => text.padStart(width));
    const reach = `${signedPercent(lower / naive - 1)} to ${signedPercent(upper / naive - 1)}`;
    return `${indent}  ${level} %  ${low} to ${high}  (${reach})`;
  });
  return [
    "",
    ...lines,
    `${indent}  volatility ${percent(volatility, 2)} a day, ${percent(volatility * Math.sqrt(252))} a year`,
  ];
}

/** Two lines on the training and test of a model. */
export function bundleLines(
  name: "Champion" | "Model",
  { version, trainedAt, imported, data, test }: BundleSummary,
): string[] {
  const head = `${name.padEnd(10)}${version}`;
  if (!data) {
    const { at, file, kerasVersion, trial } = imported!;
    return [
      `${head}, imported ${at.slice(0, 10)} from ${file} (Keras ${kerasVersion})`,
      "Test      none: its training bars are unknown",
      ...(trial ? [`Trial     ${describeTrial(trial)}`] : []),
    ];
  }
  const { days, mase, coverage90, winklerToHar } = test;
  const held = coverage90 === null ? "" : `; 90 % interval held ${percent(coverage90)}`;
  const worth = winklerToHar === null ? "" : `, interval score ${fixed(winklerToHar, 3)} of HAR's`;
  return [
    `${head}, trained ${trainedAt?.slice(0, 10)} on ${data.count} bars, ${data.from} to ${data.to} (${data.source})`,
    `Test      ${days} days: MASE ${fixed(mase ?? Number.NaN, 4)} (1 is as good as naive, less is better)${held}${worth}`,
  ];
}

function trackedLine({ tracked }: NextSession): string[] {
  if (!tracked) return [];
  const { days, from, held } = tracked;
  if (days === 0) return ["Tracked   0 days: no bar is newer than its training or trial"];
  return [
    `Tracked   ${days} ${days === 1 ? "day" : "days"} since ${from}: 90 % interval held ${held["90"]} (${percent(held["90"] / days)})`,
  ];
}

function weekday(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" });
}
