// A process that pushes a version: node pusher.ts MODELS_DIR SYMBOL VERSION.
import { openStore } from "../src/stores/open-store.ts";

const [, , modelsDir, symbol, version] = process.argv;
const store = await openStore({ url: process.env.MODEL_STORE, modelsDir: modelsDir! });
await store.push(symbol!, version!);
