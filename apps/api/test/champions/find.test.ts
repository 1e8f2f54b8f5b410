import { expect, test } from "@jest/globals";
import { BrokenChampions } from "../../src/champions/broken.ts";
import { findChampion } from "../../src/champions/find.ts";
import { type Served, ServedChampions } from "../../src/champions/served.ts";
import { ApiError } from "../../src/problem.ts";

const championOf = (symbol: string, version = "v1") => ({ champion: { symbol, version } }) as Served;

/** What answers a request for `asked`: a symbol, or the code and the detail of a problem. */
function answer(
  { served = [] as string[], broken = [] as string[], defaultSymbol = null as string | null },
  asked?: string,
): string {
  const candidates = {
    served: new ServedChampions(() => {}),
    broken: new BrokenChampions(),
    defaultSymbol,
  };
  for (const symbol of served) candidates.served.put(championOf(symbol));
  for (const symbol of broken) candidates.broken.put(symbol, "v2", `${symbol} is damaged`);
  try {
    return findChampion(candidates, asked).champion.symbol;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const two = ["KO", "AAPL"];
test.each<[string, Parameters<typeof answer>[0], string | undefined, string]>([
  ["the symbol is served", { served: two }, "KO", "KO"],
  ["no symbol is named, and there is a default", { served: two, defaultSymbol: "AAPL" }, undefined, "AAPL"],
  [
    "no symbol is named, and there is no default",
    { served: two },
    undefined,
    "invalid-request: symbol: is missing: expected one of AAPL, KO",
  ],
  [
    "the symbol is unknown",
    { served: two, broken: ["PEP"] },
    "MSFT",
    'unknown-symbol: symbol is "MSFT": expected one of AAPL, KO, PEP',
  ],
  ["the symbol is broken", { served: two, broken: ["PEP"] }, "PEP", "broken-model: PEP is damaged"],
  ["a newer version is broken, and an older one still answers", { served: two, broken: two }, "KO", "KO"],
  [
    "a symbol has both a served version and a broken one",
    { served: two, broken: two },
    "MSFT",
    'unknown-symbol: symbol is "MSFT": expected one of AAPL, KO',
  ],
  [
    "the only symbol has both, and none is named",
    { served: ["KO"], broken: ["KO"], defaultSymbol: "KO" },
    undefined,
    "KO",
  ],
  [
    "no symbol is named, and the only one is broken",
    { broken: ["KO"] },
    undefined,
    "broken-model: KO is damaged",
  ],
  [
    "the default symbol has no model",
    { served: ["KO"], defaultSymbol: "AAPL" },
    undefined,
    "no-model: no model of AAPL is served: run pnpm train --symbol AAPL; if one was refused, GET /models/AAPL/promotions says why",
  ],
  [
    "there is no model, and a symbol is named",
    {},
    "KO",
    "no-model: no model of KO is served: run pnpm train --symbol KO; if one was refused, GET /models/KO/promotions says why",
  ],
  [
    "there is no model, and no symbol is named",
    {},
    undefined,
    "no-model: no model is served: run pnpm train --symbol AAPL",
  ],
])("when %s, then the right model or problem answers", (_name, candidates, asked, expected) => {
  expect(answer(candidates, asked)).toBe(expected);
});

test("when a champion is replaced or removed, then its forecaster is retired, once", () => {
  const retired: unknown[] = [];
  const champions = new ServedChampions((forecaster) => retired.push(forecaster));
  const [first, second] = [{ name: "first" }, { name: "second" }] as unknown as Served["forecaster"][];
  champions.put({ ...championOf("AAPL"), forecaster: first! });
  expect(retired).toEqual([]);
  champions.put({ ...championOf("AAPL", "v2"), forecaster: second! });
  expect([retired, champions.versionOf("AAPL")]).toEqual([[first], "v2"]);
  expect([champions.delete("AAPL"), champions.delete("AAPL")]).toEqual([true, false]);
  expect(retired).toEqual([first, second]);
});
