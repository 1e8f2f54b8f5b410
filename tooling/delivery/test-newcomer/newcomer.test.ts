import { existsSync, readFileSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newMachine, REPOSITORY } from "./machine.ts";
import { type Command, commandsOf, pnpmNames } from "./pages.ts";
import { MARKED, SUBSTITUTES, type Substitute } from "./substitutes.ts";

/** Those that pages name. */
const PNPM_COMMANDS = ["audit", "exec", "fetch", "install"];
const PAGES = ["README.md", "docs/deploy.md"];
const pages = PAGES.map((page) => commandsOf(page, readFileSync(join(REPOSITORY, page), "utf8")));
/** In the order in which a newcomer reads them; what was run once is not run again. */
const commands = [...new Map(pages.flat().map((command) => [command.text, command])).values()];
const substituteOf = ({ text, needs }: Command): Omit<Substitute, "command"> | undefined =>
  SUBSTITUTES.find(({ command }) => command === text) ??
  (needs[0] === undefined ? undefined : MARKED[needs[0]]);

let machine: Awaited<ReturnType<typeof newMachine>>;
beforeAll(async () => {
  machine = await newMachine();
});
afterAll(() => machine.dispose(), 60_000);

const read = (file: string) => readFile(join(machine.clone, file), "utf8");

test("when the machine is new, then it has Node and npm, and neither pnpm nor packages", async () => {
  expect(await machine.run("node --version && npm --version")).toMatchObject({ code: 0 });
  expect(await machine.run("command -v pnpm")).toMatchObject({ code: 1 });
  expect(existsSync(join(machine.clone, "node_modules"))).toBe(false);
});

describe("when the commands of the pages are copied, one after the other", () => {
  for (const command of commands) {
    const substitute = substituteOf(command);
    const line = substitute ? substitute.instead : command.text;
    if (line === undefined) continue;
    const how = substitute ? ` (${substitute.reason}: tried as ${line})` : "";
    test(`then ${command.text} works${how}`, async () => {
      if (line === "pnpm serve") return await machine.serve(line, "http://127.0.0.1:8000/health");
      const { code, output } = await machine.run(line);
      if (code !== 0) throw new Error(`${line} ends with ${code}: ${output}`);
      expect(output).not.toMatch(/awaiting approval|pnpm approve/);
    }, 600_000);

    if (line !== "pnpm train --symbol AAPL") continue;
    test("then the first installation has left out the tools of tests", () => {
      const modules = join(machine.clone, "node_modules");
      expect(existsSync(modules)).toBe(true);
      const tools = ["@biomejs/biome", "jest", "turbo", "typescript"];
      expect(tools.filter((name) => existsSync(join(modules, name)))).toEqual([]);
    });
  }
});

describe("when the table of substitutes is compared", () => {
  test("with the pages, then each row is about a command that is there", () => {
    const texts = pages.flat().map(({ text }) => text);
    expect(SUBSTITUTES.map(({ command }) => command).filter((command) => !texts.includes(command))).toEqual(
      [],
    );
  });

  test("with .ci/run, then each suite that it names runs there", async () => {
    const script = await read(".ci/run");
    const suites = [...SUBSTITUTES, ...Object.values(MARKED)].flatMap(({ suite }) => suite ?? []);
    for (const suite of suites) expect(script).toContain(`step pnpm --filter ${suite}\n`);
  });
});

test("when a page names `pnpm NAME`, then NAME is a script or a command of pnpm", async () => {
  const { scripts } = JSON.parse(await read("package.json"));
  const known = new Set([...Object.keys(scripts), ...PNPM_COMMANDS]);
  const files = await Array.fromAsync(glob("{*.md,docs/*.md}", { cwd: machine.clone }));
  const unknown = await Promise.all(
    files.map(async (file) =>
      pnpmNames(await read(file)).flatMap((name) => (known.has(name) ? [] : `${file}: ${name}`)),
    ),
  );
  expect(unknown.flat()).toEqual([]);
});
