const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** Leaves `{passed, failed, skipped}` in the package's test-results.json, so that CI can sum all suites. */
module.exports = class TotalsReporter {
  #folder;

  constructor(globalConfig) {
    this.#folder = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const totals = {
      passed: results.numPassedTests,
      // A test file that cannot even be loaded has no failed test of its own: it counts as one.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(join(this.#folder, "test-results.json"), `${JSON.stringify(totals)}\n`);
  }
};
