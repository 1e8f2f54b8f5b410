import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { folderOf, PUBLISHED, pack } from "../src/npm/pack.ts";

/** The programs of Node.js by version; 24 is the repository's own. */
export const NODES: Record<number, string> = {
  20: join(import.meta.dirname, "node_modules/node20/bin/node"),
  22: join(import.meta.dirname, "node_modules/node22/bin/node"),
  24: process.execPath,
  26: join(import.meta.dirname, "node_modules/node26/bin/node"),
};

/** A folder outside of the repository where npm has installed the tarballs, as it does for a user. */
export class Installation {
  readonly folder: string;
  /** The tarballs by the names of the packages. */
  readonly tarballs: Record<string, string>;

  private constructor(folder: string, tarballs: Record<string, string>) {
    this.folder = folder;
    this.tarballs = tarballs;
  }

  static async make(): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), "installed-"));
    const tarballs: Record<string, string> = {};
    for (const name of PUBLISHED) tarballs[name] = await pack(name, join(folder, "tarballs"));
    await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
    const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await promisify(execFile)("npm", ["install", ...flags, ...Object.values(tarballs)], { cwd: folder });
    return new Installation(folder, tarballs);
  }

  /** Runs a file of this folder with one version of Node.js; returns what it prints. */
  async run(version: number, file: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    await copyFile(join(import.meta.dirname, file), join(this.folder, file)).catch(() => {});
    const { NODE_OPTIONS, ...own } = process.env;
    const options = { cwd: this.folder, env: { ...own, ...env } };
    return (await promisify(execFile)(NODES[version]!, [file], options)).stdout;
  }

  /** Writes the first program of a package's README to a file of this folder, with some words replaced. */
  async writeFirstProgram(name: string, file: string, words: Record<string, string> = {}): Promise<void> {
    const readme = await readFile(join(folderOf(name), "README.md"), "utf8");
    let program = /^```js\n(.*?)^```$/ms.exec(readme)![1]!;
    for (const [from, to] of Object.entries(words)) program = program.replace(from, to);
    await mkdir(dirname(join(this.folder, file)), { recursive: true });
    await writeFile(join(this.folder, file), program);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
