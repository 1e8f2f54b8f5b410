import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { answer, EXCHANGES, type Market, type Quirks, sampleMarket, sampleSessions } from "yahoo-stand-in";
import type { CacheMode } from "../src/cache/cached-source.ts";
import { hashBars } from "../src/hash-bars.ts";
import { loadBars } from "../src/load-bars.ts";

const SESSIONS = sampleSessions().slice(0, 90);
const FIRST = SESSIONS[0]!.date;
const DAY_MS = 86_400_000;
const session = fc.integer({ min: 0, max: SESSIONS.length - 1 }).map((k) => SESSIONS[k]!.date);

const markets = fc.record({
  exchange: fc.constantFrom(EXCHANGES.newYork, EXCHANGES.hongKong, EXCHANGES.saoPaulo, EXCHANGES.frankfurt),
  splits: fc.array(
    fc.record({ date: session, numerator: fc.constantFrom(2, 3, 7), denominator: fc.constant(1) }),
    {
      maxLength: 2,
    },
  ),
  dividends: fc.array(fc.record({ date: session, amount: fc.double({ min: 0.05, max: 2, noNaN: true }) }), {
    maxLength: 3,
  }),
});

/** A download some time after the previous one: its days, and the state of Yahoo's last finished day. */
const downloads = fc.array(
  fc.record({
    hours: fc.integer({ min: 0, max: 24 * 12 }),
    start: session,
    end: fc.option(session, { nil: undefined }),
    mode: fc.constantFrom<CacheMode>("use", "use", "use", "refresh"),
    lastDay: fc.constantFrom("sound", "sound", "empty", "doubled"),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Yahoo's answers about `market` at `now`, without a network. */
function yahoo(market: Market, now: Date, lastDay = "sound"): typeof globalThis.fetch {
  return async (input) => {
    const { searchParams } = new URL(String(input));
    const [period1, period2] = ["period1", "period2"].map((name) => Number(searchParams.get(name)));
    const seconds = Math.floor(now.getTime() / 1000);
    const yesterday = new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10);
    const day = SESSIONS.findLast(({ date }) => date <= yesterday)?.date;
    const quirks: Quirks = {
      ...(lastDay === "empty" && { emptyDays: [day!] }),
      ...(lastDay === "doubled" && { doubledDays: [day!] }),
    };
    const { status, body } = answer(market, { period1: period1!, period2: period2!, now: seconds }, quirks);
    return new Response(JSON.stringify(body), { status });
  };
}

async function withFolder<T>(use: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "cache-properties-"));
  try {
    return await use(dataDir);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

const request = { symbol: "AAPL", source: "yahoo" } as const;

test("when a history is downloaded in any parts, at any times, then it is that of one whole download", async () => {
  await fc.assert(
    fc.asyncProperty(markets, downloads, async (events, steps) => {
      const market = sampleMarket({ ...events, sessions: SESSIONS });
      await withFolder(async (dataDir) => {
        let now = new Date(Date.parse(`${FIRST}T00:00:00Z`) + 20 * DAY_MS);
        const clock = () => now;
        for (const { hours, start, end, mode, lastDay } of steps) {
          now = new Date(now.getTime() + hours * 3_600_000);
          const days = end !== undefined && end < start ? { start: end, end: start } : { start, end };
          const fetch = yahoo(market, now, lastDay);
          const options = { ...request, ...days, fetch, dataDir, cache: mode, now: clock };
          await loadBars(options).catch((error) => expect(error).toMatchObject({ code: "no_data" }));
        }
        now = new Date(Date.parse(`${SESSIONS.at(-1)!.date}T23:00:00Z`) + 20 * DAY_MS);
        const fetch = yahoo(market, now);
        const inParts = await loadBars({ ...request, start: FIRST, fetch, dataDir, now: clock });
        const whole = await loadBars({ ...request, start: FIRST, fetch, now: clock });
        expect(inParts.bars).toEqual(whole.bars);
        expect(hashBars(inParts.bars)).toBe(hashBars(whole.bars));
        expect(inParts.cleaning.kept).toBe(SESSIONS.length);
      });
    }),
    { numRuns: 40 },
  );
});

test("when a download is repeated at any time, then the days it gives are those Yahoo has", async () => {
  await fc.assert(
    fc.asyncProperty(markets, downloads, async (events, steps) => {
      const market = sampleMarket({ ...events, sessions: SESSIONS });
      await withFolder(async (dataDir) => {
        let now = new Date(Date.parse(`${FIRST}T00:00:00Z`) + 5 * DAY_MS);
        for (const { hours } of steps) {
          now = new Date(now.getTime() + hours * 3_600_000);
          const options = { ...request, start: FIRST, fetch: yahoo(market, now), now: () => now };
          const cached = await loadBars({ ...options, dataDir });
          const whole = await loadBars(options);
          expect(cached.bars.map(({ date }) => date)).toEqual(whole.bars.map(({ date }) => date));
        }
      });
    }),
    { numRuns: 40 },
  );
});
