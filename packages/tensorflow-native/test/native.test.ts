import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import util from "node:util";
import { afterAll, describe, expect, test } from "@jest/globals";
import { restoreNodeUtilities } from "../src/node-shim.ts";
import { runProcess } from "../src/process.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const INSTALLED = createRequire(import.meta.url).resolve("@tensorflow/tfjs-node/package.json");

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "native-"));
  made.push(dir);
  return dir;
}

/** `pnpm native` on a machine that cannot reach the package's host and has no program on its PATH. */
function native(dir: string, ...args: string[]) {
  const closed = { PATH: "/nowhere", TFJS_NODE_CDN_STORAGE: "http://127.0.0.1:1/" };
  return runProcess(process.execPath, ["--no-warnings", MAIN, ...args], {
    env: { ...process.env, NODE_OPTIONS: "", NATIVE_DIR: dir, ...closed },
  });
}

const hashOf = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

describe("pnpm native --check", () => {
  test("when nothing is built, then it fails and names the command that builds it", async () => {
    const { code, stdout, stderr } = await native(await folder(), "--check");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      "error: TensorFlow's binding for Node is not built: `pnpm native` builds it; --engine fused needs none\n",
    );
  });

  test("when the binding is damaged, then it fails with the file and the reason", async () => {
    const dir = await folder();
    const binding = join(dir, "tfjs-node/lib/napi-v8/tfjs_binding.node");
    await mkdir(join(binding, ".."), { recursive: true });
    await writeFile(binding, "cut short");
    const { code, stderr } = await native(dir, "--check");
    expect(code).toBe(1);
    expect(stderr).toContain(`${binding} cannot be loaded`);
    expect(stderr).toContain("`pnpm native` builds it");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

test("when neither source works, then one line has both reasons, and package and folder are unchanged", async () => {
  const dir = await folder();
  const before = await hashOf(INSTALLED);
  const { code, stdout, stderr } = await native(dir);
  expect([code, stdout]).toEqual([1, ""]);
  const last = stderr.trim().split("\n").at(-1)!;
  expect(last).toMatch(
    /^error: tfjs-node cannot be made to work here \(the package's own installer failed: /,
  );
  expect(last).toContain("ECONNREFUSED");
  expect(last).toContain("g++ (apt-get install g++) and python3 with pip (apt-get install python3-pip)");
  expect(last).toMatch(/\): --engine fused needs none of it$/);
  expect(await hashOf(INSTALLED)).toBe(before);
  expect(await readdir(dir)).toEqual([]);
});

test("when restoreNodeUtilities has run, then util has the two functions that tfjs-node calls", () => {
  const old = util as typeof util & { isNullOrUndefined(value: unknown): boolean };
  restoreNodeUtilities();
  expect([null, undefined, 0, ""].map((value) => old.isNullOrUndefined(value))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([util.isArray([]), util.isArray({ length: 0 })]).toEqual([true, false]);
});
