// A process that prunes to the newest version: node pruner.ts MODELS_DIR SYMBOL.
import { pruneVersions } from "../src/prune/prune.ts";
import { openStore } from "../src/stores/open-store.ts";

const [, , modelsDir, symbol] = process.argv;
const store = await openStore({ url: process.env.MODEL_STORE, modelsDir: modelsDir! });
await pruneVersions(store, symbol!, { keep: { versions: 1 }, now: Date.now(), dryRun: false });
