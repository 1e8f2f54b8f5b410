import { openStore } from "@lstm-predict/registry";
import { startBackgroundThreads } from "fused-lstm/kernel";
import { Bars, type BarsOptions } from "./bars.ts";
import { BulkReader } from "./bodies/bulk-reader.ts";
import { Champions } from "./champions/champions.ts";
import { Followers } from "./champions/followers.ts";
import { Batcher } from "./compute/batcher.ts";
import { Explainer } from "./compute/explainer.ts";
import type { Config } from "./config.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { TrackRecord } from "./record/track-record.ts";

/** The parts of the server that forecasts come from. */
export interface Service {
  champions: Champions;
  batcher: Batcher;
  explainer: Explainer;
  bulkReader: BulkReader;
  bars: Bars;
  followers: Followers;
  record: TrackRecord;
}

interface Surroundings extends Pick<BarsOptions, "fetch" | "now"> {
  log: Logger;
  metrics: Metrics;
}

/** Starts the kernel's threads and opens the store of the models. Loads no champion yet: `champions.watch` does. */
export async function openService(
  config: Config,
  { log, metrics, fetch, now }: Surroundings,
): Promise<Service> {
  const {
    modelStore: url,
    modelsDir,
    defaultSymbol,
    dataDir,
    marketSource: source,
    threads,
    trackRecord,
  } = config;
  const background = threads > 1;
  if (background) startBackgroundThreads();
  const batcher = new Batcher(metrics, { background });
  const retire = batcher.retire.bind(batcher);
  const store = await openStore({ url, modelsDir });
  return {
    champions: new Champions({ store, defaultSymbol, log, metrics, retire }),
    batcher,
    explainer: new Explainer(),
    bulkReader: new BulkReader(log),
    bars: new Bars({ dataDir, source, fetch, now, log }),
    followers: new Followers(),
    record: new TrackRecord({ url: trackRecord, dataDir }, { log, metrics, now }),
  };
}
