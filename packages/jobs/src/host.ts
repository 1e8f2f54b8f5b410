import type { BarSeries } from "@lstm-predict/market-data";
import type { BundleStore } from "@lstm-predict/registry";
import type { TrackingOptions } from "@lstm-predict/tracking";
import type { BarsRef } from "./bars-ref.ts";
import type { Stages } from "./stages.ts";

/** The place where jobs are performed: its folders, store, bars and tracking. */
export interface Host {
  /** Folder for downloads and finished folds. */
  dataDir: string;
  /** Opens the store where bundles are saved and published. */
  openStore(): Promise<BundleStore>;
  /** Loads the referenced bars; throws JobError `bars_changed` if the bars of this host differ. */
  loadBars(ref: BarsRef): Promise<BarSeries>;
  /** `postgres://...` of the record of forecasts; undefined: SQLite in `dataDir`. */
  recordUrl?: string | undefined;
  /** Where to track experiments; without it, they are not tracked. */
  tracking?: TrackingOptions | undefined;
  /** Commit of the running code, for the metadata of bundles. */
  commit?: string | undefined;
  /** Measures the stages of the job; without it, they are measured from its beginning. */
  stages?: Stages | undefined;
  /** Aborts the job: finished parts stay, nothing else is written. */
  signal: AbortSignal;
  /** Called during the job: `part`, from 0 to 1, is done. */
  onProgress(what: string, part: number): void;
  /** Called with messages for the user. */
  onNote(note: string): void;
}
