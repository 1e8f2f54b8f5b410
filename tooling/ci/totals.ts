import { glob, readFile } from "node:fs/promises";

/**
 * Prints "N passed, N failed" summed over the test-results.json that every suite left (see
 * tooling/jest/totals-reporter.cjs), and fails when a test failed, a suite left nothing, or none ran.
 */
const totals = { passed: 0, failed: 0 };
for await (const manifest of glob("{apps,packages}/*/package.json")) {
  const results = manifest.replace("package.json", "test-results.json");
  const suite = await readFile(results, "utf8").then(JSON.parse, () => undefined);
  if (!suite) process.stderr.write(`${results} is missing: the suite did not run\n`);
  totals.passed += suite?.passed ?? 0;
  totals.failed += suite?.failed ?? 1;
}
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
