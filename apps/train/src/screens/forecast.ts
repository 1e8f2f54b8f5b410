import type { NextSession } from "@lstm-predict/forecaster";
import type { SessionForecast } from "@lstm-predict/forecasts";
import type { BundleSummary } from "@lstm-predict/registry";
import { fixed, percent, price, signedPercent } from "@lstm-predict/reports";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { describeTrial } from "./trial.ts";

/**
 * Renders the forecasts of `sessions`, one in full or several as a table, then the lines `about` their model and how the intervals
 * did since.
 */
export function renderForecast(
  terminal: Terminal,
  symbol: string,
  next: NextSession,
  sessions: readonly SessionForecast[],
  about: readonly string[],
): string {
  const [one, ...more] = sessions;
  const forecast =
    more.length > 0
      ? sessionLines(terminal, symbol, next, sessions)
      : oneSession(terminal, symbol, next, one!);
  return [...forecast, "", ...about, ...trackedLine(next)].join("\n");
}

function oneSession(
  terminal: Terminal,
  symbol: string,
  next: NextSession,
  session: SessionForecast,
): string[] {
  const indent = " ".repeat(symbol.length);
  const numbers = [session.prediction, next.naive].map(price);
  const width = Math.max(...numbers.map(({ length }) => length));
  const [prediction, naive] = numbers.map((text) => text.padStart(width));
  const ahead = session.horizon === 1 ? "" : `, ${session.horizon} sessions ahead`;
  const day = `${weekday(session.targetDate)} ${session.targetDate}${ahead}`;
  const caveat = session.dateIsCertain ? "" : ", or of the next session if that is a holiday";
  return [
    `${terminal.style("bold", `${symbol}: ${prediction}`)}  forecast of the close of ${day} (${signedPercent(session.return, 2)})${caveat}`,
    `${indent}  ${naive}  the naive forecast: the last close, of ${next.asOf}`,
    ...intervalLines(session, next.naive, indent),
  ];
}

function sessionLines(
  terminal: Terminal,
  symbol: string,
  { naive, asOf }: NextSession,
  sessions: readonly SessionForecast[],
): string[] {
  const heads = ["close", "change", "50 %", "90 %"];
  const table = plainTable(
    ["sessions", "close of", ...heads],
    ["right", "left", ...heads.map(() => "right" as const)],
  );
  for (const { horizon, targetDate, dateIsCertain, prediction, return: change, intervals } of sessions) {
    const ends = (level: "50" | "90") => (intervals ? intervals[level].map(price).join(" to ") : "-");
    table.push([
      String(horizon),
      `${weekday(targetDate).slice(0, 3)} ${targetDate}${dateIsCertain ? "" : " ?"}`,
      terminal.style("bold", price(prediction)),
      signedPercent(change, 2),
      ends("50"),
      ends("90"),
    ]);
  }
  return [
    `${terminal.style("bold", `${symbol}: ${price(naive)}`)}  the last close, of ${asOf}: the naive forecast of each session`,
    "",
    table.toString(),
    ...(sessions.every(({ dateIsCertain }) => dateIsCertain)
      ? []
      : ["? An estimated date: a holiday that is not on record would move it."]),
  ];
}

function intervalLines(
  { intervals, volatility, horizon }: SessionForecast,
  naive: number,
  indent: string,
): string[] {
  if (!intervals || volatility === undefined) return [];
  const ends = Object.values(intervals).map((bounds) => bounds.map(price));
  const width = Math.max(...ends.flat().map(({ length }) => length));
  const lines = Object.entries(intervals).map(([level, [lower, upper]], k) => {
    const [low, high] = ends[k]!.map((text) => text.padStart(width));
    const reach = `${signedPercent(lower / naive - 1)} to ${signedPercent(upper / naive - 1)}`;
    return `${indent}  ${level} %  ${low} to ${high}  (${reach})`;
  });
  const daily = volatility / Math.sqrt(horizon);
  return [
    "",
    ...lines,
    `${indent}  volatility ${percent(daily, 2)} a day, ${percent(daily * Math.sqrt(252))} a year`,
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
