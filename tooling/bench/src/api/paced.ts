import { setMaxListeners } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Load, Measured } from "./load.ts";

/** A request without an answer this long after the last was due has failed. */
const PATIENCE_MS = 1000;

/**
 * Measures a fixed rate: POSTs `body` to /predict of the server at `url` `perSecond` times a second, evenly spaced, whether or
 * not earlier requests have been answered. The time of a request starts when it is due, so it includes waiting for a connection.
 */
export async function measurePaced(
  url: string,
  body: string,
  { connections, perSecond }: Required<Load>,
  seconds: number,
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const signal = AbortSignal.timeout(1000 * seconds + PATIENCE_MS);
  setMaxListeners(0, signal);
  const times: number[] = [];
  let failed = 0;
  const ask = async (due: number) => {
    const status = await post(`${url}/predict`, body, { agent, signal }).catch(() => 0);
    times.push(performance.now() - due);
    if (status !== 200) failed++;
  };
  const began = performance.now();
  const asked: Promise<void>[] = [];
  for (const total = Math.round(perSecond * seconds); asked.length < total; await setTimeout(1)) {
    const elapsed = performance.now() - began;
    while (asked.length < total && (1000 * asked.length) / perSecond <= elapsed) {
      asked.push(ask(began + (1000 * asked.length) / perSecond));
    }
  }
  await Promise.all(asked);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return { requestsPerSecond: (times.length - failed) / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed };
}

/** Resolves to the status once the answer has been read. */
function post(url: string, body: string, options: { agent: Agent; signal: AbortSignal }): Promise<number> {
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    request(url, { ...options, method: "POST", headers }, (response) => {
      response
        .on("end", () => resolve(response.statusCode ?? 0))
        .on("error", reject)
        .resume();
    })
      .on("error", reject)
      .end(body);
  });
}
