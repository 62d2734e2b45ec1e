import { sep } from 'node:path'
import type { Context, Suite } from 'mocha'

const liveTests = `${sep}test${sep}live${sep}`

/**
 * Live tests meet whatever else the machine does: a busy core loses packets of its own, and a kernel worker takes
 * its time. What is wrong twice is wrong; setup/test-reporter.cjs names what needed its second try.
 */
export const mochaHooks = {
  beforeAll(this: Context) {
    let root: Suite | undefined = this.test?.parent
    while (root?.parent !== undefined) root = root.parent
    root?.eachTest((test) => {
      if (test.file?.includes(liveTests) === true) test.retries(1)
    })
  },
}
