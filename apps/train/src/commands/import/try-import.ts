import type { Bundle, BundleContent, ImportedMetadata, Trial } from "@lstm-predict/artifacts";
import { Forecaster } from "@lstm-predict/forecaster";
import { LEVELS } from "@lstm-predict/forecasts";
import { MarketDataError, rawSeriesOf } from "@lstm-predict/market-data";
import { lossOnTrial, tryModel } from "@lstm-predict/registry";
import { IntervalForecaster, QuantileTracker } from "@lstm-predict/volatility";
import { type DataFlags, loadSeries } from "../../options/data-options.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** What a trial on the symbol's bars says about an imported model. */
export interface Tried {
  trial?: Trial;
  /** An error bar around the model's own forecasts of the price, by their errors; absent without a trial or an error bar. */
  errorBar?: { intervals: object; quantiles: number[] };
  /** Why the model may not be served unless by force. */
  fault?: string;
}

type Draft = Pick<BundleContent, "model" | "preprocessing" | "intervals"> & {
  metadata: Omit<ImportedMetadata, "formatVersion" | "files" | "version" | "weightsSha256">;
};

/** Tries an imported model on the bars of its symbol that the flags select. */
export async function tryImport(terminal: Terminal, draft: Draft, flags: DataFlags): Promise<Tried> {
  const { symbol } = draft.metadata;
  const untried = (why: string): Tried => ({ fault: `it was not tried on bars of ${symbol}: ${why}` });
  let series: Awaited<ReturnType<typeof loadSeries>>;
  try {
    series = await loadSeries(terminal, symbol, flags);
  } catch (error) {
    // Bars that were asked for must be readable; without any, the files can be imported nevertheless.
    const namesFile = flags.csv !== undefined || typeof flags.vix === "object";
    if (!(error instanceof MarketDataError) || namesFile) throw error;
    return untried(error.message);
  }
  const forecaster = Forecaster.fromBundle(unsaved(draft));
  const result = tryModel(forecaster, rawSeriesOf(series));
  if (!result) return untried(`${series.bars.length} bars are too few for windows of ${forecaster.window}`);
  const trial = { source: series.source, ...result.trial };
  const fault = lossOnTrial(trial);
  const { intervals } = forecaster;
  const { quantiles } = result;
  if (!intervals || !quantiles || draft.metadata.target !== "price")
    return { trial, ...(fault && { fault }) };
  const errorBar = new IntervalForecaster(intervals.volatility, new QuantileTracker(LEVELS, quantiles));
  return { trial, errorBar: { intervals: errorBar.toJSON(), quantiles }, ...(fault && { fault }) };
}

/** The bundle that saving the draft would make, but for its names and hashes, which no forecast needs. */
function unsaved({ metadata, ...content }: Draft): Bundle {
  const names = { formatVersion: 1 as const, version: "unsaved", weightsSha256: "", files: {} };
  return { dir: "", ...content, metadata: { ...metadata, ...names } };
}
