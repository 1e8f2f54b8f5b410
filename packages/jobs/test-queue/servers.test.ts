import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { PASSWORD, RedisServer } from "redis-server";
import { connect, JobQueue, listJobs, PREFIX, retrainBatch, send } from "../src/queue/index.ts";
import { folder, Machine, markets, yahooWith } from "../test/machine.ts";
import { closing, notes, onNote, open, retrain, SMALL_RETRAINING, startWorker, until } from "./fleet.ts";

const refused = (url: string) => expect(connect(url, { onNote })).rejects;

test("when a server deletes keys as its memory is full, then it is refused: jobs would be lost", async () => {
  for (const policy of ["allkeys-lru", "volatile-lru"]) {
    const redis = closing(await RedisServer.start({ settings: { "maxmemory-policy": policy } }));
    await refused(redis.url).toMatchObject({
      code: "queue_unfit",
      message: expect.stringMatching(`maxmemory-policy ${policy}\\): expected .* noeviction$`),
    });
  }
});

test("when a server is a replica, then it is refused; when the primary becomes one for a time, then it is only late", async () => {
  const primary = closing(await RedisServer.start());
  const { port } = primary;
  const settings = { replicaof: `127.0.0.1 ${port}`, masterauth: PASSWORD };
  const replica = closing(await RedisServer.start({ settings }));
  await refused(replica.url).toMatchObject({
    code: "queue_unfit",
    message: expect.stringMatching(/is a replica.*expected the address of its primary$/),
  });
  await yahooWith(markets(["AAPL"]));
  await startWorker(primary, await Machine.make());
  const queue = await open(primary);
  const admin = closing(await connect(primary.url, { onNote })).redis;
  await admin.replicaof("127.0.0.1", "1");
  const retraining = retrain(queue, ["AAPL"]);
  await until(() => notes.some((note) => note.includes("READONLY")));
  await admin.replicaof("NO", "ONE");
  expect((await retraining).rows[0]!.outcome).toBe("promoted");
  expect(notes.filter((note) => note.includes("READONLY")).length).toBeLessThan(5);
});

test("when the certificate of a server is not trusted, then the error says so at once, without the password", async () => {
  const dir = await folder();
  const [keyFile, certFile] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-keyout", keyFile, "-out", certFile];
  await promisify(execFile)("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject]);
  const [key, cert] = await Promise.all([keyFile, certFile].map((file) => readFile(file)));
  const server = createServer({ key: key!, cert: cert! }).on("tlsClientError", () => {});
  closing({ [Symbol.asyncDispose]: async () => void server.close() });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await refused(`rediss://:${PASSWORD}@127.0.0.1:${port}`).toMatchObject({
    code: "queue_denied",
    message: expect.stringMatching(/^(?!.*not-for-messages).*self-signed certificate.*NODE_EXTRA_CA_CERTS/),
  });
});

test("when a server listens on IPv6 alone, then its address is that in brackets", async () => {
  const redis = closing(await RedisServer.start({ host: "::1" }));
  const queue = await open(redis);
  expect([`${queue.connection.address}`, await queue.jobs.count()]).toEqual([
    `redis://[::1]:${redis.port}`,
    0,
  ]);
});

test("when another application uses the server as well, then all keys of the queue begin with its prefix", async () => {
  const redis = closing(await RedisServer.start());
  await yahooWith(markets(["AAPL"]));
  await startWorker(redis, await Machine.make(), { perMinute: 600 });
  const queue = await open(redis);
  const { redis: client } = queue.connection;
  await client.set("jobs", "of another application");
  await client.set("bull:jobs:id", "7");
  await retrain(queue, ["AAPL", "NONE"]);
  const keys = (await client.keys("*")).filter((key) => !key.startsWith(`${PREFIX}:`));
  expect(keys.sort()).toEqual(["bull:jobs:id", "jobs"]);
  // Another database of the server is another queue.
  await using other = await JobQueue.open(`${redis.url}/1`, { onNote });
  expect(await listJobs(other)).toEqual([]);
});

test("when 5,000 symbols are sent, then all wait, and sending them again adds none", async () => {
  const redis = closing(await RedisServer.start());
  const queue = await open(redis);
  const symbols = Array.from({ length: 5000 }, (_, k) => `S${k}`);
  for (const _ of [1, 2]) await send(queue, retrainBatch(symbols, SMALL_RETRAINING));
  expect(await queue.jobs.getJobCounts("waiting")).toEqual({ waiting: 5000 });
  expect(await listJobs(queue)).toHaveLength(1000);
});
