import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp } from "./app.ts";
import { answerConnect, answerUnreadable } from "./client-error.ts";
import type { Config } from "./config.ts";
import { Connections } from "./connections/connections.ts";
import { KeyRing } from "./key-ring.ts";
import { createLog, type Logger } from "./log.ts";
import { Metrics } from "./metrics.ts";
import type { BrokenChampion } from "./schemas/models.ts";
import { openService } from "./service.ts";

/** Limit for all headers of a request together. */
const HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
/** Longer than the minute after which proxies and load balancers close an idle connection: they should close it first. */
const KEEP_ALIVE_MS = 65_000;

export interface RunningServer {
  /** Such as `http://127.0.0.1:8000`; for port 0, with the port that was taken. */
  url: string;
  /** Symbols whose champion was loaded at start. */
  symbols: string[];
  /** Champions that did not load; they are tried again. */
  broken: BrokenChampion[];
  /**
   * Stops being ready, accepts no connection after `delayMs` (default: as configured), lets the running requests finish, and
   * resolves when the port is free.
   */
  stop(delayMs?: number): Promise<void>;
}

/** What tests replace. */
export interface Surroundings {
  log?: Logger;
  /** Downloads market data. */
  fetch?: typeof globalThis.fetch;
  now?: () => Date;
  /** Folder of the built dashboard. */
  dashboardDir?: string;
}

/**
 * Starts a server: listens first, so that GET /health answers at once, then loads the champions.
 * Rejects with the system's error (code EADDRINUSE, EACCES, ...) when the port cannot be taken.
 */
export async function start(config: Config, surroundings: Surroundings = {}): Promise<RunningServer> {
  const log = surroundings.log ?? createLog({ level: config.logLevel });
  const metrics = new Metrics();
  const { fetch, now, dashboardDir } = surroundings;
  const keys = new KeyRing(config, log);
  const service = await openService(config, { log, metrics, fetch, now });
  const { bars, champions, bulkReader, record } = service;
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    requestTimeout: config.requestTimeoutMs,
    headersTimeout: config.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(1000, config.requestTimeoutMs),
  });
  server.maxHeadersCount = MAX_HEADERS;
  const isStopping = () => connections.isStopping;
  const app = createApp({ config, keys, service, log, metrics, dashboardDir, isStopping });
  const connections = new Connections(server, {
    handle: app,
    isProxy: (address) => app.get("trust proxy fn")(address, 0),
    onCut: (why) => metrics.cutConnections.inc({ why }),
  });
  metrics.gauge("http_connections", "Open connections.", [], (gauge) => gauge.set(connections.size));
  server.on("clientError", answerUnreadable(metrics));
  server.on("connect", answerConnect(metrics));
  server.listen(config.port, config.host);
  await once(server, "listening");
  await champions.watch(config.reloadMs);
  return {
    url: urlOf(server.address() as AddressInfo),
    symbols: champions.served.map(({ champion }) => champion.symbol),
    broken: champions.broken,
    stop: async (delayMs = config.shutdownDelayMs) => {
      await connections.stop({ delayMs, drainMs: config.drainMs, onClosed: () => bars.close() });
      champions.close();
      keys.close();
      await bulkReader.close();
      await record.close();
    },
  };
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
