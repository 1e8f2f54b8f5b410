import { createHash, randomBytes } from "node:crypto";

/** `pnpm api-key NAME`: prints a new key for a client, and the entry of API_KEYS that accepts it. */
const [name = ""] = process.argv.slice(2);
if (/^[\w.-]{1,40}$/.test(name)) {
  const key = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(key).digest("hex");
  process.stdout.write(`For the client, once:     ${key}\nFor API_KEYS, the server: ${name}:${hash}\n`);
} else {
  process.stderr.write(`name is "${name}": expected 1 to 40 letters, digits, ".", "-" or "_"\n`);
  process.exitCode = 1;
}
