import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { buildHouse, cruise, lint } from "./house.ts";

const houses: string[] = [];
function house(files: Record<string, string>): string {
  const root = buildHouse(files);
  houses.push(root);
  return root;
}
afterAll(() => {
  for (const root of houses) rmSync(root, { recursive: true });
});

test("when packages import lower floors and apps import packages, then the check passes", () => {
  const { status, errors } = cruise(
    house({
      "packages/training/src/fit.ts": `import { answer } from "@lstm-predict/bars";\nimport { x } from "./x.ts";`,
      "packages/training/src/x.ts": "export const x = 1;",
      "packages/bars/test/bars.test.ts": `import { answer } from "@lstm-predict/jobs";`,
      "apps/train/src/main.ts": `import { answer } from "@lstm-predict/jobs";\nimport "commander";`,
      "apps/dashboard/src/page.ts": `import type { Answer } from "@lstm-predict/api-client";`,
      "packages/tensorflow-native/src/main.ts": `import "commander";`,
      "node_modules/commander/index.js": "",
    }),
  );
  expect(errors).toEqual([]);
  expect(status).toBe(0);
});

const WRONG = [
  ["lower-floors-only", "packages/bars/src/up.ts", `import { answer } from "@lstm-predict/training";`],
  ["lower-floors-only", "packages/bars/src/type.ts", `import type { A } from "@lstm-predict/jobs";`],
  ["lower-floors-only", "packages/bars/src/inline.ts", `export type A = import("@lstm-predict/jobs").A;`],
  ["lower-floors-only", "packages/bars/src/late.ts", `export const a = await import("@lstm-predict/jobs");`],
  ["lower-floors-only", "packages/bars/src/path.ts", `export { answer } from "../../jobs/src/index.ts";`],
  ["lower-floors-only", "packages/bars/src/beside.ts", `import { answer } from "@lstm-predict/storage";`],
  ["lower-floors-only", "packages/jobs/src/app.ts", `import { answer } from "@lstm-predict/train";`],
  ["apps-stand-alone", "apps/api/src/train.ts", `import type { A } from "@lstm-predict/train";`],
  ["apps-stand-alone", "apps/train/src/api.ts", `import type { Answer } from "@lstm-predict/api";`],
  ["apps-stand-alone", "apps/dashboard/src/api.ts", `import type { Answer } from "@lstm-predict/api";`],
  ["src-without-tests", "packages/jobs/src/test.ts", `import "../test-s3/server.ts";`],
  ["src-without-tests", "apps/train/src/bench.ts", `import "../../../tooling/bench/src/main.ts";`],
  ["no-terminal-in-packages", "packages/jobs/src/options.ts", `import { Command } from "commander";`],
  ["resolvable", "packages/jobs/src/nowhere.ts", `import "./nowhere-else.ts";`],
  ["resolvable", "packages/jobs/src/undeclared.ts", `import type { A } from "@lstm-predict/undeclared";`],
  [
    "lower-floors-only",
    "packages/jobs/src/undeclared.ts",
    `import type { A } from "@lstm-predict/undeclared";`,
  ],
  [
    "no-circles",
    "packages/bars/src/egg.ts",
    `import type { Hen } from "./hen.ts";\nexport interface Egg { hen: Hen }`,
  ],
] as const;

test("when imports break a rule, then the check fails and names the rule and the file of each", () => {
  const { status, errors } = cruise(
    house({
      ...Object.fromEntries(WRONG.map(([, file, text]) => [file, text])),
      "packages/bars/src/hen.ts": `import type { Egg } from "./egg.ts";\nexport interface Hen { egg: Egg }`,
      "packages/jobs/test-s3/server.ts": "export {};",
      "node_modules/commander/index.js": "",
    }),
  );
  expect(errors).toEqual(WRONG.map(([rule, file]) => `${rule}: ${file}`).sort());
  expect(status).not.toBe(0);
});

test("when folders and floors.json differ, then the check fails and names the folders", () => {
  const root = house({ "packages/attic/package.json": "{}" });
  const attic = cruise(root);
  expect(attic.stderr).toContain(`floors.json does not fit ${root}/packages: attic is not named`);
  expect(attic.status).not.toBe(0);

  rmSync(join(root, "packages/attic"), { recursive: true });
  rmSync(join(root, "apps/api"), { recursive: true });
  const api = cruise(root);
  expect(api.stderr).toContain(`floors.json does not fit ${root}/apps: api is named and has no folder`);
  expect(api.status).not.toBe(0);
});

test("when a package prints, reads the command line or exits, then Biome names the file and the line", () => {
  const text = [
    "export const first = process.argv[2];",
    'process.stdout.write("done");',
    "console.log(process.env.HOME);",
    "process.exitCode = 1;",
    "process.exit();",
  ].join("\n");
  const { status, findings } = lint(
    house({ "packages/bars/src/loud.ts": text, "packages/tensorflow-native/src/main.ts": "process.exit();" }),
  );
  const place = "packages/bars/src/loud.ts";
  expect(findings).toEqual([
    `${place}:1 plugin`,
    `${place}:2 plugin`,
    `${place}:3 lint/suspicious/noConsole`,
    `${place}:4 plugin`,
    `${place}:5 plugin`,
  ]);
  expect(status).not.toBe(0);
});
