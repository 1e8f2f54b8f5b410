import { createRequire } from "node:module";
import { csvSource } from "./csv/source.ts";
import { MarketDataError } from "./errors.ts";
import type { BarSource } from "./source.ts";

const SAMPLES: Record<string, { dataset: string; timeZone: string }> = {
  AAPL: { dataset: "@observablehq/sample-datasets/aapl.csv", timeZone: "America/New_York" },
};

/** Symbols with a bundled sample of real daily bars, for use without a network. */
export const SAMPLE_SYMBOLS: readonly string[] = Object.keys(SAMPLES);

/** The bundled sample: AAPL from 2013-05-13 to 2018-05-11, from an npm package. */
export function sampleSource(): BarSource {
  return {
    name: "sample",
    async read(symbol, range) {
      const sample = SAMPLES[symbol];
      if (!sample) {
        throw new MarketDataError(
          "no_sample",
          `no bundled sample for "${symbol}": expected ${SAMPLE_SYMBOLS.join(" or ")}`,
        );
      }
      const file = createRequire(import.meta.url).resolve(sample.dataset);
      const { rows, notes } = await csvSource(file).read(symbol, range);
      return { detail: sample.dataset, timeZone: sample.timeZone, rows, notes };
    },
  };
}
