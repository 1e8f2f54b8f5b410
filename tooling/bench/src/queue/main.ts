// `pnpm bench:queue [jobs]`: what the queue itself costs a job, against a real redis-server. The jobs are empty: all time is that
// of sending, taking and finishing them, with the settings of a worker.
import { JobQueue, PREFIX, retrainBatch, send } from "@lstm-predict/jobs/queue";
import { Worker } from "bullmq";
import { RedisServer } from "redis-server";

const count = Number(process.argv[2] ?? 10_000);
const symbols = Array.from({ length: count }, (_, k) => `S${k}`);
const batch = retrainBatch(symbols, { cache: "use", staleAfter: 3, backtestDays: 60 });
const onNote = (note: string) => void process.stderr.write(`${note}\n`);

await using redis = await RedisServer.start();
await using queue = await JobQueue.open(redis.url, { onNote });
await using taking = await JobQueue.open(redis.url, { onNote });

const began = performance.now();
await send(queue, batch);
const sent = performance.now();
const worker = new Worker("jobs", async () => ({}), {
  connection: taking.connection.redis,
  prefix: PREFIX,
  concurrency: 8,
});
await new Promise<void>((resolve) => {
  let done = 0;
  worker.on("completed", () => ++done === count && resolve());
});
const finished = performance.now();
await worker.close();

const row = (what: string, ms: number) =>
  `${what.padEnd(18)}${(ms / 1000).toFixed(2).padStart(8)} s${(ms / count).toFixed(3).padStart(9)} ms a job\n`;
process.stdout.write(`${count} empty jobs\n`);
process.stdout.write(row("send", sent - began));
process.stdout.write(row("take and finish", finished - sent));
process.stdout.write(row("together", finished - began));
