import { loadBars } from "@lstm-predict/market-data";
import { openStore } from "@lstm-predict/registry";
import type { TrackingOptions } from "@lstm-predict/tracking";
import { type BarsRef, checkBars } from "../bars-ref.ts";
import type { Host } from "../host.ts";

/** A machine's folders and stores, as plain data: what another process needs to be the same host. */
export interface LocalSettings {
  dataDir: string;
  modelsDir: string;
  /** `s3://bucket/prefix`; without it `modelsDir` itself is the store. */
  storeUrl?: string | undefined;
  /** Where experiments are recorded; without it no record is kept. */
  mlrunsDir?: string | undefined;
  git: TrackingOptions["git"];
}

/** This machine as a host; bars come out of its cache, and nothing is downloaded. */
export function localHost(
  { dataDir, modelsDir, storeUrl, mlrunsDir, git }: LocalSettings,
  watch: Pick<Host, "signal" | "onProgress" | "onNote">,
): Host {
  const { onNote } = watch;
  return {
    dataDir,
    openStore: () => openStore({ url: storeUrl, modelsDir }),
    loadBars: async (ref: BarsRef) => {
      const { symbol, source, start, end } = ref;
      const cache = source === "yahoo" ? "offline" : undefined; // the sample is on every machine
      return checkBars(await loadBars({ symbol, source, start, end, dataDir, cache }), ref);
    },
    tracking: mlrunsDir === undefined ? undefined : { mlrunsDir, git, onNote },
    commit: git.commit,
    ...watch,
  };
}
