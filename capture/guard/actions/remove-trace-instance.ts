import { existsSync, rmdirSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { instanceOwner } from '../../drop-sources/tracefs/instance-name.js'
import type { GuardAction } from '../guard-process.js'

/** The recorder's own descriptors keep the instance busy until the kernel has closed them. */
const retryMs = 20
const tries = 250

/** Removes a trace instance of ours, named by its path; the kernel switches off what was on in it. */
const removeTraceInstance: GuardAction = {
  name: 'remove-trace-instance',
  undo: async (path) => {
    if (instanceOwner(basename(path)) === undefined)
      throw new Error(`not an instance of ours: ${path}`)
    for (let attempt = 1; existsSync(path); attempt++) {
      try {
        rmdirSync(path)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || attempt === tries) throw error
        await wait(retryMs)
      }
    }
  },
}

export default removeTraceInstance
