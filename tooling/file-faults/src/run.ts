// node src/run.ts MODULE NAME DIR: runs a scenario once; the error's message is on standard error.
import type { Scenario } from "./scenario.ts";

const [module, name, dir] = process.argv.slice(2) as [string, string, string];
try {
  const scenarios = (await import(module)) as { default: Record<string, Scenario> };
  await scenarios.default[name]!.run(dir);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 3;
}
