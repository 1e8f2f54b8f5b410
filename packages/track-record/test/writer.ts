/**
 * Records and settles a day of forecasts after the other, and prints the number of entries after each: what it told is kept.
 * Arguments: options of the store as JSON, a name that makes its forecasts its own, and the number of days.
 * Ends with exit code 3 and the error on stderr if the store fails.
 */
import { readRecordHead, recordForecasts, Store, type StoreOptions, settleForecasts } from "../src/index.ts";
import { barsOf, forecastOf, seriesOf, weekdays } from "./forecasts.ts";

const [options, name, count] = process.argv.slice(2) as [string, string, string];
const days = Number(count);
const dates = weekdays("2000-01-03", days + 2);
const bars = barsOf(
  dates.map((_, k) => 100 + (k % 7)),
  dates,
);

try {
  await using store = new Store(JSON.parse(options) as StoreOptions);
  for (let day = 0; day < days; day++) {
    const close = bars[day]!.close;
    const symbols = [name, "SHARED", `${name}.L`];
    await recordForecasts(
      store,
      symbols.map((symbol) =>
        forecastOf({ symbol, asOf: dates[day]!, targetDate: dates[day + 1]!, naive: close }),
      ),
    );
    const series = seriesOf(bars.slice(0, day + 1), { symbol: name });
    await settleForecasts(store, series, new Date(Date.UTC(2000, 0, 3 + day)));
    process.stdout.write(`${(await readRecordHead(store)).entries}\n`);
  }
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stderr.write(`${code}: ${message}\n`);
  process.exitCode = 3;
}
