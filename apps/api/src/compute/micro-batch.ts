import type { Rows } from "@lstm-predict/bars";
import type { Forecaster, WindowForecast } from "@lstm-predict/forecaster";
import type { Context } from "@lstm-predict/volatility";

/** A request whose windows wait to be forecast. */
export interface PendingRequest {
  readonly forecaster: Forecaster;
  readonly windows: readonly Rows[];
  /** What else is known of the day of each window; absent: nothing. */
  readonly contexts?: readonly Context[] | undefined;
  /** In the order of the windows; complete once `missing` is 0. */
  readonly forecasts: WindowForecast[];
  /** Windows that a micro-batch has taken. */
  taken: number;
  /** Windows without a forecast. */
  missing: number;
  readonly queuedAt: number;
  computeMs: number;
}

/** The windows `from` (inclusive) to `from + count` (exclusive) of a request. */
export interface Share<R extends PendingRequest> {
  readonly request: R;
  readonly from: number;
  readonly count: number;
}

/**
 * Takes the next micro-batch from `queue`: at most `size` windows, all for the model of the first request.
 *
 * Requests for that model give one window each, round-robin, so a small request overtakes a large one. A request whose windows
 * are all taken leaves the queue. The first one goes to the end if it has some left, so other models come next.
 */
export function takeMicroBatch<R extends PendingRequest>(queue: R[], size: number): Share<R>[] {
  const first = queue[0]!;
  const requests = queue.filter(({ forecaster }) => forecaster === first.forecaster);
  const before = requests.map(({ taken }) => taken);
  let room = size;
  for (let found = true; found && room > 0; ) {
    found = false;
    for (const request of requests) {
      if (room === 0 || request.taken === request.windows.length) continue;
      request.taken++;
      room--;
      found = true;
    }
  }
  for (const request of requests) {
    if (request.taken === request.windows.length) queue.splice(queue.indexOf(request), 1);
  }
  if (queue[0] === first) queue.push(queue.shift()!);
  return requests
    .map((request, k) => ({ request, from: before[k]!, count: request.taken - before[k]! }))
    .filter(({ count }) => count > 0);
}

/** Forecasts windows with the context of each. */
type Compute = (
  windows: readonly Rows[],
  contexts: readonly Context[],
) => WindowForecast[] | Promise<WindowForecast[]>;

/**
 * Forecasts a micro-batch in one call of `compute`, and writes the forecasts into its requests.
 *
 * If that call fails, each share is computed alone, and `fail` is called for each request whose share fails.
 */
export async function computeMicroBatch<R extends PendingRequest>(
  shares: readonly Share<R>[],
  compute: Compute,
  fail: (request: R, error: unknown) => void,
): Promise<void> {
  try {
    const forecasts = await compute(shares.flatMap(windowsOfShare), shares.flatMap(contextsOfShare));
    let at = 0;
    for (const share of shares) {
      store(share, forecasts.slice(at, at + share.count));
      at += share.count;
    }
  } catch {
    for (const share of shares) {
      try {
        store(share, await compute(windowsOfShare(share), contextsOfShare(share)));
      } catch (error) {
        fail(share.request, error);
      }
    }
  }
}

export function windowsOfShare({ request, from, count }: Share<PendingRequest>): readonly Rows[] {
  return request.windows.slice(from, from + count);
}

/** One for each window of the share: those of other shares would move otherwise. */
function contextsOfShare({ request, from, count }: Share<PendingRequest>): readonly Context[] {
  return request.contexts?.slice(from, from + count) ?? Array<Context>(count).fill({});
}

function store({ request, from, count }: Share<PendingRequest>, forecasts: readonly WindowForecast[]): void {
  for (const [k, forecast] of forecasts.entries()) request.forecasts[from + k] = forecast;
  request.missing -= count;
}
