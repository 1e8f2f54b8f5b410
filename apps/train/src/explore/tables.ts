import { fixed, percent, signedPercent } from "../format.ts";
import { type Html, html } from "../page/html.ts";
import { wordsTable } from "../page/words-table.ts";
import { compact, plain } from "./sentences.ts";
import type { Statistics } from "./statistics/index.ts";

/** The figures that one looks for first. */
export function keyFigures({ adjusted, volatility, drawdowns, returns }: Statistics): Html {
  const [worst] = returns.worst;
  const tiles: [name: string, value: string][] = [
    ["total return", signedPercent(adjusted.return)],
    ["return a year", adjusted.annualReturn === null ? "-" : signedPercent(adjusted.annualReturn)],
    ["volatility a year", volatility.annual === null ? "-" : percent(volatility.annual)],
    ["deepest fall", drawdowns.deepest[0] ? signedPercent(drawdowns.deepest[0].depth) : "-"],
    ["worst day", worst ? signedPercent(worst.return) : "-"],
  ];
  return html`<dl class="tiles">${tiles.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function shapeTable({ returns }: Statistics): Html {
  const { mean, standardDeviation, skewness, excessKurtosis, beyond } = returns;
  return table(
    ["", "here", "normal"],
    [
      ["mean of a day", signedPercent(mean, 3), ""],
      ["standard deviation", standardDeviation === null ? "-" : percent(standardDeviation, 2), ""],
      ["skewness", signed(skewness), "0"],
      ["excess kurtosis", signed(excessKurtosis), "0"],
      ...beyond.map(({ sigma, days, expected }) => [
        `days beyond ${sigma} standard deviations`,
        String(days),
        fixed(expected, expected < 1 ? 2 : 1),
      ]),
    ],
  );
}

export function extremesTable({ returns: { worst, best } }: Statistics): Html {
  const rows = Array.from({ length: Math.max(worst.length, best.length) }, (_, k) => [
    worst[k]?.date ?? "",
    worst[k] ? signedPercent(worst[k].return, 2) : "",
    best[k]?.date ?? "",
    best[k] ? signedPercent(best[k].return, 2) : "",
  ]);
  return table(["worst days", "", "best days", ""], rows);
}

export function drawdownTable({ drawdowns }: Statistics): Html {
  return table(
    ["", "depth", "high", "low", "recovered", "sessions"],
    drawdowns.deepest.map(({ depth, peak, trough, recovery, sessions }, k) => [
      String(k + 1),
      signedPercent(depth),
      peak,
      trough,
      recovery ?? "not yet",
      String(sessions),
    ]),
  );
}

export function summaryTable({ summary }: Statistics): Html {
  return table(
    ["", "count", "mean", "std", "min", "median", "max"],
    Object.entries(summary).map(([column, { count, mean, std, min, median, max }]) => [
      column,
      String(count),
      ...[mean, std, min, median, max].map(column === "Volume" ? compact : plain),
    ]),
  );
}

/** Why rows were dropped, and whatever else cleaning or the cache noted. */
export function qualityTable({ cleaning, cache }: Statistics): Html {
  const dropped = Object.entries(cleaning.dropped).filter(([, count]) => count > 0);
  const rows = {
    "rows received": String(cleaning.received),
    "bars kept": String(cleaning.kept),
    "rows dropped": dropped.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none",
    "suspicious bars": String(cleaning.findings.length),
    ...(cache && { cache: `${cache.outcome}, asked last at ${cache.fetchedAt}` }),
  };
  const notes = [...cleaning.notes, ...(cache?.notes ?? [])];
  return html`${wordsTable(rows)}${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}`;
}

function signed(value: number | null): string {
  return fixed(value ?? Number.NaN, 2).replace(/^-(?=\d)/, "\u2212");
}

/** The first column names the row. */
function table(heads: string[], rows: string[][]): Html {
  const cells = rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`);
  return html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${cells}</tbody></table></div>`;
}
