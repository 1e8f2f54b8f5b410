import { BundleError } from "@lstm-predict/artifacts";
import { parseSymbol } from "@lstm-predict/bars";
import { type BundleStore, storeOf } from "@lstm-predict/registry";
import { displayPath } from "@lstm-predict/storage";
import { openModels } from "../../settings/open-models.ts";
import { createCounter } from "../../terminal/counter.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { ModelsFlags } from "./flags.ts";
import { listingsOf } from "./list.ts";

/** A version to push or pull. */
interface Transfer {
  symbol: string;
  version: string;
}

/** Sends versions of the models folder to the store. */
export async function push(terminal: Terminal, flags: ModelsFlags): Promise<void> {
  const store = await requireRemote(flags.modelsDir);
  const wanted = await chosen(flags, async (symbol) => versionsOf(storeOf(flags.modelsDir), symbol));
  const sent = await transfer(terminal, wanted, "was there", ({ symbol, version }) =>
    store.push(symbol, version),
  );
  if (flags.json) return terminal.json({ store: store.url, pushed: sent });
  terminal.result(
    `${sent.length} of ${wanted.length} bundles sent to ${store.url}; pnpm promote chooses the version to serve`,
  );
}

/** Fetches champions, or other versions, from the store into the models folder. */
export async function pull(terminal: Terminal, flags: ModelsFlags): Promise<void> {
  const store = await requireRemote(flags.modelsDir);
  const wanted = await chosen(flags, (symbol) =>
    flags.all ? versionsOf(store, symbol) : championsOf(store, symbol),
  );
  const here = await storeOf(flags.modelsDir).listVersions();
  const fetched = await transfer(terminal, wanted, "was here", async ({ symbol, version }) => {
    await store.pull(symbol, version); // also replaces a damaged copy
    return !here.get(symbol)?.includes(version);
  });
  if (flags.json) return terminal.json({ store: store.url, pulled: fetched });
  terminal.result(
    `${fetched.length} of ${wanted.length} bundles fetched from ${store.url} into ${displayPath(flags.modelsDir)}`,
  );
}

/** Transfers one version after the other; returns those that the target did not have. */
async function transfer(
  terminal: Terminal,
  wanted: readonly Transfer[],
  otherwise: string,
  move: (one: Transfer) => Promise<boolean>,
): Promise<Transfer[]> {
  const counter = createCounter(terminal, wanted.length);
  const moved: Transfer[] = [];
  try {
    for (const one of wanted) {
      const isNew = await move(one);
      if (isNew) moved.push(one);
      counter.done(`${one.symbol} ${one.version}${isNew ? "" : ` ${otherwise}`}`);
    }
  } finally {
    counter.close();
  }
  return moved;
}

/** The version named by the flags, else those that `find` returns. */
async function chosen(
  flags: ModelsFlags,
  find: (symbol?: string) => Promise<Transfer[]>,
): Promise<Transfer[]> {
  const symbol = flags.symbol === undefined ? undefined : parseSymbol(flags.symbol);
  if (flags.version === undefined) return find(symbol);
  if (symbol !== undefined) return [{ symbol, version: flags.version }];
  throw new BundleError("bad_symbol", `--version ${flags.version} needs a symbol: expected --symbol as well`);
}

async function versionsOf(store: BundleStore, symbol?: string): Promise<Transfer[]> {
  const versions = await store.listVersions(symbol);
  return [...versions].flatMap(([symbol, list]) => list.map((version) => ({ symbol, version })));
}

async function championsOf(store: BundleStore, symbol?: string): Promise<Transfer[]> {
  const listings = await listingsOf(store, { ...(symbol !== undefined && { symbol }) });
  return listings.flatMap(({ symbol, champion }) =>
    champion ? [{ symbol, version: champion.version }] : [],
  );
}

/** The remote store. Refuses a local one: MODEL_STORE is probably unset. */
async function requireRemote(modelsDir: string): Promise<BundleStore> {
  const store = await openModels(modelsDir);
  if (store.url !== store.modelsDir) return store;
  throw new BundleError(
    "bad_store",
    `the store is the models folder ${displayPath(modelsDir)} itself: set MODEL_STORE=s3://bucket/prefix to share bundles`,
  );
}
