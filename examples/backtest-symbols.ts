import { type BarSeries, backtest, type CustomSource, fetchBars } from "lstm-predict";

const symbols = process.argv.slice(2);
const series =
  symbols.length > 0 ? await Promise.all(symbols.map((symbol) => fetchBars({ symbol }))) : await offline();

const config = { units: [16, 8], epochs: 5, seed: 7 };
const { summary } = await backtest(series, config, {
  ...{ folds: 4, refitEvery: 60, seeds: 1 },
  onFold: ({ symbol, number }) => console.error(`${symbol}, fold ${number}`),
});

console.log("symbol    forecaster  MASE    coverage  interval score / constant volatility's");
for (const { symbol, figures } of summary.symbols) {
  for (const name of ["model", "har", "naive"]) {
    const { mase, coverage, winklerToConstant } = figures[name]!;
    const [where, held, ratio] = [mase, coverage, winklerToConstant].map(({ mean }) =>
      Number.isNaN(mean) ? "-" : mean.toFixed(3),
    );
    console.log(`${symbol.padEnd(10)}${name.padEnd(12)}${where!.padEnd(8)}${held!.padEnd(10)}${ratio}`);
  }
}

/** Without symbols: the bundled sample, and a control: its days in another order, in which none foretells the next. */
async function offline(): Promise<BarSeries[]> {
  const aapl = await fetchBars({ symbol: "AAPL", source: "sample" });
  const days = aapl.bars;
  const read = () => {
    let last = days[0]!.close;
    return days.slice(1).map(({ date }, k) => {
      const from = (541 * k) % (days.length - 1); // 1259 is prime: each day once
      const [before, { open, high, low, close, volume }] = [days[from]!, days[from + 1]!];
      const scale = last / before.close;
      last = scale * close;
      return { date, open: scale * open, high: scale * high, low: scale * low, close: last, volume };
    });
  };
  const control: CustomSource = { name: "AAPL's days, mixed", read };
  return [aapl, await fetchBars({ symbol: "MIXED", source: control })];
}
