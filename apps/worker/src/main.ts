#!/usr/bin/env node
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

const path = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const DOT_ENV = path(".env");
// Compiling takes half of the start-up time; the processes of the jobs inherit the variable.
process.env.NODE_COMPILE_CACHE ??= path("node_modules/.cache/compile");
enableCompileCache();
// Load .env before any module reads the environment.
if (existsSync(DOT_ENV)) process.loadEnvFile(DOT_ENV);
const { run } = await import("./program.ts");

process.exitCode = await run(process.argv.slice(2));
