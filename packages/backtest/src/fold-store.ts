import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Forecasts, plain, reviveForecasts } from "@lstm-predict/evaluation";
import type { ModelConfig } from "@lstm-predict/model";
import { replaceFile } from "@lstm-predict/storage";
import type { Fold } from "./folds.ts";

/** Grows when the same key gives other forecasts: folds of earlier programs are computed again. */
const PROGRAM = 3;

/** Everything that determines the forecasts of a fold: the same key means the same result. */
export interface FoldKey {
  symbol: string;
  /** SHA-256 of all bars of the symbol. */
  bars: string;
  /** Configuration with the seed. */
  config: ModelConfig;
  fold: Fold;
  warmStart: boolean;
  /** SHA-256 of the closes of the VIX; absent without them. */
  vix?: string | undefined;
  /** Horizons after the next session; absent: none. */
  horizons?: readonly number[] | undefined;
  /** SHA-256 of the closes of each covariate of the configuration; absent without them. */
  covariates?: readonly string[] | undefined;
  /** SHA-256 of the weights to start from, if they are not those of the fold before. */
  origin?: string | undefined;
}

/** Result of a fold; weights only if the next fold starts from them. */
export interface FoldResult {
  forecasts: Forecasts;
  /** Forecasts of later sessions, one for each horizon of the key. */
  later: Forecasts[];
  weights?: Float32Array[];
}

/** Stores the results of finished folds, one file each, so that an interrupted backtest can continue. */
export class FoldStore {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Reads the result of a fold; undefined if it is not stored or its file is damaged. */
  async read(key: FoldKey): Promise<FoldResult | undefined> {
    try {
      const { sha256: expected, result } = JSON.parse(await readFile(this.#file(key), "utf8"));
      if (sha256(result) !== expected) return undefined;
      const weights = result.weights?.map((values: number[]) => Float32Array.from(values));
      const later = result.later.map(reviveForecasts);
      return { forecasts: reviveForecasts(result.forecasts), later, ...(weights && { weights }) };
    } catch {
      return undefined;
    }
  }

  /** Stores the result of a fold, with its weights only if `withWeights`. */
  async write(
    key: FoldKey,
    { forecasts, later, weights }: FoldResult,
    { withWeights = false } = {},
  ): Promise<void> {
    const whole = { forecasts, later, ...(withWeights && { weights }) };
    const result = JSON.parse(JSON.stringify(whole, plain));
    await replaceFile(this.#file(key), JSON.stringify({ key, sha256: sha256(result), result }));
  }

  /** The stored text of a fold, to send it to the store of another machine; undefined if it is not stored. */
  readText(key: FoldKey): Promise<string | undefined> {
    return readFile(this.#file(key), "utf8").catch(() => undefined);
  }

  /** Stores a text of `readText`; `read` checks it. */
  writeText(key: FoldKey, text: string): Promise<void> {
    return replaceFile(this.#file(key), text);
  }

  #file(key: FoldKey): string {
    return join(this.dir, `${key.symbol}-${sha256({ ...key, program: PROGRAM }).slice(0, 16)}.json`);
  }
}

function sha256(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
