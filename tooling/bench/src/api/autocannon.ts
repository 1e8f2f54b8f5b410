import autocannon from "autocannon";
import type { Load, Measured } from "./load.ts";

/** Measures a load with autocannon: POSTs `body` to /predict of the server at `url` for `seconds`. */
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
      },
      (error, result) => {
        if (error) return reject(error);
        times.sort((a, b) => a - b);
        const at = (share: number) =>
          times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
        resolve({
          requestsPerSecond: times.length / result.duration,
          p50Ms: at(0.5),
          p99Ms: at(0.99),
          failed: result.non2xx + result.errors,
        });
      },
    );
    // autocannon's histogram has whole milliseconds only.
    run.on("response", (_client, _status, _bytes, ms) => times.push(ms));
  });
}
