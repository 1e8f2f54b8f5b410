import { afterEach, expect, test } from "@jest/globals";
import type { BundleStore } from "@lstm-predict/registry";
import { BrokenChampions } from "../../src/champions/broken.ts";
import type { Loader } from "../../src/champions/loader.ts";
import { type Served, ServedChampions } from "../../src/champions/served.ts";
import { StoreWatch } from "../../src/champions/store-watch.ts";
import { keptLog } from "../service.ts";

let watch: StoreWatch;
afterEach(() => watch.stop());

/** What a look at the store finds: the tag of each champion, or a failure. */
type Look = Record<string, string> | "fails";

/**
 * Watches a store that answers `looks`, one after the other, until all are used up.
 * Returns what the loader was told, and the messages of the log.
 */
async function watched(looks: Look[]) {
  const served = new ServedChampions(() => {});
  const broken = new BrokenChampions();
  const told: string[] = [];
  const loader = {
    update: async (symbol: string) => {
      told.push(`update ${symbol}`);
      if (symbol === "BAD") broken.put(symbol, "v1", "damaged");
      else served.put({ champion: { symbol } } as Served);
    },
    forget: (symbol: string) => {
      told.push(`forget ${symbol}`);
      served.delete(symbol);
      broken.delete(symbol);
    },
  } as unknown as Loader;
  const rest = [...looks];
  const usedUp = Promise.withResolvers<void>();
  const store = {
    url: "models",
    listChampions: async () => {
      const look = rest.shift();
      if (look === undefined) usedUp.resolve();
      if (look === undefined || look === "fails") throw new Error("unreadable");
      return new Map(Object.entries(look));
    },
  } as unknown as BundleStore;
  const { lines, log } = keptLog();
  watch = new StoreWatch({ store, served, broken, loader, lastServed: undefined, log });
  await watch.start(1);
  await usedUp.promise;
  return { told, messages: lines.map(({ msg }) => msg), served: served.symbols };
}

test("when a tag is new, then the champion is loaded, once; a broken one is tried at every look", async () => {
  const { told } = await watched([
    { AAPL: "1", BAD: "1" },
    { AAPL: "1", BAD: "1" },
    { AAPL: "2" },
    { AAPL: "2" },
  ]);
  expect(told).toEqual(["update AAPL", "update BAD", "update BAD", "forget BAD", "update AAPL"]);
});

test("when a champion is missing twice, then it is forgotten", async () => {
  const { told, served } = await watched([{ AAPL: "1", KO: "1" }, { KO: "1" }, { KO: "1" }]);
  expect(told).toEqual(["update AAPL", "update KO", "forget AAPL"]);
  expect(served).toEqual(["KO"]);
});

test.each<[string, Look]>([
  ["cannot be read at the second look", "fails"],
  ["has all again at the second look", { AAPL: "1" }],
])("when a store seems empty, and %s, then what is served stays", async (_name, second) => {
  const { told, served } = await watched([{ AAPL: "1" }, {}, second, { AAPL: "1" }]);
  expect(told).toEqual(["update AAPL"]);
  expect(served).toEqual(["AAPL"]);
});

test("when a store cannot be read for a while, then the log says so once, and once that it can be read again", async () => {
  const { messages } = await watched([{ AAPL: "1" }, "fails", "fails", { AAPL: "1" }]);
  expect(messages.slice(0, 2)).toEqual([
    "the models folder cannot be read; what was served last still answers",
    "the models folder can be read again",
  ]);
});
