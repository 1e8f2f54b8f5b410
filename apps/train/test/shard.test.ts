import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { itemsOf, parseShard } from "../src/options/shard.ts";
import { cli, folder } from "./cli.ts";

test.each([0, 1, 2, 7, 8, 60, 500, 501])(
  "when %d symbols are divided, then each is in one shard, and the sizes of shards differ by one at most",
  (size) => {
    const symbols = Array.from({ length: size }, (_, k) => `S${k}`);
    for (const count of [1, 2, 3, 8, 256]) {
      const shards = Array.from({ length: count }, (_, k) =>
        itemsOf(symbols, parseShard(`${k + 1}/${count}`)),
      );
      expect(shards.flat().sort()).toEqual([...symbols].sort());
      const lengths = shards.map(({ length }) => length);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }
  },
);

test.each(["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", "1.5/2", " 1/2", ""])(
  'when the shard is "%s", then what is legal is told',
  (text) => {
    expect(() => parseShard(text)).toThrow(/such as "2\/8"/);
  },
);

test("when shards of a file are retrained, then a symbol that is there twice is in one of them; an empty shard does nothing", async () => {
  const home = await folder();
  const [models, data] = [await folder(), await folder()];
  const file = join(home, "symbols.txt");
  await writeFile(file, "AAPL\nKO # twice\nko\nMSFT\n");
  const env = { MODELS_DIR: models, DATA_DIR: data, MLRUNS_DIR: await folder() };
  const summary = join(home, "summary.md");
  const shard = async (text: string, ...flags: string[]) => {
    const args = ["retrain", "--symbols-file", file, "--shard", text, "--offline", "--json", ...flags];
    const run = await cli(args, { env });
    const { symbols } = JSON.parse(run.stdout) as { symbols: { symbol: string }[] };
    return { ...run, symbols: symbols.map(({ symbol }) => symbol) };
  };
  expect((await shard("1/2", "--dry-run")).symbols).toEqual(["AAPL", "MSFT"]);
  expect((await shard("2/2", "--dry-run")).symbols).toEqual(["KO"]);
  const empty = await shard("4/4", "--summary", summary, "--prune");
  expect([empty.code, empty.symbols]).toEqual([0, []]);
  expect(await readFile(summary, "utf8")).toMatch(/\nno symbols\.\n/);
});
