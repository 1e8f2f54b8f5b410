import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalSettings, performApart, type Result, refOf, type StageTime } from "@lstm-predict/jobs";
import { type BarSeries, loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model/config";
import { promote, storeOf } from "@lstm-predict/registry";

/** What to retrain, and how. */
export interface Options {
  /** Symbols whose bars are cached in `dataDir`; undefined: the bundled sample. */
  symbols: readonly string[] | undefined;
  dataDir: string;
  seeds: readonly number[];
  /** Retrainings before the last bar that go on from one another, five sessions apart. */
  weeks: number;
  threads: number;
  onDone(what: string): void;
}

/** A retraining as it is measured. */
export interface Measured {
  stages: Record<string, StageTime>;
  /** On the test days of the training: coverage of the 90 % interval, its score, and MASE. */
  test: Scores;
  /** On the days of the backtest; `winkler` over that of HAR. */
  backtest: Scores;
}

export interface Scores {
  coverage: number;
  winkler: number;
  mase: number;
}

/** Retrainings of one symbol with one seed: both `scratch` and `continued` end with the same bars. */
export interface Row {
  symbol: string;
  seed: number;
  /** From random weights, as `--from-scratch` does. */
  scratch: Measured;
  /** The first of the symbol, on earlier bars: only its backtest goes on. */
  first: Measured;
  /** The last of those that go on from the one before. */
  continued: Measured;
}

const SESSIONS = 5;
const BACKTEST_DAYS = 60;

/** Retrains each symbol with each seed, one process after the other as `pnpm retrain` does it. Promotes every version. */
export async function* measure(options: Options): AsyncGenerator<Row> {
  const { symbols, dataDir, seeds, weeks, threads, onDone } = options;
  for (const seed of seeds) {
    for (const symbol of symbols ?? ["AAPL"]) {
      const load = (end?: string) =>
        loadBars(
          symbols
            ? { symbol, source: "auto", sample: false, dataDir, cache: "offline", end }
            : { symbol, source: "sample", dataDir, end },
        );
      const { bars } = await load();
      const ends = Array.from({ length: weeks + 1 }, (_, k) => bars.at(-1 - SESSIONS * (weeks - k))!.date);
      const folder = await mkdtemp(join(tmpdir(), "bench-retrain-"));
      const retrainTo = async (end: string, place: string, fromScratch = false) => {
        const settings = { dataDir, modelsDir: join(folder, place), git: {} };
        const measured = await retrain(await load(end), { seed, settings, threads, fromScratch });
        onDone(`${symbol}, seed ${seed}, to ${end}${fromScratch ? " from scratch" : ""}`);
        return measured;
      };
      try {
        const going: Measured[] = [];
        for (const end of ends) going.push(await retrainTo(end, "going"));
        const scratch = await retrainTo(ends.at(-1)!, "scratch", true);
        yield { symbol, seed, scratch, first: going[0]!, continued: going.at(-1)! };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }
}

interface RetrainOptions {
  seed: number;
  settings: LocalSettings;
  threads: number;
  fromScratch: boolean;
}

async function retrain(
  series: BarSeries,
  { seed, settings, threads, fromScratch }: RetrainOptions,
): Promise<Measured> {
  const { symbol, bars } = series;
  const ref = refOf(series, { end: bars.at(-1)!.date });
  const plan = {
    symbol,
    todo: "train",
    bars: ref,
    config: parseConfig({ seed }),
    newSessions: 0,
    why: "",
  } as const;
  const { result } = await performApart(
    { kind: "retrain", plan, backtestDays: BACKTEST_DAYS, fromScratch },
    { settings, threads, signal: new AbortController().signal, onProgress: () => {} },
  );
  const { version, stages, backtest } = result as Required<Result>;
  const store = storeOf(settings.modelsDir);
  await promote(store, symbol, version, "for the next retraining");
  const { model } = (await store.readMetadata(symbol, version)).scores!.test;
  const { coverage, winkler } = model.intervals!["90"]!;
  return {
    stages,
    test: { coverage, winkler: winkler!, mase: model.mase! },
    backtest: { coverage: backtest.coverage90, winkler: backtest.winklerToHar, mase: backtest.mase },
  };
}
