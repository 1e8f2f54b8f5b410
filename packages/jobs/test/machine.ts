import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "@jest/globals";
import { type BundleMetadata, verifyBundle } from "@lstm-predict/artifacts";
import { parseConfig } from "@lstm-predict/model";
import { storeOf } from "@lstm-predict/registry";
import { type Market, type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import type { Host } from "../src/host.ts";
import { type LocalSettings, localHost } from "../src/local/host.ts";
import { Planner, type PlanOptions } from "../src/retrain/plan.ts";
import type { Plan, RetrainJob } from "../src/retrain/types.ts";

/** A configuration that trains in a tenth of a second. */
export const SMALL = parseConfig({ window: 20, units: [5, 4], denseUnits: 4, epochs: 2 });
export const START = "2017-01-01";

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "jobs-"));
  made.push(dir);
  return dir;
}

const started: StandIn[] = [];
afterEach(async () => {
  delete process.env.YAHOO_STAND_IN;
  for (const yahoo of started.splice(0)) await yahoo[Symbol.asyncDispose]();
});

/** Puts Yahoo's stand-in in Yahoo's place, for this test and the processes that it starts. */
export async function yahooWith(markets: readonly Market[]): Promise<StandIn> {
  const yahoo = await startStandIn({ markets: [...markets] });
  started.push(yahoo);
  process.env.YAHOO_STAND_IN = yahoo.url;
  return yahoo;
}

/** The markets as they were some sessions ago, each on a price level of its own. */
export function markets(symbols: readonly string[], missing = 0): Market[] {
  return symbols.map((symbol, k) => {
    const market = sampleMarket({ symbol, scale: 1 + k });
    return { ...market, sessions: market.sessions.slice(0, market.sessions.length - missing) };
  });
}

/** A host on empty folders, and what it was told. */
export class Machine {
  readonly settings: LocalSettings;
  readonly notes: string[] = [];
  readonly progress: [what: string, part: number][] = [];
  onProgress: Host["onProgress"] = (what, part) => void this.progress.push([what, part]);

  private constructor(settings: LocalSettings) {
    this.settings = settings;
  }

  static async make({ tracked = false } = {}): Promise<Machine> {
    const settings = {
      dataDir: await folder(),
      modelsDir: await folder(),
      git: { commit: "0123456789abcdef" },
    };
    return new Machine(tracked ? { ...settings, mlrunsDir: await folder() } : settings);
  }

  get store() {
    return storeOf(this.settings.modelsDir);
  }

  host(signal = new AbortController().signal): Host {
    return localHost(this.settings, {
      signal,
      onProgress: (what, part) => this.onProgress(what, part),
      onNote: (note) => void this.notes.push(note),
    });
  }

  planner(over: Partial<PlanOptions> = {}): Planner {
    return new Planner({
      store: this.store,
      dataDir: this.settings.dataDir,
      config: undefined,
      start: undefined,
      end: undefined,
      strict: undefined,
      cache: "use",
      // The bars of the stand-in are years old.
      staleAfter: 0,
      onRetry: () => {},
      take: () => true,
      ...over,
    });
  }

  /** A job that retrains the symbol as a plan with the small configuration says. */
  async retrainJob(symbol: string, over: Partial<PlanOptions> = {}, backtestDays = 0): Promise<RetrainJob> {
    const plan = await this.planner({ config: SMALL, start: START, ...over }).plan(symbol);
    if (plan.todo === "nothing") throw new Error(`there is nothing to do: ${plan.result.reason}`);
    return { kind: "retrain", plan, backtestDays };
  }

  /** A symbol's versions, each of which is whole, and the hidden leftovers of those that are not. */
  async versions(symbol: string): Promise<string[]> {
    const versions = (await this.store.listVersions(symbol)).get(symbol) ?? [];
    for (const version of versions) await verifyBundle(join(this.settings.modelsDir, symbol, version));
    const entries = await readdir(join(this.settings.modelsDir, symbol));
    return entries.filter((name) => /^\.?(saving-)?\d{8}T/.test(name)).sort();
  }

  metadata(symbol: string, version: string): Promise<BundleMetadata> {
    return this.store.readMetadata(symbol, version);
  }
}

/** The part of a plan that has something to do. */
export type WorkPlan = Exclude<Plan, { todo: "nothing" }>;
