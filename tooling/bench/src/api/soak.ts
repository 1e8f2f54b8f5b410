import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promote } from "@lstm-predict/registry";
import { Command, InvalidArgumentError } from "commander";
import { measure } from "./measure.ts";
import { saveModel } from "./model.ts";
import { startServer } from "./servers.ts";

/** Time between two promotions, so that a leak on reload shows. */
const RELOAD_MS = 5000;
/**
 * Compares the peak RSS of the last third of the time with the peak before. V8 resizes its young generation in steps of
 * 50 MiB for half an hour or so; a leak continues beyond that peak.
 */
const BEFORE_SHARE = 2 / 3;
const MAX_MIB_AN_HOUR = 16;

const { minutes, rate } = new Command("soak")
  .description("loads the API for an hour, with a new champion every five seconds, and measures its memory")
  .option("--minutes <n>", "duration of the load", number, 60)
  .option("--rate <n>", "requests a second", number, 300)
  .parse()
  .opts<{ minutes: number; rate: number }>();

const modelsDir = await mkdtemp(join(tmpdir(), "soak-api-"));
try {
  const { body, versions } = await saveModel(modelsDir, 3);
  const server = await startServer("lstm-predict", modelsDir);
  if (typeof server === "string") throw new Error(server);
  const seconds = Math.round(minutes * 60);
  const curve: { second: number; rssMib: number; heapMib: number }[] = [];
  let running = true;
  const watch = async () => {
    const began = performance.now();
    while (running) {
      const second = Math.round((performance.now() - began) / 1000);
      curve.push({ second, ...(await memoryOf(server.url)) });
      await setTimeout(Math.max(1000, (seconds * 1000) / 60));
    }
  };
  const reload = async () => {
    for (let count = 0; running; count++) {
      await promote(modelsDir, "AAPL", versions[count % versions.length]!, "soak");
      await setTimeout(RELOAD_MS);
    }
  };
  const others = [watch(), reload()];
  const load = { name: "soak", connections: 16, perSecond: rate };
  const { requestsPerSecond, p50Ms, p99Ms, failed } = await measure(server.url, body, load, seconds);
  running = false;
  await Promise.all(others);
  await server.stop();
  for (const { second, rssMib, heapMib } of curve) {
    say(`${String(second).padStart(6)} s  RSS ${rssMib.toFixed(1)} MiB  heap ${heapMib.toFixed(1)} MiB`);
  }
  const peakOf = (part: typeof curve) => Math.max(...part.map(({ rssMib }) => rssMib));
  const before = peakOf(curve.filter(({ second }) => second < BEFORE_SHARE * seconds));
  const after = peakOf(curve.filter(({ second }) => second >= BEFORE_SHARE * seconds));
  const growth = (3600 * (after - before)) / ((1 - BEFORE_SHARE) * seconds);
  say(
    `${(requestsPerSecond * seconds).toFixed(0)} requests, ${requestsPerSecond.toFixed(0)}/s, p50 ${p50Ms.toFixed(2)} ms, ` +
      `p99 ${p99Ms.toFixed(2)} ms, ${failed} failed, ${Math.ceil((seconds * 1000) / RELOAD_MS)} reloads; ` +
      `peak RSS ${before.toFixed(1)} MiB, and ${after.toFixed(1)} in the last third`,
  );
  if (failed > 0 || growth > MAX_MIB_AN_HOUR) {
    process.stderr.write(
      `FAILED: expected no failed request, and a peak that grows by at most ${MAX_MIB_AN_HOUR} MiB an hour\n`,
    );
    process.exitCode = 1;
  }
} finally {
  await rm(modelsDir, { recursive: true, force: true });
}

async function memoryOf(url: string): Promise<{ rssMib: number; heapMib: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const mib = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]) / 2 ** 20;
  return { rssMib: mib("process_resident_memory_bytes"), heapMib: mib("nodejs_heap_size_used_bytes") };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function number(given: string): number {
  const value = Number(given);
  if (value > 0 && value <= 100_000) return value;
  throw new InvalidArgumentError("expected a number above 0");
}
