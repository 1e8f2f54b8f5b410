import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { type ApiKey, parseApiKeys } from "./api-keys.ts";
import { ConfigError } from "./environment.ts";
import type { Logger } from "./log.ts";

/** Time between two looks at the file of keys, in milliseconds. */
const LOOK_MS = 1000;

export interface KeyRingOptions {
  /** Keys that stay as long as the server runs. */
  apiKeys: readonly ApiKey[];
  /** Path of a file with more keys, which is read again whenever it changes. */
  apiKeysFile: string | undefined;
}

/** The accepted keys: those of the settings, and those of a file. */
export class KeyRing {
  /** Whether clients need a key: also when the file has none any more. */
  readonly required: boolean;
  readonly #fixed: readonly ApiKey[];
  readonly #file: string | undefined;
  readonly #log: Logger;
  #known: { name: string; digest: Buffer }[] = [];

  /** Reads the file and follows it until `close`. Throws ConfigError if it cannot be used. */
  constructor({ apiKeys, apiKeysFile }: KeyRingOptions, log: Logger) {
    this.required = apiKeys.length > 0 || apiKeysFile !== undefined;
    this.#fixed = apiKeys;
    this.#file = apiKeysFile;
    this.#log = log;
    this.#know(apiKeysFile === undefined ? [] : readKeys(apiKeysFile));
    if (apiKeysFile !== undefined) {
      watchFile(apiKeysFile, { interval: LOOK_MS, persistent: false }, this.#readAgain);
    }
  }

  /** Every key with its SHA-256 (32 bytes). */
  get known(): readonly { name: string; digest: Buffer }[] {
    return this.#known;
  }

  close(): void {
    if (this.#file !== undefined) unwatchFile(this.#file, this.#readAgain);
  }

  /** A file that is gone or wrong changes nothing: clients must not lose access because of a slip. */
  readonly #readAgain = () => {
    try {
      const keys = readKeys(this.#file!);
      this.#know(keys);
      this.#log.info({ clients: keys.map(({ name }) => name) }, "API_KEYS_FILE changed and was read");
    } catch (error) {
      this.#log.error(`${(error as Error).message}; the keys that were known stay valid`);
    }
  };

  #know(fromFile: readonly ApiKey[]): void {
    const digestOf = ({ name, sha256 }: ApiKey) => ({ name, digest: Buffer.from(sha256, "hex") });
    this.#known = [...this.#fixed, ...fromFile].map(digestOf);
  }
}

function readKeys(file: string): ApiKey[] {
  const keys = parseApiKeys(textOf(file));
  // A wrong line may be a key instead of its hash, so the message does not quote it.
  if (!keys) throw new ConfigError(`API_KEYS_FILE has a line that is not name:hash: ${file}`);
  return keys;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(`API_KEYS_FILE cannot be read: ${(error as Error).message}`);
  }
}
