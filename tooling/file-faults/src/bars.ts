import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { importBars, loadBars } from "@lstm-predict/market-data";
import type { Scenario } from "./scenario.ts";

const SPAN = { symbol: "AAPL", source: "yahoo", start: "2017-01-03" } as const;
const [OLD, NEW] = ["2017-06-30", "2018-05-11"];

/** The last cached day; throws if a stored file is torn. */
async function lastDay(dataDir: string): Promise<string> {
  const { bars, cache } = await loadBars({
    ...SPAN,
    source: "auto",
    sample: false,
    end: NEW,
    dataDir,
    cache: "offline",
  });
  const damaged = (await readdir(join(dataDir, "cache"))).filter((name) => name.includes(".corrupt-"));
  if (damaged.length > 0) throw new Error(`${damaged.join()} is torn: ${cache?.notes.join(" ")}`);
  const csv = await readFile(join(dataDir, "raw", "AAPL.csv"), "utf8");
  if (!/\n\d{4}-\d\d-\d\d(,[\d.]+){6}\n$/.test(csv)) throw new Error(`the CSV ends with ${csv.slice(-80)}`);
  return bars.at(-1)!.date;
}

async function stateAt(dataDir: string): Promise<"old" | "new"> {
  const day = await lastDay(dataDir);
  if (day !== OLD && day !== NEW) throw new Error(`the last bar is of ${day}`);
  return day === NEW ? "new" : "old";
}

const fetchBars = (dataDir: string, end: string) => loadBars({ ...SPAN, end, dataDir });

async function writeCsv(dataDir: string): Promise<void> {
  const { bars } = await fetchBars(dataDir, NEW);
  const rows = bars.map(
    ({ date, close }) => `${date},${close / 2},${close / 2},${close / 2},${close / 2},1000`,
  );
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, "acme.csv"), `Date,Open,High,Low,Close,Volume\n${rows.join("\n")}\n`);
}

/** Scenarios of a data folder; YAHOO_STAND_IN answers. */
export const bars: Record<string, Scenario> = {
  "a cache write": {
    prepare: async (dataDir) => void (await fetchBars(dataDir, OLD)),
    run: async (dataDir) => void (await fetchBars(dataDir, NEW)),
    look: stateAt,
  },
  "an import over Yahoo's bars": {
    prepare: writeCsv,
    run: async (dataDir) => {
      const csv = join(dataDir, "acme.csv");
      const [result] = await importBars({ csv, symbols: ["AAPL"], dataDir, replace: true });
      if ("error" in result!) throw result.error;
    },
    look: async (dataDir) => {
      await lastDay(dataDir);
      const names = await readdir(join(dataDir, "cache"));
      const [now, ...copies] = await Promise.all(
        ["AAPL.json", ...names.filter((name) => name.includes(".replaced-") && !name.startsWith("."))].map(
          async (name) => JSON.parse(await readFile(join(dataDir, "cache", name), "utf8")).entry.source,
        ),
      );
      if (now === "yahoo") return "old";
      if (!copies.includes("yahoo")) throw new Error("Yahoo's bars are lost");
      return "new";
    },
  },
};

export default bars;
