import { toRawSeries } from "@lstm-predict/bars";
import { decodeOutputs, forecastAll, scoreSplits } from "@lstm-predict/evaluation";
import { loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model/config";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { fitModel } from "@lstm-predict/training";

const { bars } = await loadBars({ symbol: "AAPL", source: "sample" });
const series = toRawSeries(bars);
const config = parseConfig({ units: [16, 8], epochs: 5, seed: 7 });
const splits = chronologicalSplits(series.length, config.window);

const { model, preprocessor, outputs } = await fitModel({ series, splits, config });
model.dispose(); // `outputs` has the network's forecast of every day
const network = decodeOutputs(preprocessor, series, outputs);
const forecasts = forecastAll(series, splits, config.window, config.target, network);
const { test } = scoreSplits(forecasts, splits);
for (const name of Object.keys(test)) {
  const { mase, intervals } = test[name]!;
  const where = mase === undefined ? "" : `MASE ${mase.toFixed(4)}`;
  const howFar = intervals ? `interval score ${intervals["90"]!.winkler.toFixed(3)}` : "";
  console.log(name.padEnd(12), where.padEnd(12), howFar);
}
