import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Floors } from "../src/floors.ts";

const WALLS = fileURLToPath(new URL("..", import.meta.url));
const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const PLAIN = { ...process.env, FORCE_COLOR: "0" };

/** An empty repository with every folder that floors.json names, and `files` by path. */
export function buildHouse(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "walls-")));
  const { floors, apps }: Floors = JSON.parse(readFileSync(join(WALLS, "floors.json"), "utf8"));
  const folders = [...floors.flat().map((name) => `packages/${name}`), ...apps.map((name) => `apps/${name}`)];
  mkdirSync(join(root, "node_modules/@lstm-predict"), { recursive: true });
  for (const folder of folders) {
    const exports = { ".": "./src/index.ts" };
    write(root, `${folder}/package.json`, JSON.stringify({ exports }));
    write(root, `${folder}/src/index.ts`, "export const answer = 42;\n");
    symlinkSync(join(root, folder), join(root, "node_modules/@lstm-predict", folder.split("/")[1]!));
  }
  write(root, "tooling/bench/src/main.ts", "export {};\n");
  write(root, "infra/src/main.ts", "export {};\n");
  for (const [path, text] of Object.entries(files)) write(root, path, text);
  return root;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Runs dependency-cruiser as `pnpm lint` does: its exit code, stderr, and `rule: importing file` of each error. */
export function cruise(root: string) {
  const config = join(WALLS, "src/dependency-cruiser.ts");
  const { status, stdout, stderr } = spawnSync(
    join(WALLS, "node_modules/.bin/depcruise"),
    ["--config", config, "--output-type", "err-long", "apps", "packages", "tooling", "infra"],
    { cwd: root, encoding: "utf8", env: PLAIN },
  );
  const errors = [...stdout.matchAll(/^ {2}error (\S+: \S+)/gm)].map(([, error]) => error).sort();
  return { status, stderr, errors };
}

/** Runs Biome's linter with the repository's configuration: its exit code, and `file:line rule` lines. */
export function lint(root: string) {
  cpSync(join(REPOSITORY, "biome.json"), join(root, "biome.json"));
  write(root, "tooling/walls/terminal.grit", readFileSync(join(WALLS, "terminal.grit"), "utf8"));
  const { status, stdout, stderr } = spawnSync(
    join(REPOSITORY, "node_modules/.bin/biome"),
    ["lint", "--vcs-enabled=false", "packages"],
    { cwd: root, encoding: "utf8", env: PLAIN },
  );
  const found = [...(stdout + stderr).matchAll(/^(packages\S+:\d+):\d+ (\S+)/gm)];
  return { status, findings: found.map(([, place, rule]) => `${place} ${rule}`).sort() };
}
