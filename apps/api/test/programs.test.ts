import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { sampleMarket, startStandIn } from "yahoo-stand-in";
import { addModel } from "./models.ts";
import { proxyUnder } from "./prefix-proxy.ts";
import { modelsFolder, serve, served } from "./service.ts";

/** Runs a program of src/ with the loader of the stand-in for Yahoo, if `env` names one. */
function run(program: string, args: string[], env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL(`../src/${program}`, import.meta.url));
  const loader = env.YAHOO_STAND_IN ? ["--import", import.meta.resolve("yahoo-stand-in/redirect")] : [];
  return promisify(execFile)(process.execPath, [...loader, file, ...args], {
    env: { ...process.env, NODE_OPTIONS: "", ...env },
  });
}

describe("help", () => {
  test.each([
    ["main.ts", "--help", /^usage: pnpm serve\n[\s\S]*\n {2}PORT {2,}port[\s\S]*\n {2}CORS_ORIGINS/],
    ["main.ts", "-h", /^usage: pnpm serve\n/],
    ["smoke-test.ts", "--help", /^usage: pnpm test:api \[--url URL\][\s\S]*--offline/],
    ["smoke-test.ts", "-h", /^usage: pnpm test:api/],
  ])("when %s gets %s, then it explains and does nothing else", async (program, flag, expected) => {
    const { stdout, stderr } = await run(program, [flag], { MODELS_DIR: "/none/such" });
    expect(stdout).toMatch(expected);
    expect(stderr).toBe("");
  });

  test.each([
    ["main.ts", ["--port", "9000"], 'serve takes no arguments, but has "--port 9000"'],
    ["main.ts", ["AAPL"], 'serve takes no arguments, but has "AAPL"'],
    ["smoke-test.ts", ["--nope"], "FAILED: Unknown option '--nope'"],
  ])("when %s gets %j, then one line says what is wrong", async (program, args, message) => {
    const stderr = expect.stringContaining(message);
    await expect(run(program, args)).rejects.toMatchObject({ code: 1, stdout: "", stderr });
  });
});

test("when the API is under a prefix, then pnpm test:api asks it there", async () => {
  const models = await modelsFolder();
  await addModel(models);
  const { url } = await serve(models);
  const proxy = await proxyUnder("/stock", url);
  const now = () => new Date("2018-05-11T21:00:00Z");
  await using yahoo = await startStandIn({ markets: [sampleMarket()], now });
  const env = { YAHOO_STAND_IN: yahoo.url, DATA_DIR: await modelsFolder() };
  for (const address of [`${proxy}/stock`, `${proxy}/stock/`]) {
    const { stdout } = await run("smoke-test.ts", ["--url", address], env);
    expect(stdout).toMatch(/^forecast +\d/m);
  }
  await expect(run("smoke-test.ts", ["--url", `${proxy}/elsewhere`], env)).rejects.toMatchObject({
    stderr: `FAILED: /models answers 404 without JSON: is ${proxy}/elsewhere the address of the API?\n`,
  });
});

test("when no model of a symbol is served, then pnpm test:api says which are, or how one comes", async () => {
  const models = await modelsFolder();
  const { url } = await serve(models);
  await expect(run("smoke-test.ts", ["--url", url])).rejects.toMatchObject({
    stderr: `FAILED: ${url} serves no model yet: pnpm train trains one, and says so if it is refused\n`,
  });
  await served(url, (await addModel(models)).metadata.version);
  await expect(run("smoke-test.ts", ["--url", url, "--symbol", "KO"])).rejects.toMatchObject({
    stderr: `FAILED: ${url} serves no model of KO: expected one of AAPL\n`,
  });
});
