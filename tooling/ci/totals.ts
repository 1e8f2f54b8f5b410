import { glob, readFile } from "node:fs/promises";

/**
 * `node tooling/ci/totals.ts [SCRIPT]` prints "N passed, N failed", the sum over all suites; with SCRIPT, such as `test`, over
 * the suites of that name in the workspace, which `infra` is not a part of. The script `test` of a package writes test-results.json, a script
 * `test:x` writes test-x-results.json (see tooling/jest/totals-reporter.cjs). Fails if a test failed, a file is missing, or no
 * test ran.
 */
const [only] = process.argv.slice(2);
const folders = "{apps,packages,tooling}/*,examples";
const totals = { passed: 0, failed: 0 };
for await (const manifest of glob(`{${folders}${only ? "" : ",infra"}}/package.json`)) {
  const { scripts = {} } = JSON.parse(await readFile(manifest, "utf8"));
  const suites = Object.keys(scripts).filter((name) => (only ? name === only : /^test(:|$)/.test(name)));
  for (const script of suites) {
    const results = manifest.replace("package.json", `${script.replace(":", "-")}-results.json`);
    const suite = await readFile(results, "utf8").then(JSON.parse, () => undefined);
    if (!suite) process.stderr.write(`${results} is missing: the suite did not run\n`);
    totals.passed += suite?.passed ?? 0;
    totals.failed += suite?.failed ?? 1;
  }
}
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
