import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { unexported } from "../src/unexported.ts";

describe("the pages about the library", () => {
  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), "api-docs-"));
    const main = join(import.meta.dirname, "../src/main.ts");
    const env = { ...process.env, NODE_OPTIONS: "" };
    // Fails for a name without a docstring, a type that is not exported, a link that leads nowhere.
    await promisify(execFile)(process.execPath, [main, out], { env });
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  test("when they are written, then each function has one, with what it takes, throws and an example", async () => {
    const functions = ["backtest", "fetchBars", "forecast", "openRegistry", "train", "tune"];
    expect((await readdir(join(out, "functions"))).sort()).toEqual(functions.map((name) => `${name}.html`));
    for (const name of functions) {
      const text = (await readFile(join(out, `functions/${name}.html`), "utf8")).replaceAll(/<[^>]+>/g, " ");
      for (const part of ["Parameters", "Returns", "Throws", "Example"]) expect(text).toContain(part);
      expect(text).not.toContain("__namedParameters");
    }
  });

  test("when a type comes from another package, then its page has the fields with their docstrings", async () => {
    const page = await readFile(join(out, "interfaces/ModelConfigInput.html"), "utf8");
    expect(page).toContain("Units of each LSTM layer, first to last.");
    expect(await readFile(join(out, "interfaces/CustomSource.html"), "utf8")).toContain("IANA zone");
  });
});

test("when a document refers to types that it does not have, then each of the workspace is listed once, with its place", () => {
  const reference = (packageName: string, name: string) => ({
    type: "reference",
    name,
    target: { packageName },
  });
  const ofBar = reference("@lstm-predict/bars", "Bar");
  const document = {
    ...{ kind: 1, name: "lstm-predict" },
    children: [
      { kind: 64, name: "train", type: { elementType: ofBar } },
      { kind: 64, name: "again", type: ofBar, inheritedFrom: reference("@lstm-predict/bars", "Inherited") },
      { kind: 64, name: "known", type: { ...ofBar, target: 7 } },
      { kind: 64, name: "generic", type: { ...ofBar, name: "T", refersToTypeParameter: true } },
      { kind: 64, name: "foreign", type: reference("typescript", "Promise") },
    ],
  };
  expect(unexported(document)).toEqual([{ name: "@lstm-predict/bars Bar", where: "train" }]);
});
