import { expect, test } from "@jest/globals";
import { COUNTED_CLIENTS } from "../src/limits.ts";
import { RateLimiter } from "../src/rate-limiter.ts";

test("when a client's minute is over, then it begins with nothing used; others have minutes of their own", () => {
  let now = 0;
  const limiter = new RateLimiter({ windowMs: 60, now: () => now });
  expect(limiter.use("a", 3)).toMatchObject({ used: 3, leftMs: 60 });
  now = 20;
  expect(limiter.use("b", 1)).toMatchObject({ used: 1, leftMs: 60 });
  expect(limiter.use("a", 2)).toMatchObject({ used: 5, leftMs: 40 });
  now = 60;
  expect(limiter.use("a", 1)).toMatchObject({ used: 1, leftMs: 60 });
  expect(limiter.use("b", 1)).toMatchObject({ used: 2, leftMs: 20 });
});

test("when clients do not come back, then they are forgotten with the next new one", () => {
  let now = 0;
  const limiter = new RateLimiter({ windowMs: 60, now: () => now });
  for (let k = 0; k < 1000; k++) limiter.use(`address:${k}`, 1);
  expect(limiter.size).toBe(1000);
  now = 60;
  limiter.use("new", 1);
  expect(limiter.size).toBe(1);
});

test("when more clients come than the limiter counts, then it forgets the first ones and counts the last ones", () => {
  const limiter = new RateLimiter({ now: () => 0 });
  for (let k = 0; k < 2 * COUNTED_CLIENTS; k++) limiter.use(`address:${k}`, 1);
  expect(limiter.size).toBe(COUNTED_CLIENTS);
  expect(limiter.use(`address:${2 * COUNTED_CLIENTS - 1}`, 1).used).toBe(2);
});
