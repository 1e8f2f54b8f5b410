#!/usr/bin/env node
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

const path = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const DOT_ENV = path(".env");
// Compiling takes half of the start-up time; the child processes of `retrain` inherit the variable.
process.env.NODE_COMPILE_CACHE ??= path("node_modules/.cache/compile");
enableCompileCache();
// Load .env before any module reads the environment.
if (existsSync(DOT_ENV)) process.loadEnvFile(DOT_ENV);
// A reader of a pipe may end early, as `head` does: continue the work and discard the rest of the output.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
const { run } = await import("./program.ts");

process.exitCode = await run(process.argv.slice(2));
