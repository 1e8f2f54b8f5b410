import { expect, test } from "@jest/globals";
import { type Fault, sampleMarket, startStandIn } from "yahoo-stand-in";
import { loadBars } from "../src/load-bars.ts";

const NOW = () => new Date("2018-06-01T00:00:00Z");

/** Loads TEST from a stand-in with the fault in every answer; returns the outcome and the number of requests. */
async function loadWith(fault: Fault, symbol = "TEST") {
  await using yahoo = await startStandIn({
    markets: [sampleMarket({ symbol: "TEST" })],
    now: NOW,
    faults: () => fault,
  });
  const error = await loadBars({
    symbol,
    source: "yahoo",
    start: "2018-01-01",
    fetch: yahoo.fetch,
    now: NOW,
    // Only an answer that never comes may be given up early: a busy machine is slow as well.
    timeoutMs: fault.kind === "slow" && fault.ms > 1000 ? 1000 : 60_000,
    retry: { attempts: 3, baseMs: 1 },
  }).then(
    () => undefined,
    (failure: Error) => failure,
  );
  return { error, requests: yahoo.asked.length };
}

const CASES: [Fault, string, number, RegExp][] = [
  [{ kind: "slow", ms: 120_000 }, "timeout", 3, /did not answer within 1 s: try again/],
  [{ kind: "reset" }, "unreachable", 3, /cannot be reached \(.*\): check the network/],
  [{ kind: "cutJson" }, "unreachable", 3, /answer for TEST breaks off after \d+ characters: try again/],
  [{ kind: "tooMany" }, "rate_limited", 3, /limits the requests from here \(429\): wait some minutes/],
  [{ kind: "tooMany", retryAfter: "0" }, "rate_limited", 3, /limits the requests/],
  [{ kind: "tooMany", retryAfter: "3600" }, "rate_limited", 1, /wait 3600 s, as it asks/],
  [{ kind: "serverError", status: 500 }, "server_error", 3, /had an internal error \(500\): try again later/],
  [{ kind: "serverError", status: 503 }, "server_error", 3, /\(503\)/],
  [{ kind: "consentPage" }, "consent_page", 1, /accept it once at finance\.yahoo\.com in a browser/],
];

test.each(CASES)(
  "when every answer is %j, then the failure is %s after %d requests, with advice",
  async (fault, code, requests, message) => {
    const outcome = await loadWith(fault);
    expect(outcome.error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(outcome.error!.message).toContain('or bring daily bars of your own with "fetch --csv FILE"');
    expect(outcome.requests).toBe(requests);
  },
);

test("when an answer is only slow, then it is waited for", async () => {
  expect(await loadWith({ kind: "slow", ms: 5 })).toEqual({ error: undefined, requests: 1 });
});
