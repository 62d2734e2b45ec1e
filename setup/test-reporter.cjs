// mocha's own report, then one plain line with its numbers, which also goes to dist/test-result.txt for .ci/run.
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { setTimeout } = require('node:timers')
const { reporters } = require('mocha')

/** What a test left open (a child, a socket, a timer) may keep the process for ever: CI's time would run out. */
const LINGER_MS = 30_000

module.exports = class TestReporter extends reporters.Spec {
  #retried = []

  constructor(runner, options) {
    super(runner, options)
    runner.on('retry', (test, { message }) => this.#retried.push(`${test.fullTitle()}: ${message}`))
  }

  epilogue() {
    super.epilogue()
    if (this.#retried.length > 0) {
      process.stdout.write(`Wrong at the first try:\n  ${this.#retried.join('\n  ')}\n\n`)
    }
    const { passes, failures, pending } = this.stats
    const line = `${passes} passed, ${failures} failed, ${pending} skipped\n`
    process.stdout.write(line)
    writeFileSync(join(__dirname, '..', 'dist', 'test-result.txt'), line)
    const linger = () => {
      const open = process.getActiveResourcesInfo().join(', ')
      process.stderr.write(`The tests have ended, the process has not; left open: ${open}\n`)
      process.exit(failures > 0 ? 1 : 0)
    }
    setTimeout(linger, LINGER_MS).unref()
  }
}
