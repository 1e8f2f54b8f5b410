import autocannon from "autocannon";
import type { Load, Measured } from "./load.ts";

/** POSTs `body` to /predict of the server at `url` for `seconds`. */
export function measureWithAutocannon(
  url: string,
  body: string,
  load: Load,
  seconds: number,
): Promise<Measured> {
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
