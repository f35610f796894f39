/** Says how a test run ended in one plain line, from Vitest's JSON report: `120 passed, 0 failed, 2 skipped`. */
const { existsSync, readFileSync } = require('node:fs');

const [, , file] = process.argv;
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numFailedTests: 1 };
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0, testResults = [] } = report;
// A file that could not be loaded has no failed test of its own.
const failedFiles = testResults.filter((each) => each.status === 'failed' && each.assertionResults.length === 0).length;
console.log(
  `${numPassedTests} passed, ${numFailedTests + failedFiles} failed, ${numPendingTests + numTodoTests} skipped`,
);
