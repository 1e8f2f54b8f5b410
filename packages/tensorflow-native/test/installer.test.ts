import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runProcess } from "../src/process.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const INSTALLED = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-node/package.json"));

let work: string;
let server: Server;
const asked: string[] = [];

/** A stand-in for the package's download host: its archives contain the right file names, but no working library. */
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "native-"));
  const archive = async (file: string) => {
    const root = join(work, file.replaceAll("/", "-"));
    await mkdir(join(root, dirname(file)), { recursive: true });
    await writeFile(join(root, file), "not a library");
    return execFileSync("tar", ["-cz", "-C", root, file.split("/")[0]!]);
  };
  const libtensorflow = await archive("lib/libtensorflow.so.2.9.1");
  const addon = await archive("napi-v8/tfjs_binding.node");
  server = createServer((request, response) => {
    asked.push(request.url!);
    response.end(request.url!.includes("/libtensorflow/") ? libtensorflow : addon);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  server.close();
  await rm(work, { recursive: true, force: true });
});

test("when the package's installer downloads a broken binding, then the earlier build stays and the package is unchanged", async () => {
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const dir = join(work, "native");
  const binding = join(dir, "tfjs-node/lib/napi-v8/tfjs_binding.node");
  await mkdir(dirname(binding), { recursive: true });
  await writeFile(binding, "what was there");
  const hash = async () =>
    createHash("sha256")
      .update(await readFile(join(INSTALLED, "package.json")))
      .digest("hex");
  const [files, before] = [await readdir(INSTALLED), await hash()];

  const { code, stderr } = await runProcess(process.execPath, ["--no-warnings", MAIN, "--from", "package"], {
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      NATIVE_DIR: dir,
      TFJS_NODE_CDN_STORAGE: host,
      npm_config_tfjs_binding_binary_host_mirror: host,
    },
  });
  expect(asked).toHaveLength(2);
  expect(code).toBe(1);
  expect(stderr).toContain("Verifying it with training steps");
  expect(stderr.trim().split("\n").at(-1)).toMatch(
    /^error: tfjs-node cannot be made to work here \(TensorFlow's binding .* cannot be loaded/,
  );
  expect(await readFile(binding, "utf8")).toBe("what was there");
  expect(await readdir(dir)).toEqual(["tfjs-node"]);
  expect([await readdir(INSTALLED), await hash()]).toEqual([files, before]);
});
