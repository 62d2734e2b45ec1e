// mocha's own report, then one plain line with its numbers, which also goes to dist/test-result.txt for .ci/run.
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { reporters } = require('mocha')

module.exports = class TestReporter extends reporters.Spec {
  epilogue() {
    super.epilogue()
    const { passes, failures, pending } = this.stats
    const line = `${passes} passed, ${failures} failed, ${pending} skipped\n`
    process.stdout.write(line)
    writeFileSync(join(__dirname, '..', 'dist', 'test-result.txt'), line)
  }
}
