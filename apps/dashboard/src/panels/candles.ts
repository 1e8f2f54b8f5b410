import type { SymbolBars, SymbolForecast } from "@lstm-predict/api/schemas";
import { candleChart } from "../charts/candles.ts";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { warning } from "../elements/panel.ts";
import { table, tableBehind } from "../elements/table.ts";
import { moment } from "../wording/dates.ts";
import { change, price, whole } from "../wording/numbers.ts";

/** Sessions in a month, three, six and a year. */
const RANGES = { "22": "1 month", "63": "3 months", "126": "6 months", "252": "1 year" };
const NARROW = 600;

/** The last bars as candles, with tomorrow's fan where its forecast is known. */
export function candlesPanel(
  [bars, forecast]: [SymbolBars, SymbolForecast | undefined],
  signal: AbortSignal,
): Child[] {
  const { sessions, detail, fetchedAt } = bars;
  const place = h("div", { class: "chart", "aria-hidden": "true" });
  const range = innerWidth < NARROW ? "22" : "63";
  const chart = candleChart(place, bars, forecast, Number(range), signal);
  return [
    warning(bars.warning),
    choice("Range", RANGES, range, (value) => chart.show(Number(value))),
    forecast && h("p", { class: "keys" }, key("model", "forecast, 50 to 95 %"), key("naive", "naive")),
    h("figure", {}, place, h("figcaption", {}, caption(bars, forecast))),
    tableBehind("The last 30 sessions as a table", () =>
      table(
        "Last sessions, newest first",
        ["date", "open", "high", "low", "close", "volume"],
        sessions
          .slice(-30)
          .reverse()
          .map(({ date, open, high, low, close, volume }) => ({
            head: date,
            cells: [...[open, high, low, close].map(price), whole(volume)],
          })),
      ),
    ),
    h(
      "p",
      { class: "soft" },
      `Bars from ${detail}${fetchedAt ? `, asked last at ${moment(fetchedAt)}` : ""}.`,
    ),
  ];
}

function key(kind: "model" | "naive", text: string): HTMLElement {
  return h("span", { class: `legend ${kind}` }, text);
}

function caption({ sessions }: SymbolBars, forecast: SymbolForecast | undefined): string {
  const last = sessions.at(-1)!;
  const year = sessions.slice(-252);
  const low = Math.min(...year.map((session) => session.low));
  const high = Math.max(...year.map((session) => session.high));
  const moved = change(last.close / year[0]!.close - 1);
  const past = `${last.date} closed at ${price(last.close)}; ${year.length} sessions ranged from ${price(low)} to ${price(high)} and moved ${moved}.`;
  if (!forecast) return `${past} There is no forecast to draw.`;
  const fan = forecast.intervals ? "the shaded boxes are its 50, 80, 90 and 95 % intervals, " : "";
  return `${past} On the right the next session: ${fan}the solid line the forecast, the dashed one naive.`;
}
