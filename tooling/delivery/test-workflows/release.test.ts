import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { REPOSITORY, readWorkflow, runStep, stepsOf } from "./workflow.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "release-"));
  await mkdir(join(folder, "bin"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that writes its name and arguments to the file `calls`, and ends as `body` says. */
const program = (name: string, body = "") =>
  writeFile(join(folder, "bin", name), `#!/bin/sh\necho "${name} $*" >>"$CALLS"\n${body}\n`, { mode: 0o755 });

async function addTarball(name: string, version: string): Promise<void> {
  const root = join(folder, name, "package");
  await mkdir(root, { recursive: true });
  await writeFile(join(root, "package.json"), JSON.stringify({ name, version }));
  await writeFile(join(root, "CHANGELOG.md"), `# ${name}\n\n## ${version}\n\n- New.\n\n## 0.0.1\n\n- Old.\n`);
  await mkdir(join(folder, "tarballs"), { recursive: true });
  const file = join(folder, `tarballs/${name}-${version}.tgz`);
  await promisify(execFile)("tar", ["-czf", file, "-C", join(folder, name), "package"]);
}

/** Runs the step that publishes, without npm and GitHub. */
async function publish({ dryRun = false } = {}) {
  const step = stepsOf(await readWorkflow("release.yml")).find(({ name }) => name === "Publish")!;
  const calls = join(folder, "calls");
  await writeFile(calls, "");
  const env = {
    ...process.env,
    CALLS: calls,
    GITHUB_SHA: "c0ffee",
    PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
  };
  const values = { "inputs.dry_run": String(dryRun), "github.repository": "a/b", "github.token": "t" };
  const { code, summary } = await runStep(step, { values, env, folder, cwd: folder });
  return { code, summary, calls: (await readFile(calls, "utf8")).trim().split("\n") };
}

test("when one version is on npm and one is not, then that one is published with its origin and its changes", async () => {
  await addTarball("a", "1.0.0");
  await addTarball("b", "2.0.0");
  await program("npm", 'case "$*" in "view a@1.0.0 version") echo 1.0.0 ;; view*) exit 1 ;; esac');
  await program("gh", 'case "$*" in "release view a@1.0.0") ;; "release view"*) exit 1 ;; esac');
  const { code, summary, calls } = await publish();
  expect(code).toBe(0);
  expect(summary).toBe("- a@1.0.0 is on npm\n- b@2.0.0 is published\n");
  expect(calls).toEqual([
    "npm view a@1.0.0 version",
    "gh release view a@1.0.0",
    "npm view b@2.0.0 version",
    "npm publish ./tarballs/b-2.0.0.tgz --access public --provenance",
    "gh release view b@2.0.0",
    "gh release create b@2.0.0 tarballs/b-2.0.0.tgz --target c0ffee --title b 2.0.0 --notes-file notes.md",
  ]);
  expect(await readFile(join(folder, "notes.md"), "utf8")).toBe("## 2.0.0\n\n- New.\n\n");
});

test("when it is only to say what it would do, then nothing is published, and no tag is made", async () => {
  await addTarball("b", "2.0.0");
  await program("npm", 'case "$*" in view*) exit 1 ;; esac');
  await program("gh");
  const { summary, calls } = await publish({ dryRun: true });
  expect(summary).toBe("- b@2.0.0 would be published\n");
  expect(calls).toEqual([
    "npm view b@2.0.0 version",
    "npm publish ./tarballs/b-2.0.0.tgz --access public --dry-run",
  ]);
});

test("when npm refuses a version, then the run fails and makes no tag", async () => {
  await addTarball("b", "2.0.0");
  await program("npm", "exit 1");
  await program("gh");
  const { code, calls } = await publish();
  expect(code).not.toBe(0);
  expect(calls.some((call) => call.startsWith("gh"))).toBe(false);
});

test("when the workflow is read, then it starts by hand alone, and only the job that publishes may write", async () => {
  const { on, jobs, permissions } = await readWorkflow("release.yml");
  expect(Object.keys(on)).toEqual(["workflow_dispatch"]);
  expect(permissions).toEqual({ contents: "read" });
  expect(jobs.pack!.permissions).toBeUndefined();
  expect(jobs.publish).toMatchObject({
    needs: "pack",
    environment: "npm",
    if: "github.ref_name == github.event.repository.default_branch",
    permissions: { contents: "write", "id-token": "write" },
  });
  expect(jobs.publish!.steps.filter(({ uses = "" }) => uses.includes("checkout"))).toEqual([]);
});

test("when its other steps name scripts, then they are there", async () => {
  const commands = stepsOf(await readWorkflow("release.yml")).flatMap(({ run = "" }) => run.split("\n"));
  const files = commands.filter((line) => line.endsWith("install.sh"));
  expect(files.length).toBe(3);
  for (const file of files) await access(join(REPOSITORY, file));
  const { scripts } = JSON.parse(await readFile(join(REPOSITORY, "tooling/delivery/package.json"), "utf8"));
  const named = commands.flatMap((line) => /^pnpm --filter delivery (\S+)/.exec(line)?.[1] ?? []);
  expect(named).toEqual(["test:packages", "tarballs"]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});
