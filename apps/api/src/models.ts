import { glob } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { BundleError, resolveBundleDir } from "@lstm-predict/artifacts";
import { Forecaster } from "@lstm-predict/forecaster";
import { ApiError } from "./problem.ts";
import { invalid } from "./validate.ts";

/** A champion that does not load, and why; the reason names no folder of this machine. */
export interface BrokenChampion {
  symbol: string;
  reason: string;
}

/**
 * The champions of a models folder, each version loaded once.
 *
 * `champion.json` (a few hundred bytes) is read on every request, so a promotion is served without a restart.
 */
export class Champions {
  readonly #modelsDir: string;
  readonly #defaultSymbol: string | undefined;
  /** The last version of each symbol that was asked for. */
  readonly #loaded = new Map<string, { dir: string; forecaster: Promise<Forecaster> }>();

  constructor(modelsDir: string, defaultSymbol?: string) {
    this.#modelsDir = resolve(modelsDir);
    this.#defaultSymbol = defaultSymbol;
  }

  /** Symbols that have a champion, whether it loads or not, sorted. */
  async symbols(): Promise<string[]> {
    // Not `listModels`: it reads every champion.json, and one that is damaged must not take the others down.
    const symbols: string[] = [];
    for await (const file of glob("*/champion.json", { cwd: this.#modelsDir })) symbols.push(dirname(file));
    return symbols.sort();
  }

  /** What a request without a symbol is answered for: the configured default, else the only one; or null. */
  async defaultSymbol(): Promise<string | null> {
    if (this.#defaultSymbol !== undefined) return this.#defaultSymbol;
    const symbols = await this.symbols();
    return symbols.length === 1 ? symbols[0]! : null;
  }

  /**
   * The champion of the symbol asked for, else of the default one.
   * Throws ApiError `unknown-symbol`, `no-model`, `broken-model`, or `invalid-request` when nothing decides.
   */
  async forecaster(asked?: string): Promise<Forecaster> {
    const symbol = asked ?? (await this.defaultSymbol());
    if (symbol === null) throw await this.#undecided();
    try {
      return await this.#load(symbol, await resolveBundleDir(this.#modelsDir, symbol));
    } catch (error) {
      const missing = error instanceof BundleError && error.code === "no_model";
      if (!missing) throw this.#broken(symbol, error as Error);
      throw symbol === asked ? await this.#unknown(symbol) : noModel(symbol);
    }
  }

  /** Loads every champion; `broken` holds those that do not load. */
  async all(): Promise<{ forecasters: Forecaster[]; broken: BrokenChampion[] }> {
    const forecasters: Forecaster[] = [];
    const broken: BrokenChampion[] = [];
    for (const symbol of await this.symbols()) {
      try {
        forecasters.push(await this.forecaster(symbol));
      } catch (error) {
        broken.push({ symbol, reason: (error as Error).message });
      }
    }
    return { forecasters, broken };
  }

  #load(symbol: string, dir: string): Promise<Forecaster> {
    const known = this.#loaded.get(symbol);
    if (known?.dir === dir) return known.forecaster;
    // The promise is kept, not its result: requests that arrive while a champion is read share one reading.
    const forecaster = Forecaster.load(dir);
    this.#loaded.set(symbol, { dir, forecaster });
    // A bundle that was repaired must not stay refused.
    forecaster.catch(() => this.#loaded.delete(symbol));
    return forecaster;
  }

  #broken(symbol: string, { message }: Error): ApiError {
    // Clients are told which file is wrong, not where this machine keeps it.
    const reason = message.replaceAll(this.#modelsDir + sep, "");
    return new ApiError("broken-model", `the champion of ${symbol} cannot be loaded: ${reason}`);
  }

  async #unknown(symbol: string): Promise<ApiError> {
    const symbols = await this.symbols();
    if (symbols.length === 0) return noModel(symbol);
    const detail = `symbol is "${symbol}": expected one of ${symbols.join(", ")}`;
    return new ApiError("unknown-symbol", detail, { symbols });
  }

  async #undecided(): Promise<ApiError> {
    const symbols = await this.symbols();
    if (symbols.length === 0) return noModel();
    return invalid([{ path: "symbol", message: `is missing: expected one of ${symbols.join(", ")}` }]);
  }
}

/** Without a symbol: there is no model at all. */
export function noModel(symbol?: string): ApiError {
  const who = symbol === undefined ? "there is no trained model yet" : `${symbol} has no trained model yet`;
  return new ApiError("no-model", `${who}: run pnpm train --symbol ${symbol ?? "AAPL"}`);
}
