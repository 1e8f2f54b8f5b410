import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { serveStock } from "./stock.ts";

// `node tfjs.ts wasm|cpu`
setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")))}/`);
setThreadsCount(Number(process.env.BENCH_THREADS));
await tf.setBackend(process.argv[2]!);
await serveStock(tf);
