import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { BundleError } from "../src/errors.ts";
import { hashWeights } from "../src/hash.ts";
import { loadBundle, verifyBundle } from "../src/load.ts";
import { saveBundle } from "../src/save.ts";
import { bundleContent } from "./content.ts";
import { modelsDir } from "./models-dir.ts";

describe("saving and loading", () => {
  test("when a bundle is saved, then loading returns every part", async () => {
    const models = await modelsDir();
    const content = bundleContent();
    const saved = await saveBundle(models, content);
    const loaded = await loadBundle(saved.dir);
    expect(loaded).toEqual(saved);
    expect(loaded.model.weightData).toEqual(content.model.weightData);
    expect(loaded.model.weightSpecs).toEqual(content.model.weightSpecs);
    expect(loaded.model.topology).toEqual(content.model.topology);
    expect(loaded.preprocessing).toEqual(content.preprocessing);
    expect(loaded.metadata).toMatchObject({ ...content.metadata, formatVersion: 1 });
    expect(loaded.metadata.scores!.test.naive.directionalAccuracy).toBeNaN();
    const hash = createHash("sha256").update(content.model.weightData).digest("hex");
    expect(loaded.metadata.weightsSha256).toBe(hash);
    expect(hashWeights(content.model.weightData)).toBe(hash);
    expect(loaded.metadata.version).toBe(`20261124T040506Z-${hash.slice(0, 8)}`);
    expect(saved.dir).toBe(join(models, "AAPL", loaded.metadata.version));
  });

  test("when sha256sum checks the folder, then it covers every file and finds no fault", async () => {
    const { dir } = await saveBundle(await modelsDir(), bundleContent());
    const report = execFileSync("sha256sum", ["--check", "checksums.sha256"], { cwd: dir, encoding: "utf8" });
    expect(report.trim().split("\n").sort()).toEqual([
      "metadata.json: OK",
      "model.json: OK",
      "plots/loss.png: OK",
      "preprocessing.json: OK",
      "report.html: OK",
      "weights.bin: OK",
    ]);
  });

  test("when the folder has a file that is not listed, then the bundle still loads", async () => {
    const { dir } = await saveBundle(await modelsDir(), bundleContent());
    await writeFile(join(dir, "notes.txt"), "mine");
    await expect(verifyBundle(dir)).resolves.toMatchObject({ symbol: "AAPL" });
  });
});

describe("a damaged bundle is refused", () => {
  test.each([
    "metadata.json",
    "model.json",
    "weights.bin",
    "preprocessing.json",
    "report.html",
    "plots/loss.png",
  ])("when one bit of %s changes, then the error names it", async (name) => {
    const { dir } = await saveBundle(await modelsDir(), bundleContent());
    const bytes = await readFile(join(dir, name));
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 1;
      await writeFile(join(dir, name), damaged);
      const error = await loadBundle(dir).catch((error: unknown) => error as BundleError);
      expect(error).toBeInstanceOf(BundleError);
      expect((error as BundleError).message).toContain(name);
    }
    await writeFile(join(dir, name), bytes);
    await expect(loadBundle(dir)).resolves.toBeDefined();
  });

  test.each(["metadata.json", "checksums.sha256", "weights.bin", "report.html"])(
    "when %s is missing, then the error names it and says what to do",
    async (name) => {
      const { dir } = await saveBundle(await modelsDir(), bundleContent());
      await rm(join(dir, name));
      await expect(loadBundle(dir)).rejects.toMatchObject({
        code: "missing_file",
        message: `${join(dir, name)} is missing: restore it from a copy, or train the model again`,
      });
    },
  );

  test("when the folder is not a bundle, then the error says which folder to give", async () => {
    await expect(loadBundle(join(await modelsDir(), "AAPL"))).rejects.toMatchObject({ code: "no_bundle" });
  });

  test("when the format has another version, then the error names both versions", async () => {
    const { dir } = await saveBundle(await modelsDir(), bundleContent());
    const file = join(dir, "metadata.json");
    await writeFile(file, (await readFile(file, "utf8")).replace('"formatVersion": 1', '"formatVersion": 2'));
    await expect(loadBundle(dir)).rejects.toMatchObject({
      code: "unknown_format",
      message: expect.stringContaining("has formatVersion 2: this program reads 1"),
    });
  });

  test("when metadata.json is cut short, then the error says so", async () => {
    const { dir } = await saveBundle(await modelsDir(), bundleContent());
    const file = join(dir, "metadata.json");
    await writeFile(file, (await readFile(file, "utf8")).slice(0, 100));
    await expect(loadBundle(dir)).rejects.toMatchObject({ code: "bad_json" });
  });
});

describe("a refused save leaves nothing behind", () => {
  const nothing = async (models: string) => expect(await readdir(models, { recursive: true })).toEqual([]);

  test("when the symbol could leave the folder, then it is refused before a path is made", async () => {
    const models = await modelsDir();
    const content = bundleContent();
    content.metadata.symbol = "../AAPL";
    await expect(saveBundle(models, content)).rejects.toMatchObject({ code: "bad_symbol" });
    await nothing(models);
  });

  test.each(["../evil", "/etc/passwd", "model.json", "plots/../../x", ".hidden"])(
    "when an extra file is called %s, then it is refused",
    async (path) => {
      const models = await modelsDir();
      const content = { ...bundleContent(), extras: { [path]: "x" } };
      await expect(saveBundle(models, content)).rejects.toMatchObject({ code: "bad_content" });
      await nothing(models);
    },
  );

  test("when a bundle was imported, then it keeps what the import knows, and fields of a training are refused", async () => {
    const models = await modelsDir();
    const { metadata, ...content } = bundleContent();
    const { symbol, createdAt, target, config, parameters, data } = metadata;
    const file = { file: "lstm_model.keras", sha256: "a".repeat(64) };
    const imported = { from: "keras" as const, kerasVersion: "3.15.1", model: file, scaler: file };
    const known = { symbol, createdAt, target, config, parameters, imported };
    const { dir } = await saveBundle(models, { ...content, metadata: known });
    const loaded = await loadBundle(dir);
    expect(loaded.metadata).toMatchObject(known);
    expect([loaded.metadata.data, loaded.metadata.scores]).toEqual([undefined, undefined]);

    const invented = { ...known, createdAt: "2026-11-25T00:00:00Z", data } as never;
    await expect(saveBundle(models, { ...content, metadata: invented })).rejects.toMatchObject({
      code: "bad_metadata",
      message:
        "metadata.json: data: expected no such field, as the model was imported; import the model again",
    });
  });

  test("when a field of the metadata is wrong, then it is named", async () => {
    const models = await modelsDir();
    const content = bundleContent();
    content.metadata.data.from = "2018-13-01";
    await expect(saveBundle(models, content)).rejects.toMatchObject({
      code: "bad_metadata",
      message: expect.stringContaining("data.from"),
    });
    await nothing(models);
  });

  test.each(["relaxed", "avx10.2-vnni_512"])(
    "when the kernel's build is called %s, then the bundle keeps the name",
    async (kernel) => {
      const content = bundleContent();
      content.metadata.kernel = kernel;
      const { dir } = await saveBundle(await modelsDir(), content);
      expect((await loadBundle(dir)).metadata.kernel).toBe(kernel);
    },
  );

  test.each(["", "two words", "a/b", "x".repeat(41), null])(
    "when the kernel's build is %j, then it is refused",
    async (kernel) => {
      const content = bundleContent();
      Object.assign(content.metadata, { kernel });
      await expect(saveBundle(await modelsDir(), content)).rejects.toMatchObject({
        code: "bad_metadata",
        message: expect.stringContaining("kernel: "),
      });
    },
  );

  test("when weights and shapes disagree, then both sizes are named", async () => {
    const models = await modelsDir();
    const content = bundleContent();
    content.model.weightData = content.model.weightData.subarray(4);
    await expect(saveBundle(models, content)).rejects.toMatchObject({
      message: expect.stringContaining("describes 24 bytes of weights, but there are 20"),
    });
    await nothing(models);
  });

  test("when the disk refuses, then no temporary folder stays", async () => {
    const models = await modelsDir();
    await writeFile(join(models, "AAPL"), "a file where the folder should be");
    await expect(saveBundle(models, bundleContent())).rejects.toMatchObject({ code: "write_failed" });
    expect(await readdir(models)).toEqual(["AAPL"]);
  });
});

test("when one version is saved twice at once, then one save succeeds and the other throws version_exists", async () => {
  const models = await modelsDir();
  const results = await Promise.allSettled([
    saveBundle(models, bundleContent()),
    saveBundle(models, bundleContent()),
    saveBundle(models, bundleContent()),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  for (const result of results) {
    if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "version_exists" });
  }
  const folders = await readdir(join(models, "AAPL"));
  expect(folders).toHaveLength(1);
  await verifyBundle(join(models, "AAPL", folders[0]!));
});

test("when a crash left a half-written folder, then the next save succeeds", async () => {
  const models = await modelsDir();
  const left = join(models, "AAPL", ".saving-20261124T040506Z-00000000-x");
  await mkdir(left, { recursive: true });
  await appendFile(join(left, "model.json"), "{");
  await expect(saveBundle(models, bundleContent())).resolves.toBeDefined();
});
