export { CuttableWay } from "./cuttable.ts";
export { PASSWORD, RedisServer } from "./server.ts";
