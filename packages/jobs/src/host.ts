import type { BarSeries } from "@lstm-predict/market-data";
import type { BundleStore } from "@lstm-predict/registry";
import type { TrackingOptions } from "@lstm-predict/tracking";
import type { BarsRef } from "./bars-ref.ts";

/** What a job needs of the place where it is performed. */
export interface Host {
  /** Where downloads and finished folds are kept. */
  dataDir: string;
  /** Where bundles are saved and published. */
  openStore(): Promise<BundleStore>;
  /** The bars that `ref` names; JobError `bars_changed` when the bars here are others. */
  loadBars(ref: BarsRef): Promise<BarSeries>;
  /** Where experiments are recorded; without it no record is kept. */
  tracking?: TrackingOptions | undefined;
  /** The commit that runs, for bundles' metadata. */
  commit?: string | undefined;
  /** Ends the job: what is finished by then stays, nothing else is written. */
  signal: AbortSignal;
  /** `part` of the job, from 0 to 1, is done. */
  onProgress(what: string, part: number): void;
  /** Told what a person should know. */
  onNote(note: string): void;
}
