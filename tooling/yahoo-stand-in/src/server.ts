import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, type Quirks } from "./answer.ts";
import { type Faults, sendFaulty } from "./faults.ts";
import type { Market } from "./market.ts";

/** Options of `startStandIn`. */
export interface StandInOptions {
  markets: readonly Market[];
  /** Clock of the stand-in; default: the real time. */
  now?: () => Date;
  quirks?: Quirks;
  faults?: Faults;
}

/** A received request. */
export interface Asked {
  symbol: string;
  period1: number;
  period2: number;
}

/** A running stand-in. */
export interface StandIn extends AsyncDisposable {
  url: string;
  /** All requests so far. */
  asked: Asked[];
  /** A fetch that sends requests for Yahoo to the stand-in. */
  fetch: typeof globalThis.fetch;
  /** Changes options for the next requests. */
  set(options: Partial<StandInOptions>): void;
}

/** Starts an HTTP server that replaces Yahoo's chart endpoint, on a free local port. */
export async function startStandIn(given: StandInOptions): Promise<StandIn> {
  const options = { ...given };
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, "http://localhost");
    const symbol = decodeURIComponent(url.pathname.split("/").at(-1)!);
    const [period1, period2] = ["period1", "period2"].map((name) => Number(url.searchParams.get(name)));
    const index = asked.push({ symbol, period1: period1!, period2: period2! }) - 1;
    const now = Math.floor((options.now?.().getTime() ?? Date.now()) / 1000);
    const market = options.markets.find((candidate) => candidate.symbol === symbol);
    const { status, body } = answer(market, { period1: period1!, period2: period2!, now }, options.quirks);
    const fault = options.faults?.(index, symbol);
    const text = JSON.stringify(body);
    if (fault) await sendFaulty(response, fault, status, text);
    else response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    fetch: redirecting(url),
    set: (changes) => void Object.assign(options, changes),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Wraps `fetch` so that requests for Yahoo go to `url`. */
export function redirecting(url: string, fetch = globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    const { hostname, pathname, search } = new URL(input instanceof Request ? input.url : String(input));
    return hostname.endsWith("finance.yahoo.com")
      ? fetch(`${url}${pathname}${search}`, init)
      : fetch(input, init);
  };
}
