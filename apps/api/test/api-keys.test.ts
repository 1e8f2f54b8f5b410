import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFile, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { addModel } from "./models.ts";
import { keptLog, modelsFolder, serve } from "./service.ts";

const API_KEY = fileURLToPath(new URL("../src/api-key.ts", import.meta.url));
const entry = (name: string, key: string) => `${name}:${createHash("sha256").update(key).digest("hex")}`;

let models: string;
beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
});

/** Asks until the answer to `key` is `status`. */
async function answers(url: string, key: string, status: number): Promise<void> {
  while ((await fetch(`${url}/models`, { headers: { "x-api-key": key } })).status !== status)
    await setTimeout(50);
}

/** A server with a file of keys. */
async function begin(text: string) {
  const file = join(await modelsFolder(), "keys");
  await writeFile(file, text);
  const { lines, log } = keptLog();
  const { url } = await serve(models, { apiKeysFile: file }, { log });
  return { file, url, lines };
}

describe("API_KEYS_FILE", () => {
  test("when keys come and go while the server runs, then it accepts and refuses them without a restart", async () => {
    const { file, url, lines } = await begin(`# clients\n\n${entry("alice", "a")}\n`);
    await answers(url, "a", 200);
    await answers(url, "b", 401);
    await appendFile(file, `${entry("bob", "b")}\n`);
    await answers(url, "b", 200);
    await answers(url, "a", 200);
    // As editors and secret stores replace a file.
    await writeFile(`${file}.new`, `${entry("bob", "b")}\n`);
    await rename(`${file}.new`, file);
    await answers(url, "a", 401);
    await answers(url, "b", 200);
    expect(lines).toContainEqual(expect.objectContaining({ clients: ["alice", "bob"] }));
    expect(JSON.stringify(lines)).not.toContain(entry("bob", "b").slice(4));
  });

  test("when the last key is taken out, then nobody is let in", async () => {
    const { file, url } = await begin(entry("alice", "a"));
    await answers(url, "a", 200);
    await writeFile(file, "# nobody\n");
    await answers(url, "a", 401);
    expect((await fetch(`${url}/models`)).status).toBe(401);
  });

  test.each([
    [
      "has a wrong line",
      (file: string) => writeFile(file, "alice:my-secret\n"),
      /has a line that is not name:hash/,
    ],
    ["is gone", (file: string) => rm(file), /API_KEYS_FILE cannot be read: ENOENT/],
  ])(
    "when the file %s, then the keys before stay valid, and the log says so without the line",
    async (_what, spoil, said) => {
      const { file, url, lines } = await begin(entry("alice", "a"));
      await answers(url, "a", 200);
      await spoil(file);
      while (!lines.some(({ msg }) => said.test(String(msg)))) await setTimeout(50);
      await answers(url, "a", 200);
      expect(JSON.stringify(lines)).not.toContain("my-secret");
    },
  );

  test.each([
    ["is missing", undefined, /^API_KEYS_FILE cannot be read: ENOENT/],
    [
      "has a key instead of its hash",
      "alice:my-secret",
      /^API_KEYS_FILE has a line that is not name:hash: \S+keys$/,
    ],
  ])("when it %s at the start, then the server does not start", async (_what, text, message) => {
    const file = join(await modelsFolder(), "keys");
    if (text) await writeFile(file, text);
    await expect(serve(models, { apiKeysFile: file })).rejects.toThrow(message);
  });
});

describe("pnpm api-key", () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [API_KEY, ...args], { env: { ...process.env, NODE_OPTIONS: "" } });

  test("when a name is given, then the key and the entry of API_KEYS that accepts it are printed", async () => {
    const { stdout } = await run("alice");
    const [, key, hash] =
      /^For the client, once: +(\S{43})\nFor API_KEYS, the server: alice:(\S{64})\n$/.exec(stdout)!;
    expect(entry("alice", key!)).toBe(`alice:${hash}`);
  });

  test("when --file is given, then a running server accepts the key", async () => {
    const { file, url } = await begin(entry("alice", "a"));
    const { stdout } = await run("bob", "--file", file);
    const [key] = /\S{43}(?=\n)/.exec(stdout)!;
    await answers(url, key, 200);
    await answers(url, "a", 200);
    expect(await readFile(file, "utf8")).toBe(`${entry("alice", "a")}\n${entry("bob", key)}\n`);
    await expect(run("bob", "--file", file)).rejects.toMatchObject({
      stderr: expect.stringContaining(`${file} has a key named bob already`),
    });
  });

  test.each([["--help"], ["-h"], ["alice", "--help"]])(
    "when %s is given, then it explains and makes no key",
    async (...args) => {
      const { stdout } = await run(...args);
      expect(stdout).toMatch(/^usage: pnpm api-key NAME/);
      expect(stdout).not.toMatch(/:[0-9a-f]{64}/);
    },
  );

  test.each([
    [[], 'name is ""'],
    [["a b"], 'name is "a b": expected 1 to 40 letters'],
    [["--", "--help"], 'name is "--help"'],
    [["a", "b"], "one name was expected, but there are 2"],
    [["--nope"], "Unknown option '--nope'"],
  ])("when the arguments are %j, then one line says what is wrong", async (args, message) => {
    await expect(run(...args)).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  });
});
