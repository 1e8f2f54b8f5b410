import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JobQueue, QueueWorker } from "@lstm-predict/jobs/queue";
import express from "express";
import { board } from "./board.ts";
import type { Metrics } from "./metrics.ts";

/** What a server shows. */
export interface ServerOptions {
  host: string;
  port: number;
  worker: QueueWorker;
  queue: JobQueue;
  metrics: Metrics;
  /** The key of /queues; without it, there is no such page. */
  key: string | undefined;
  /** Path under which a proxy shows the server, without a slash at the end; empty: none. */
  basePath: string;
}

/**
 * Serves GET /health (the process lives), /ready (it takes jobs), /metrics, and /queues for whoever has the key.
 *
 * @throws the system's error if it cannot listen there
 */
export async function serve(options: ServerOptions): Promise<AsyncDisposable & { url: string }> {
  const { host, port, worker, queue, metrics, key, basePath } = options;
  const app = express().disable("x-powered-by").disable("etag");
  app.get("/health", (_request, response) => void response.json({ status: "ok", worker: worker.name }));
  app.get("/ready", (_request, response) => {
    const why = worker.outdated ?? (queue.connection.isUp ? undefined : "the queue is out of reach");
    const state = { worker: worker.name, active: worker.active };
    response
      .status(why === undefined ? 200 : 503)
      .json({ ready: why === undefined, ...(why !== undefined && { why }), ...state });
  });
  app.get("/metrics", async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.text());
  });
  if (key !== undefined) app.use("/queues", board(queue, key, basePath));
  const server = createServer(app).listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw Object.assign(new Error(`port ${port} of ${host} is taken: choose another one with --port`), {
      code: error.code,
    });
  });
  const { address, port: taken, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
