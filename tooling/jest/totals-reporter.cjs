const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * Leaves `{passed, failed, skipped}` in the package's test-results.json, so that CI can sum all suites; a package's
 * second suite names its own file in TOTALS_FILE.
 */
module.exports = class TotalsReporter {
  #file;

  constructor(globalConfig) {
    this.#file = join(globalConfig.rootDir, process.env.TOTALS_FILE || "test-results.json");
  }

  onRunComplete(_contexts, results) {
    const totals = {
      passed: results.numPassedTests,
      // A test file that cannot even be loaded has no failed test of its own: it counts as one.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(this.#file, `${JSON.stringify(totals)}\n`);
  }
};
