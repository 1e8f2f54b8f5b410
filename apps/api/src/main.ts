import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Compiling is half of the start-up time. Modules that are imported before this line are compiled at every start.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL("../../../node_modules/.cache/compile", import.meta.url),
);
enableCompileCache();
await import("./serve.ts");
