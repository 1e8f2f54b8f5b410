import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { type BrokenChampion, Champions } from "./models.ts";

/** How long `stop` waits for answers that are being written before it cuts their connections. */
const DRAIN_MS = 10_000;

export interface RunningServer {
  /** Such as `http://127.0.0.1:8000`, with the port that was really taken. */
  url: string;
  /** Symbols whose champion was loaded at start. */
  symbols: string[];
  /** Champions that did not load; they are tried again whenever they are asked for. */
  broken: BrokenChampion[];
  /** Takes no new request, lets the running ones finish, and resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * Listens, then loads the champions, so that health can be asked at once.
 * Rejects with the system's error (code EADDRINUSE, EACCES, ...) when the port cannot be taken.
 */
export async function start({ port, host, modelsDir, defaultSymbol }: Config): Promise<RunningServer> {
  const champions = new Champions(modelsDir, defaultSymbol);
  const server = createServer(createApp(champions));
  server.listen(port, host);
  await once(server, "listening");
  const { forecasters, broken } = await champions.all();
  return {
    url: urlOf(server.address() as AddressInfo),
    symbols: forecasters.map(({ metadata }) => metadata.symbol),
    broken,
    stop: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
