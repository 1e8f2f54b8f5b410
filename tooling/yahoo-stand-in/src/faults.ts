import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";

/** A fault of one answer. */
export type Fault =
  | { kind: "slow"; ms: number }
  | { kind: "reset" }
  | { kind: "cutJson" }
  | { kind: "tooMany"; retryAfter?: string }
  | { kind: "serverError"; status: number }
  | { kind: "consentPage" };

/** Returns the fault of request number `index` (from 0), if any. */
export type Faults = (index: number, symbol: string) => Fault | undefined;

/** Random temporary faults, with probability `rate` for each request; the same seed gives the same faults. */
export function randomFaults(rate: number, seed: number): Faults {
  const kinds: Fault[] = [
    { kind: "reset" },
    { kind: "cutJson" },
    { kind: "tooMany", retryAfter: "0" },
    { kind: "serverError", status: 500 },
    { kind: "serverError", status: 503 },
  ];
  const random = mulberry32(seed);
  return () => (random() < rate ? kinds[Math.floor(random() * kinds.length)] : undefined);
}

/** Sends an answer with a fault. */
export async function sendFaulty(
  response: ServerResponse,
  fault: Fault,
  status: number,
  body: string,
): Promise<void> {
  switch (fault.kind) {
    case "slow":
      await setTimeout(fault.ms, undefined, { ref: false });
      response.writeHead(status, { "content-type": "application/json" }).end(body);
      return;
    case "reset":
      response.destroy();
      return;
    case "cutJson":
      response.writeHead(200, { "content-type": "application/json" }).end(body.slice(0, body.length / 2));
      return;
    case "tooMany":
      response.writeHead(429, fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter });
      response.end("Edge: Too Many Requests");
      return;
    case "serverError":
      response.writeHead(fault.status).end("Internal Server Error");
      return;
    case "consentPage":
      response.writeHead(200, { "content-type": "text/html" });
      response.end('<!doctype html><form class="consent-form" action="/v2/collectConsent"></form>');
  }
}

/** A 32-bit generator of uniform numbers in [0, 1), by T. Ettinger. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
