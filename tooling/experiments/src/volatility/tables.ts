import { RETURN_FORECASTERS } from "@lstm-predict/evaluation";
import { mean, scoreForecast } from "@lstm-predict/metrics";
import { constantVolatility, har, type VolatilityForecaster, WINDOW } from "@lstm-predict/volatility";
import type { Entry } from "./entries.ts";
import { summarize, type TestScores } from "./score-days.ts";
import { splitsOf } from "./spans.ts";
import { closesOf, type Series } from "./symbols.ts";

export function table(
  entries: readonly Entry[],
  symbols: readonly Series[],
  score: (entry: Entry, series: Series) => TestScores,
) {
  const scores = entries.map((entry) => symbols.map((series) => score(entry, series)));
  const of = (forecaster: VolatilityForecaster) =>
    scores[entries.findIndex((entry) => entry.forecaster === forecaster)]!;
  line("", [
    "cover .5",
    ".8",
    ".9",
    ".95",
    ".9 min-max",
    "W/const",
    "W/HAR",
    "wins",
    "p",
    "CRPS/HAR",
    "QLIKE-HAR",
  ]);
  entries.forEach(({ name }, index) => {
    const s = summarize(scores[index]!, of(constantVolatility), of(har));
    line(name, [
      ...s.coverage.map((value) => value.toFixed(3)),
      s.coverageRange.map((value) => value.toFixed(3)).join("-"),
      s.toConstant.winkler.toFixed(3),
      s.toHar.winkler.toFixed(4),
      `${s.toHar.wins}`,
      s.toHar.p.toFixed(3),
      s.toHar.crps.toFixed(4),
      s.qlikeLessHar.toFixed(3),
    ]);
  });
}

export function returnTable(symbols: readonly Series[]) {
  line("", ["mean MASE", "below 1"]);
  for (const forecaster of RETURN_FORECASTERS) {
    const mase = symbols.map((series) => {
      const closes = closesOf(series);
      const { validation, test, end } = splitsOf(series);
      const fitted = forecaster.fit({ closes: closes.subarray(0, test), validationFrom: validation });
      const days = Array.from({ length: end - test }, (_, k) => test + k);
      return scoreForecast({
        forecast: days.map(
          (row) => closes[row - 1]! * Math.exp(fitted.forecast(closes.subarray(row - WINDOW, row))),
        ),
        actual: days.map((row) => closes[row]!),
        last: days.map((row) => closes[row - 1]!),
      }).mase;
    });
    line(forecaster.name, [mean(mase).toFixed(4), `${mase.filter((value) => value < 1).length}`]);
  }
}

function line(name: string, cells: readonly string[]) {
  print(name.padEnd(40) + cells.map((cell) => cell.padStart(12)).join(""));
}

export function print(text: string) {
  process.stdout.write(`${text}\n`);
}
