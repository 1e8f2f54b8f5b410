import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Half of a start is compiling; what is imported before this line is compiled every time.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL("../../../node_modules/.cache/compile", import.meta.url),
);
enableCompileCache();
await import("./serve.ts");
