import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { verifyBundle } from "@lstm-predict/artifacts";
import { listModels } from "@lstm-predict/registry";
import { listSpool, readSpooledRun, type SpooledRun } from "mlflow-js-client/spool";
import type { StandIn } from "yahoo-stand-in";
import { cli, folder } from "./cli.ts";
import { startCli } from "./cli-process.ts";

const REDIRECT = `--import ${import.meta.resolve("yahoo-stand-in/redirect")}`;

/** A configuration that trains in a tenth of a second. */
export const SMALL = { window: 20, units: [5, 4], denseUnits: 4, epochs: 2 };

/** A machine that retrains with Yahoo's stand-in in Yahoo's place. */
export class Machine {
  readonly models: string;
  readonly env: Record<string, string>;
  readonly #config: string;

  private constructor(models: string, config: string, env: Record<string, string>) {
    this.models = models;
    this.#config = config;
    this.env = env;
  }

  static async with(yahoo: StandIn, over: { config?: object; env?: Record<string, string> } = {}) {
    const [models, data, mlruns] = [await folder(), await folder(), await folder()];
    const config = join(data, "small.json");
    await writeFile(config, JSON.stringify({ ...SMALL, ...over.config }));
    return new Machine(models, config, {
      MODELS_DIR: models,
      DATA_DIR: data,
      MLRUNS_DIR: mlruns,
      YAHOO_STAND_IN: yahoo.url,
      // The bars of the stand-in are years old.
      STALE_AFTER: "0",
      ...over.env,
    });
  }

  #args(symbols: string, flags: readonly string[]): string[] {
    return ["retrain", "--symbols", symbols, "--config", this.#config, "--start", "2017-01-01", ...flags];
  }

  /** Retrains; the exit code and, by symbol, its outcome. */
  async retrain(symbols: string, ...flags: string[]) {
    const args = this.#args(symbols, ["--backtest-days", "0", "--json", ...flags]);
    const run = await cli(args, { env: this.env });
    if (!run.stdout.startsWith("{")) throw new Error(run.stderr);
    // biome-ignore lint/suspicious/noExplicitAny: a document of the command line
    const { symbols: results } = JSON.parse(run.stdout) as { symbols: any[] };
    return {
      ...run,
      results,
      outcomes: Object.fromEntries(results.map(({ symbol, outcome }) => [symbol, outcome])),
    };
  }

  /** Starts retraining in another process; `kill` leaves it no time for anything, and returns when its work has ended. */
  async begin(symbols: string): Promise<{ kill(): Promise<string> }> {
    const env = { ...this.env, NODE_OPTIONS: REDIRECT };
    const child = await startCli(this.#args(symbols, ["--backtest-days", "0"]), env);
    child.stderr.resume();
    const kill = async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      const [, signal] = await ended;
      // The process of the symbol stops once it finds itself without its parent.
      await this.#until((runs) => runs.every(({ status }) => status !== "RUNNING"));
      return signal;
    };
    return { kill };
  }

  /** Resolves when a training of the symbol has logged its first epoch. */
  async training(symbol: string): Promise<void> {
    await this.#until((runs) =>
      runs.some(({ experiment, metrics }) => experiment === symbol && "loss/train" in metrics),
    );
  }

  async #until(isSo: (runs: SpooledRun[]) => boolean): Promise<void> {
    const spool = join(this.env.MLRUNS_DIR!, "spool");
    for (;;) {
      const runs = await Promise.all(listSpool(spool).map((id) => readSpooledRun(spool, id)));
      if (isSo(runs.filter((run) => run !== undefined))) return;
      await setTimeout(20);
    }
  }

  /** By symbol, the versions that are there, each of which is whole; hidden leftovers count as well. */
  async versions(): Promise<Record<string, string[]>> {
    const listings = await listModels(this.models);
    for (const { symbol, versions } of listings) {
      for (const version of versions) await verifyBundle(join(this.models, symbol, version));
    }
    const names = listings.map(async ({ symbol }) => {
      const entries = await readdir(join(this.models, symbol));
      return [symbol, entries.filter((name) => /^\.?(saving-)?\d{8}T/.test(name))] as const;
    });
    return Object.fromEntries(await Promise.all(names));
  }
}
