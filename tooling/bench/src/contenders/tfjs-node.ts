import util from "node:util";
import type * as Tf from "@tensorflow/tfjs";

// tfjs-node 4.22 calls two functions that Node 23 took away.
Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
const { serveStock } = await import("./stock.ts");
const tf = (await import("@tensorflow/tfjs-node")) as unknown as { default: typeof Tf };
await serveStock(tf.default);
