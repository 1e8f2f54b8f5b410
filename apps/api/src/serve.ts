import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { printableLines } from "@lstm-predict/checks";
import { FusedLstmError, kernelName, setThreads } from "fused-lstm/kernel";
import { describeSettings, readConfig } from "./config.ts";
import { ConfigError } from "./environment.ts";
import { createLog } from "./log.ts";
import { start } from "./server.ts";

const DOT_ENV = fileURLToPath(new URL("../../../.env", import.meta.url));

const HELP = `usage: pnpm serve

Serves the models of a folder over HTTP: the dashboard at /, documentation at /docs and /redoc.
Settings are environment variables (PORT=9000 pnpm serve), or lines of .env at the root of the repository:

${describeSettings()}`;

const args = process.argv.slice(2);
if (args.length === 0) await serve();
else if (args.includes("--help") || args.includes("-h")) process.stdout.write(HELP);
else {
  process.stderr.write(
    `serve takes no arguments, but has "${args.join(" ")}": settings are variables (--help lists them)\n`,
  );
  process.exitCode = 1;
}

async function serve(): Promise<void> {
  try {
    // Variables that are already set win over the file.
    if (existsSync(DOT_ENV)) process.loadEnvFile(DOT_ENV);
    const config = readConfig(process.env);
    setThreads(config.threads);
    kernelName(); // refuses an LSTM_KERNEL that this machine does not run
    const log = createLog({ level: config.logLevel });
    const { url, symbols, stop } = await start(config, { log });
    const models = symbols.length > 0 ? `serves ${symbols.join(", ")}` : "has no model to serve yet";
    log.info({ url, symbols }, `${url} ${models}; docs: ${url}/docs, ${url}/redoc`);
    const end = (why: string, delayMs?: number) => {
      log.info(`${why}: takes no new request and lets the running ones finish`);
      return stop(delayMs);
    };
    // Once each: a second Ctrl-C ends the process at once.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end(signal));
    process.once("uncaughtException", (error) => {
      process.exitCode = 1;
      log.fatal({ error }, `stops after an uncaught error: ${error.message}`);
      return end("uncaught error", 0);
    });
  } catch (error) {
    process.stderr.write(`${printableLines(explain(error))}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof FusedLstmError) return error.message;
  const { code, address, port, stack } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === "EADDRINUSE") return `port ${port} of ${address} is taken: set PORT to another one`;
  if (code === "EACCES") return `port ${port} of ${address} may not be taken: set PORT to one above 1023`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return "HOST is not an address of this machine: try 127.0.0.1 or 0.0.0.0";
  return String(stack ?? error);
}
