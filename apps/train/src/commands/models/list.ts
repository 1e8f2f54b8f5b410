import { parseSymbol } from "@lstm-predict/bars";
import { type BundleStore, listModels, type ModelListing, storeOf } from "@lstm-predict/registry";
import { displayPath } from "@lstm-predict/storage";
import { openModels } from "../../settings/open-models.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { ModelsFlags } from "./flags.ts";

/** Lists the versions in the store, and which of them are in the models folder. */
export async function list(terminal: Terminal, { modelsDir, json, ...flags }: ModelsFlags): Promise<void> {
  const store = await openModels(modelsDir);
  const listings = await listingsOf(store, flags);
  const here = await storeOf(modelsDir).listVersions();
  const rows = listings.flatMap(({ symbol, champion, versions }) =>
    versions.map((version) => ({
      symbol,
      version,
      champion: champion?.version === version,
      promotedAt: champion?.version === version ? champion.promotedAt : null,
      here: here.get(symbol)?.includes(version) ?? false,
    })),
  );
  if (json) return terminal.json({ store: store.url, models: rows });
  if (rows.length === 0) return terminal.result(`No model in ${nameOf(store)} yet.`);
  const table = plainTable(["", "symbol", "version", "served since", "here"], Array(5).fill("left"));
  for (const { symbol, version, champion, promotedAt, here } of rows) {
    const since = promotedAt?.slice(0, 16).replace("T", " ") ?? "";
    table.push([champion ? "*" : "", symbol, version, since, here ? "yes" : ""]);
  }
  terminal.result(`${table}\n\n* is served from ${nameOf(store)}; here: ${displayPath(modelsDir)}`);
}

/** The versions and champions of the store, of one symbol or of all. */
export async function listingsOf(
  store: BundleStore,
  { symbol }: Pick<ModelsFlags, "symbol">,
): Promise<ModelListing[]> {
  const wanted = symbol === undefined ? undefined : parseSymbol(symbol);
  const listings = await listModels(store);
  return wanted === undefined ? listings : listings.filter((listing) => listing.symbol === wanted);
}

function nameOf({ url, modelsDir }: BundleStore): string {
  return url === modelsDir ? displayPath(url) : url;
}
