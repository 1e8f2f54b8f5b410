import { type CacheMode, loadBars } from "@lstm-predict/market-data";
import { openStore } from "@lstm-predict/registry";
import type { TrackingOptions } from "@lstm-predict/tracking";
import { type BarsRef, checkBars } from "../bars-ref.ts";
import type { Host } from "../host.ts";

/** Folders and stores of this machine as plain data, so that another process can be the same host. */
export interface LocalSettings {
  dataDir: string;
  modelsDir: string;
  /** `s3://bucket/prefix`; without it, `modelsDir` is the store. */
  storeUrl?: string | undefined;
  /** Where to track experiments; without it, they are not tracked. */
  mlrunsDir?: string | undefined;
  /** `postgres://...` of the record of forecasts; undefined: SQLite in `dataDir`. */
  recordUrl?: string | undefined;
  /** Commit and branch of the running code, if known. */
  git: TrackingOptions["git"];
  /** Whether to download the bars that a job names and the cache lacks: the jobs are those of other machines. */
  download?: boolean | undefined;
}

/** This machine as a host. It loads bars from its cache; what it lacks, only a FetchJob and `download` bring. */
export function localHost(
  { dataDir, modelsDir, storeUrl, mlrunsDir, recordUrl, git, download }: LocalSettings,
  watch: Pick<Host, "signal" | "onProgress" | "onNote" | "stages">,
): Host {
  const { onNote, signal } = watch;
  return {
    dataDir,
    recordUrl,
    openStore: () => openStore({ url: storeUrl, modelsDir }),
    loadBars: async (ref: BarsRef) => {
      const { symbol, source, start, to, vix = "auto" } = ref;
      const covariates = ref.covariates?.map((of) => of.symbol);
      const cache: CacheMode | undefined = source === "yahoo" && !download ? "offline" : undefined; // the sample is on every machine, and imported bars are in the cache
      // Up to the last bar of the reference: other commands may have cached later sessions since.
      const options = { symbol, source, start, end: to, dataDir, cache, vix, covariates, signal };
      return checkBars(await loadBars(options), ref);
    },
    tracking: mlrunsDir === undefined ? undefined : { mlrunsDir, git, onNote },
    commit: git.commit,
    ...watch,
  };
}
