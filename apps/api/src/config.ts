import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { quote } from "./quote.ts";
import { TickerSymbol } from "./schemas.ts";

/** `models/` at the repository root, wherever the server is started from. */
const MODELS_DIR = fileURLToPath(new URL("../../../models", import.meta.url));

const legal = (expected: string) => ({
  error: ({ input }: { input?: unknown }) => `is ${quote(input)}: expected ${expected}`,
});
const port = legal("an integer from 0 to 65535 (0 takes any free port)");

const Environment = z.object({
  PORT: z.string().regex(/^\d+$/, port).transform(Number).pipe(z.number().max(65535, port)).default(8000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, legal("a host name or an IP address"))
    .default("127.0.0.1"),
  MODELS_DIR: z
    .string()
    .transform((folder) => resolve(folder))
    .refine((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true, legal("a folder"))
    .default(MODELS_DIR),
  DEFAULT_SYMBOL: TickerSymbol.optional(),
});

/** What the server is told from outside. */
export interface Config {
  /** TCP port; 0 takes any free one. */
  port: number;
  host: string;
  /** Absolute path of the folder that holds `<SYMBOL>/champion.json`; it may not exist yet. */
  modelsDir: string;
  /** Answers requests that name no symbol; without it the only symbol that has a model does. */
  defaultSymbol?: string | undefined;
}

/** A setting that cannot be used; the message names the variable, quotes its value and says what is legal. */
export class ConfigError extends Error {
  readonly code = "invalid_config";
  override readonly name = "ConfigError";
}

/**
 * Reads PORT, HOST, MODELS_DIR and DEFAULT_SYMBOL; an empty variable counts as unset.
 * Throws ConfigError that lists every bad variable.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ""));
  const result = Environment.safeParse(set);
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`).join("; "),
    );
  }
  const { PORT, HOST, MODELS_DIR, DEFAULT_SYMBOL } = result.data;
  return { port: PORT, host: HOST, modelsDir: MODELS_DIR, defaultSymbol: DEFAULT_SYMBOL };
}
