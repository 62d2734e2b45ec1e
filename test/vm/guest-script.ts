import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import type { VmRecording } from './recordings.js'

/** Where the guest leaves what the host shall have. */
export const guestOut = '/run/vm/out'

/** Exists, and says why, where the guest has no simulated device with hardware traps. */
export const noHardware = join(guestOut, 'no-hardware')

/** Results of the live tests that ran in the guest, as mocha's `json` reporter writes them. */
export const liveTestResults = 'live-tests.json'

/** Live tests that need a kernel with a drop monitor. */
const liveTests = ['guard-drop-monitor']

/** Shell text that makes all recordings and then runs the live tests. */
export function guestScript(made: readonly VmRecording[], tool: string): string {
  const recorder = join(packageRoot, 'dist/test/vm/guest-recorder.js')
  const tests = liveTests.map((name) => join(packageRoot, `dist/test/live/${name}.test.js`))
  const mocha = join(packageRoot, 'node_modules/mocha/bin/mocha.js')
  return [
    `cd ${packageRoot}`,
    'modprobe drop_monitor',
    `modprobe netdevsim || echo 'no netdevsim for this kernel' >${noHardware}`,
    `${process.execPath} ${recorder} ${tool} ${made.map(({ name }) => name).join(' ')} || exit`,
    // Its status is the number of failures: they are told one by one.
    `${process.execPath} ${mocha} --no-config --reporter json --reporter-option output=/root/${liveTestResults} ` +
      `--timeout 900000 ${tests.join(' ')} >/dev/null || true`,
    `cp /root/${liveTestResults} ${guestOut}/`,
  ].join('\n')
}
