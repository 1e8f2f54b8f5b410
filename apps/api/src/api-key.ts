import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseApiKeys } from "./api-keys.ts";

const USAGE = `usage: pnpm api-key NAME [--file FILE]

Makes an API key for a client. Prints the key, which goes to the client, and its hash, which goes to the server.
A key cannot be read back: the server keeps the hash alone.

  NAME         name of the client, 1 to 40 letters, digits, ".", "-" or "_"; it appears in the log
  --file FILE  appends the hash to FILE, the API_KEYS_FILE of a server, which accepts the key within a second

Without --file put the printed entry into API_KEYS and restart the server.
`;

try {
  process.stdout.write(main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${(error as Error).message} (--help shows what is legal)\n`);
  process.exitCode = 1;
}

/** Returns what to print; throws an Error that names what is wrong with the arguments. */
function main(args: string[]): string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, file: { type: "string" } },
  });
  if (values.help) return USAGE;
  const [name = "", ...rest] = positionals;
  if (rest.length > 0) throw new Error(`one name was expected, but there are ${positionals.length}`);
  if (!/^[\w.][\w.-]{0,39}$/.test(name)) {
    throw new Error(
      `name is "${name}": expected 1 to 40 letters, digits, ".", "_" or "-", which is not first`,
    );
  }
  const key = randomBytes(32).toString("base64url");
  const entry = `${name}:${createHash("sha256").update(key).digest("hex")}`;
  if (values.file !== undefined) append(values.file, name, entry);
  const forServer = values.file === undefined ? "For API_KEYS, the server:" : `Appended to ${values.file}:`;
  return `For the client, once:     ${key}\n${forServer} ${entry}\n`;
}

/** Appends in one write, which keeps owner and mode of the file, and which a server reads as a whole. */
function append(file: string, name: string, entry: string): void {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const keys = parseApiKeys(text);
  if (!keys) throw new Error(`${file} has a line that is not name:hash: nothing was appended`);
  if (keys.some((key) => key.name === name)) throw new Error(`${file} has a key named ${name} already`);
  const separator = text === "" || text.endsWith("\n") ? "" : "\n";
  appendFileSync(file, `${separator}${entry}\n`, { mode: 0o640 });
}
