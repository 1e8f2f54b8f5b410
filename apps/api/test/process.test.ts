import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "@jest/globals";
import { readConfig } from "../src/index.ts";
import { addModel, modelsFolder } from "./service.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const NO_TENSORFLOW = `data:text/javascript,import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) {
  if (url.includes("tensorflow")) throw new Error("loaded " + url);
  return next(url, context);
} });`;

const running: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function launch(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", NO_TENSORFLOW, MAIN], {
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
  });
  running.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (output.stdout += text));
  child.stderr.on("data", (text) => (output.stderr += text));
  return { child, output, exit: once(child, "close") };
}

/** The line of the log that tells where the server listens. */
async function listening(child: ReturnType<typeof launch>["child"], output: { stdout: string }) {
  for (;;) {
    const line = output.stdout.split("\n").find((text) => text.includes('"url"'));
    if (line?.endsWith("}")) return JSON.parse(line);
    await once(child.stdout, "data");
  }
}

describe("the process", () => {
  test("when it serves and is asked to end, then it ends by itself with 0, TensorFlow.js never loaded", async () => {
    const models = await modelsFolder();
    await addModel(models);
    const { child, output, exit } = launch({ PORT: "0", MODELS_DIR: models });
    const { url, symbols } = await listening(child, output);
    expect(symbols).toEqual(["AAPL"]);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
    expect(output.stderr).toBe("");
  });

  test("when a setting is wrong, then one line says what is legal and the exit code is 1", async () => {
    const { output, exit } = launch({ PORT: "eighty" });
    expect(await exit).toEqual([1, null]);
    expect(output.stderr).toBe(
      'PORT is "eighty": expected an integer from 0 to 65535 (0 takes any free port)\n',
    );
  });
});

test("when settings are read, then defaults fill in and every bad one is named", () => {
  expect(readConfig({})).toMatchObject({ port: 8000, host: "127.0.0.1", defaultSymbol: undefined });
  expect(readConfig({ PORT: "9", DEFAULT_SYMBOL: "msft", HOST: " " })).toMatchObject({
    ...{ port: 9, defaultSymbol: "MSFT", host: "127.0.0.1" },
  });
  expect(() => readConfig({ PORT: "70000", DEFAULT_SYMBOL: "../x" })).toThrow(
    /^PORT is .*; DEFAULT_SYMBOL is "\.\.\/X"/,
  );
});
