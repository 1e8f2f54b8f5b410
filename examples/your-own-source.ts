import { DatabaseSync } from "node:sqlite";
import { type CustomRow, type CustomSource, fetchBars, forecast } from "lstm-predict";

// A table of bars, as a broker or a vendor fills it; here with the bundled sample under another name.
const database = new DatabaseSync(":memory:");
database.exec(
  "CREATE TABLE bars (symbol TEXT, date TEXT, open REAL, high REAL, low REAL, close REAL, volume REAL)",
);
const insert = database.prepare("INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?, ?)");
const { bars: sample } = await fetchBars({ symbol: "AAPL", source: "sample" });
for (const { date, open, high, low, close, volume } of sample)
  insert.run("ACME", date, open, high, low, close, volume);
insert.run("ACME", "2018-05-14", 189.01, 189.53, 187.86, null, 2e7); // not closed yet
insert.run("ACME", "2016-02-29", 96.86, 90.1, 98.23, 96.69, 3e7); // high and low in each other's column

const source: CustomSource = {
  name: "desk.sqlite",
  timeZone: "America/New_York",
  instrument: "equity",
  read(symbol, { start = "", end = "9999" }) {
    const rows = database.prepare("SELECT * FROM bars WHERE symbol = ? AND date BETWEEN ? AND ?");
    return rows.all(symbol, start, end) as unknown as CustomRow[];
  },
};

const bars = await fetchBars({ symbol: "ACME", source, start: "2015-01-01" });
console.log(`${bars.bars.length} bars of ${bars.symbol} from ${bars.detail}`);
for (const note of bars.cleaning.notes) console.log(`- ${note}`);

const { targetDate, naive, intervals } = forecast(bars);
const [lower, upper] = intervals!["90"].map((price) => price.toFixed(2));
console.log(`close of ${targetDate}: ${naive.toFixed(2)}, 90 % of the time from ${lower} to ${upper}`);
