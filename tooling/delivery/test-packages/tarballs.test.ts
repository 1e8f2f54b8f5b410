import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { REPORTS, reportApi } from "../src/npm/api-reports.ts";
import { folderOf, PUBLISHED, pack } from "../src/npm/pack.ts";

let folder: string;
const tarballs: Record<string, string> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tarballs-"));
  for (const name of PUBLISHED) tarballs[name] = await pack(name, folder);
});
afterAll(() => rm(folder, { recursive: true }));

const TOOLS = join(import.meta.dirname, "../node_modules/.bin");

/** Runs a program to its end; `code` is 0 or missing if it did not fail. */
const run = (
  program: string,
  ...args: string[]
): Promise<{ code?: number; stdout: string; stderr: string }> =>
  promisify(execFile)(program, args).catch((failed) => failed);

describe.each(PUBLISHED)("when %s is packed", (name) => {
  test("then it has what is built, no sources, and nothing of the workspace", async () => {
    const { stdout } = await run("tar", "-tzf", tarballs[name]!);
    const folders = stdout
      .trim()
      .split("\n")
      .map((file) => file.replace(/^package\//, "").replace(/\/.*/, "/"));
    const wanted = ["CHANGELOG.md", "LICENSE", "README.md", "dist/", "package.json"];
    const own = name === "fused-lstm" ? ["prebuilt/", "wasm/"] : [];
    expect([...new Set(folders)].sort()).toEqual([...wanted, ...own]);
    expect(stdout).not.toMatch(/(?<!\.d)\.ts$/m);
    const manifest = await run("tar", "-xzOf", tarballs[name]!, "package/package.json");
    expect(manifest.stdout).not.toMatch(/"(private|scripts|devDependencies)"|workspace:|catalog:|\/src\//);
  });

  test("then publint and attw find nothing wrong", async () => {
    const found = [
      await run(join(TOOLS, "publint"), "--strict", tarballs[name]!),
      await run(join(TOOLS, "attw"), "--profile", "esm-only", tarballs[name]!),
    ];
    expect(found.filter(({ code = 0 }) => code !== 0)).toEqual([]);
  });

  test("then npm does not publish its folder, whose package.json leads to the sources", async () => {
    // A registry that is not there: npm gets no further.
    const registry = ["--registry=http://127.0.0.1:1", "--//127.0.0.1:1/:_authToken=none"];
    const failed = await run("npm", "publish", ...registry, "--fetch-retries=0", folderOf(name));
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("EPRIVATE") });
  });
});

test.each(REPORTS)(
  "when the types of $name/$module are compared with the report, then it has them",
  (each) => {
    const { apiReportChanged } = reportApi(each, { accept: false });
    const accept = `run \`pnpm --filter delivery accept-api\`, and review packages/${each.name}/etc`;
    expect(apiReportChanged ? accept : "the same").toBe("the same");
  },
);
