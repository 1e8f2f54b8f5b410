import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { proxyPath } from "../src/artifact-paths.ts";
import { MlflowClient } from "../src/client.ts";
import { collect } from "../src/pages.ts";
import { newFolder } from "./spool-dir.ts";
import { StandIn } from "./stand-in.ts";

const ROOT = "mlflow-artifacts:/1/abc/artifacts";
let server: StandIn;
let client: MlflowClient;
let folder: string;

beforeEach(async () => {
  server = await new StandIn().start();
  client = new MlflowClient({ trackingUri: server.uri, backoffFactor: 0.001, backoffJitter: 0 });
  folder = newFolder();
});
afterEach(() => server.kill());

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("files", () => {
  test("when a folder is uploaded and downloaded again, then all names and bytes are the same", async () => {
    const files = { "a.txt": "", "plots/loss ü+1.svg": "<svg/>", "deep/er/100%.bin": randomBytes(300_000) };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, "up", path, ".."), { recursive: true });
      writeFileSync(join(folder, "up", path), content);
    }
    expect(await client.artifacts.uploadDir(ROOT, join(folder, "up"), "all")).toEqual([
      "all/a.txt",
      "all/deep/er/100%.bin",
      "all/plots/loss ü+1.svg",
    ]);
    expect((await client.artifacts.list(ROOT, "all")).map(({ path, isDir }) => [path, isDir])).toEqual([
      ["all/a.txt", false],
      ["all/deep", true],
      ["all/plots", true],
    ]);
    expect(
      (await collect(client.artifacts.listFiles(ROOT))).map(({ path, fileSize }) => [path, fileSize]),
    ).toEqual([
      ["all/a.txt", 0],
      ["all/deep/er/100%.bin", 300_000],
      ["all/plots/loss ü+1.svg", 6],
    ]);
    await client.artifacts.downloadDir(ROOT, "all", join(folder, "down"));
    for (const [path, content] of Object.entries(files)) {
      expect(sha256(readFileSync(join(folder, "down", path)))).toBe(sha256(Buffer.from(content)));
    }
  });

  test("when an upload breaks, then it is retried from the beginning of the file", async () => {
    const bytes = randomBytes(2_000_000);
    writeFileSync(join(folder, "w.bin"), bytes);
    server.fault = (_, n) => (n < 3 ? "reset before" : undefined);
    await client.artifacts.upload(ROOT, join(folder, "w.bin"), "w.bin");
    expect(sha256(server.store.files.get("1/abc/artifacts/w.bin")!)).toBe(sha256(bytes));
  });

  test("when a download fails at every attempt, then no partial file is left", async () => {
    server.fault = () => "reset before";
    const impatient = new MlflowClient({ trackingUri: server.uri, maxRetries: 0 });
    const file = join(folder, "x.bin");
    await expect(impatient.artifacts.download(ROOT, "x.bin", file)).rejects.toMatchObject({
      code: "unreachable",
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("when a file does not exist, then list is empty, read throws not_found and delete does nothing", async () => {
    expect(await client.artifacts.list(ROOT, "none")).toEqual([]);
    await expect(client.artifacts.read(ROOT, "none")).rejects.toMatchObject({ code: "not_found" });
    await client.artifacts.write(ROOT, "a.txt", "1");
    await client.artifacts.delete(ROOT, "a.txt");
    await client.artifacts.delete(ROOT, "a.txt");
    expect(server.store.files.size).toBe(0);
  });

  test("when the source is not a file or the target cannot be one, then the error names it and nothing is retried", async () => {
    await expect(client.artifacts.upload(ROOT, join(folder, "no"), "a")).rejects.toMatchObject({
      code: "file_failed",
    });
    await expect(client.artifacts.upload(ROOT, folder, "a")).rejects.toMatchObject({ code: "file_failed" });
    expect(server.requests).toEqual([]);
    await client.artifacts.write(ROOT, "a", "1");
    writeFileSync(join(folder, "file"), "");
    await expect(client.artifacts.download(ROOT, "a", join(folder, "file", "below"))).rejects.toThrow("file");
  });
});

describe("paths", () => {
  test.each([
    "",
    "/a",
    "a//b",
    "../a",
    "a/../b",
    "./a",
    "a/",
    "a#b",
    "a?b",
    "a\\b",
    "a%2e%2e/b",
    "C:/x",
    "a\nb",
  ])("when an artifact is called %j, then it is refused before anything is sent", async (path) => {
    await expect(client.artifacts.write(ROOT, path, "x")).rejects.toMatchObject({ code: "unsafe_path" });
    expect(server.requests).toEqual([]);
  });

  test.each(["..", "../../evil", "/etc/evil", "a/../../../evil"])(
    "when the server lists %j, then a download refuses it and writes nothing",
    async (path) => {
      const body = JSON.stringify({ files: [{ path, is_dir: false, file_size: 1 }] });
      server.fault = (request) => (request.path.endsWith("/artifacts") ? { status: 200, body } : undefined);
      await expect(client.artifacts.downloadDir(ROOT, "", folder)).rejects.toMatchObject({
        code: "unsafe_path",
      });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test.each([
    ["mlflow-artifacts:/1/a", "http://h:5000", "/api/2.0/mlflow-artifacts/artifacts/1/a"],
    ["mlflow-artifacts://h:5000/1/a/", "http://h:5000/base", "/api/2.0/mlflow-artifacts/artifacts/1/a"],
    [
      "http://h:5000/api/2.0/mlflow-artifacts/artifacts/1/a",
      "http://h:5000",
      "/api/2.0/mlflow-artifacts/artifacts/1/a",
    ],
  ])("when the root is %s, then files of %s are below %s", (root, base, path) => {
    expect(proxyPath(root, base)).toBe(path);
  });

  test.each([
    ["/srv/mlruns/1/a", /own disk/],
    ["file:///srv/mlruns/1/a", /own disk/],
    ["s3://bucket/1/a", /s3:\/\/bucket.*credentials/],
    ["mlflow-artifacts://elsewhere:1/1/a", /elsewhere/],
  ])("when the root is %s, then the error says why and has a hint", (root, message) => {
    expect(() => proxyPath(root, "http://h:5000")).toThrow(
      expect.objectContaining({
        code: "foreign_artifacts",
        hint: expect.stringContaining("--artifacts-destination"),
      }),
    );
    expect(() => proxyPath(root, "http://h:5000")).toThrow(message);
  });
});
