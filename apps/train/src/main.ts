#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DOT_ENV = fileURLToPath(new URL("../../../.env", import.meta.url));
// Before anything reads the environment, as paths.ts does when it is loaded.
if (existsSync(DOT_ENV)) process.loadEnvFile(DOT_ENV);
const { run } = await import("./program.ts");

process.exitCode = await run(process.argv.slice(2));
