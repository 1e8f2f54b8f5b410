import { type Baselines, fetchBars, train } from "lstm-predict";

const baselines: Baselines = {
  // Of the next close: a tenth of today's move is taken back tomorrow.
  points: {
    reversal: {
      fit: () => ({ forecast: (closes) => -0.1 * Math.log(closes.at(-1)! / closes.at(-2)!) }),
    },
  },
  // Of how far it moves: as far as in the last 21 sessions, with the mean of the training behind it.
  scales: {
    lastMonth: {
      fit(span) {
        const usual = meanSquare(span.days.logReturn);
        return {
          forecast: ({ days }) => Math.log(0.9 * meanSquare(days.logReturn.slice(-21)) + 0.1 * usual),
        };
      },
    },
  },
};

function meanSquare(returns: Float64Array): number {
  return returns.reduce((sum, value) => sum + value ** 2, 0) / returns.length;
}

const bars = await fetchBars({ symbol: "AAPL", source: "sample" });
const config = { units: [16, 8], epochs: 5, seed: 7 };
const { scores } = await train(bars, config, { modelsDir: process.argv[2], baselines });

console.log(`${"forecaster".padEnd(14)}MASE    interval score  coverage`);
for (const name of Object.keys(scores.test)) {
  const { mase, intervals } = scores.test[name]!;
  const where = mase?.toFixed(4) ?? "-";
  const howFar = intervals?.["90"]?.winkler.toFixed(3) ?? "-";
  const coverage = intervals?.["90"]?.coverage.toFixed(3) ?? "-";
  console.log(`${name.padEnd(14)}${where.padEnd(8)}${howFar.padEnd(16)}${coverage}`);
}
