import autocannon from "autocannon";
import { hasWrk, measureWithWrk } from "./wrk.ts";

/** A way to ask: so many connections, each as fast as it is answered, or so many requests a second in all. */
export interface Load {
  name: string;
  connections: number;
  perSecond?: number;
}

export const LOADS: readonly Load[] = [
  { name: "1 client", connections: 1 },
  { name: "16 clients", connections: 16 },
  { name: "1000/s", connections: 16, perSecond: 1000 },
];

export interface Measured {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
}

/** What asks where no rate is wanted. */
export const GENERATOR = (await hasWrk()) ? "wrk" : "autocannon";

/** POSTs `body` to /predict of the server at `url` for `seconds`; only autocannon keeps a rate. */
export function measure(url: string, body: string, load: Load, seconds: number): Promise<Measured> {
  const withWrk = GENERATOR === "wrk" && load.perSecond === undefined;
  return withWrk ? measureWithWrk(url, body, load, seconds) : measureWithAutocannon(url, body, load, seconds);
}

function measureWithAutocannon(url: string, body: string, load: Load, seconds: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    const run = autocannon(
      {
        url: `${url}/predict`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        connections: load.connections,
        duration: seconds,
        ...(load.perSecond !== undefined && { overallRate: load.perSecond }),
      },
      (error, result) => {
        if (error) return reject(error);
        times.sort((a, b) => a - b);
        const at = (share: number) =>
          times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
        resolve({
          requestsPerSecond: times.length / result.duration,
          p50Ms: at(0.5),
          // At a fixed rate autocannon counts the requests that a slow answer kept from being sent.
          p99Ms: load.perSecond === undefined ? at(0.99) : Math.max(at(0.99), result.latency.p99),
          failed: result.non2xx + result.errors,
        });
      },
    );
    // Its own histogram knows whole milliseconds only.
    run.on("response", (_client, _status, _bytes, ms) => times.push(ms));
  });
}
