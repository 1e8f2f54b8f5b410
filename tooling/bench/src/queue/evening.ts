import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JobQueue, type RetrainOptions, resultOf, retrainBatch, runBatch } from "@lstm-predict/jobs/queue";
import { RedisServer } from "redis-server";
import { type Market, sampleMarket, startStandIn } from "yahoo-stand-in";
import { BenchWorker } from "./bench-worker.ts";

/** What an evening of retrainings took. */
export interface Evening {
  symbols: number;
  workers: number;
  /** From sending to the last result. */
  seconds: number;
  /** Computing of a symbol on all cores: the mean. */
  cpuSeconds: number;
  /** Time of a symbol on its worker: the mean. */
  jobSeconds: number;
  /** From sending a symbol to its beginning: the median. */
  waitSeconds: number;
  /** Mean time of a symbol by stage. */
  stages: Record<string, number>;
}

/** Retrains variations of the bundled sample, which have no model yet, with so many workers of one thread each. */
export async function retrainEvening(
  symbols: number,
  workers: number,
  { config, backtestDays }: Pick<RetrainOptions, "config" | "backtestDays">,
): Promise<Evening> {
  const folder = await mkdtemp(join(tmpdir(), "bench-workers-"));
  const onNote = (note: string) => void process.stderr.write(`${note}\n`);
  const all = Array.from({ length: symbols }, (_, k) => variation(k));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const yahoo = stack.use(await startStandIn({ markets: all }));
  const redis = stack.use(await RedisServer.start());
  const queue = stack.use(await JobQueue.open(redis.url, { onNote }));
  const fleet = await Promise.all(
    Array.from({ length: workers }, () => BenchWorker.start(redis.url, folder, yahoo.url)),
  );
  for (const worker of fleet) stack.use(worker);
  const names = all.map(({ symbol }) => symbol);
  const batch = retrainBatch(names, { config, backtestDays, cache: "use", staleAfter: 0 });
  const began = performance.now();
  const settled = await runBatch(queue, batch, {
    signal: new AbortController().signal,
    onProgress: () => {},
    onSettled: () => {},
    onNote,
  });
  const seconds = (performance.now() - began) / 1000;
  const failed = settled.map(resultOf).filter(({ outcome }) => !["promoted", "refused"].includes(outcome));
  if (failed.length > 0) throw new Error(`${failed.length} symbols failed: ${failed[0]!.reason}`);
  const sums = await Promise.all(fleet.map((worker) => worker.sums()));
  const mean = (name: string) => sums.reduce((sum, each) => sum + (each.get(name) ?? 0), 0) / symbols;
  const entries = await queue.entries(batch.jobs.map(({ id }) => id));
  const waits = entries.map((entry) => (entry!.processedOn! - entry!.timestamp) / 1000);
  const stages = new Set(
    sums.flatMap((each) => [...each.keys()]).filter((name) => name.startsWith("stage ")),
  );
  return {
    symbols,
    workers,
    seconds,
    cpuSeconds: mean("cpu"),
    jobSeconds: mean("job"),
    waitSeconds: waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)]!,
    stages: Object.fromEntries([...stages].map((name) => [name.slice("stage ".length), mean(name)])),
  };
}

/** The sample from another day on, and on another price level: no two trainings stop at the same epoch for the same reason. */
function variation(k: number): Market {
  const market = sampleMarket({ symbol: `S${k}`, scale: 1 + (k % 7) / 3 });
  return { ...market, sessions: market.sessions.slice(k) };
}
