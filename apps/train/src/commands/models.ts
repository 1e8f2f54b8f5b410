import { BundleError } from "@lstm-predict/artifacts";
import { parseSymbol } from "@lstm-predict/bars";
import { type BundleStore, listModels, type ModelListing, storeOf } from "@lstm-predict/registry";
import { displayPath } from "@lstm-predict/storage";
import type { Command } from "commander";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";
import { createCounter } from "../terminal/counter.ts";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface ModelsFlags {
  symbol?: string;
  version?: string;
  all?: boolean;
  modelsDir: string;
  json?: boolean;
}

/** A version to push or pull, and what came of it. */
interface Transfer {
  symbol: string;
  version: string;
}

const EXAMPLES = `
The store is MODEL_STORE=s3://bucket/prefix, and the models folder its working copy. Trainings push by themselves.

Examples:
  $ export MODEL_STORE=s3://my-bucket/models
  $ pnpm models list
  $ pnpm models push                     # all that was trained here
  $ pnpm models pull --symbol AAPL       # its champion
  $ pnpm models pull --symbol AAPL --version 20261124T040506Z-1a2b3c4d`;

export function addModelsCommand(program: Command, terminal: Terminal): void {
  const models = program.command("models").description("the bundles of the store: list, push, pull");
  const add = (name: string, description: string, action: (flags: ModelsFlags) => Promise<void>) =>
    models
      .command(name)
      .description(description)
      .option("--symbol <symbol>", "of this symbol alone")
      .option("--models-dir <dir>", "the models folder", paths.models)
      .option("--json", "print one JSON document on stdout")
      .addHelpText("after", EXAMPLES)
      .action(action);
  add("list", "what is in the store, oldest first", (flags) => list(terminal, flags));
  add("push", "send bundles that were trained here", (flags) => push(terminal, flags)).option(
    "--version <version>",
    "this version of the symbol alone",
  );
  add("pull", "fetch champions into the models folder", (flags) => pull(terminal, flags))
    .option("--version <version>", "this version of the symbol instead")
    .option("--all", "every version instead");
}

async function list(terminal: Terminal, { modelsDir, json, ...flags }: ModelsFlags): Promise<void> {
  const store = await openModels(modelsDir);
  const listings = await listingsOf(store, flags);
  const here = await storeOf(modelsDir).listVersions();
  const rows = listings.flatMap(({ symbol, champion, versions }) =>
    versions.map((version) => ({
      ...{ symbol, version, champion: champion?.version === version },
      ...{ promotedAt: champion?.version === version ? champion.promotedAt : null },
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

async function push(terminal: Terminal, flags: ModelsFlags): Promise<void> {
  const store = await requireRemote(flags.modelsDir);
  const wanted = await chosen(flags, async (symbol) => versionsOf(storeOf(flags.modelsDir), symbol));
  const sent = await transfer(terminal, wanted, "was there", ({ symbol, version }) =>
    store.push(symbol, version),
  );
  if (flags.json) return terminal.json({ store: store.url, pushed: sent });
  terminal.result(
    `${sent.length} of ${wanted.length} bundles sent to ${store.url}; pnpm promote says who is served`,
  );
}

async function pull(terminal: Terminal, flags: ModelsFlags): Promise<void> {
  const store = await requireRemote(flags.modelsDir);
  const wanted = await chosen(flags, (symbol) =>
    flags.all ? versionsOf(store, symbol) : championsOf(store, symbol),
  );
  const here = await storeOf(flags.modelsDir).listVersions();
  const fetched = await transfer(terminal, wanted, "was here", async ({ symbol, version }) => {
    await store.pull(symbol, version); // also mends a damaged copy
    return !here.get(symbol)?.includes(version);
  });
  if (flags.json) return terminal.json({ store: store.url, pulled: fetched });
  terminal.result(
    `${fetched.length} of ${wanted.length} bundles fetched from ${store.url} into ${displayPath(flags.modelsDir)}`,
  );
}

/** Moves one version after the other; returns those that were not there before. */
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

/** The version that is named, else what `find` finds. */
async function chosen(
  flags: ModelsFlags,
  find: (symbol?: string) => Promise<Transfer[]>,
): Promise<Transfer[]> {
  const symbol = flags.symbol === undefined ? undefined : parseSymbol(flags.symbol);
  if (flags.version === undefined) return find(symbol);
  if (symbol !== undefined) return [{ symbol, version: flags.version }];
  throw new BundleError(
    "bad_symbol",
    `--version ${flags.version} needs to know whose it is: expected --symbol as well`,
  );
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

async function listingsOf(
  store: BundleStore,
  { symbol }: Pick<ModelsFlags, "symbol">,
): Promise<ModelListing[]> {
  const wanted = symbol === undefined ? undefined : parseSymbol(symbol);
  const listings = await listModels(store);
  return wanted === undefined ? listings : listings.filter((own) => own.symbol === wanted);
}

/** Pushing into the folder where everything is already would be a surprise for who forgot the variable. */
async function requireRemote(modelsDir: string): Promise<BundleStore> {
  const store = await openModels(modelsDir);
  if (store.url !== store.modelsDir) return store;
  throw new BundleError(
    "bad_store",
    `the store is the models folder ${displayPath(modelsDir)} itself: set MODEL_STORE=s3://bucket/prefix to share bundles`,
  );
}

function nameOf({ url, modelsDir }: BundleStore): string {
  return url === modelsDir ? displayPath(url) : url;
}
