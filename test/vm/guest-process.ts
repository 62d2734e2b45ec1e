/** Recorders as processes of their own in a guest, as shell text: NAME is the shell's variable with the process id. */
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { guestOut } from './guest-script.js'
import { waitFor } from './guest-shell.js'

const main = join(packageRoot, 'dist/cli/main.js')
const held = '/sys/module/drop_monitor/refcnt'

/** SQLite cannot map files of 9p: sessions grow in the guest's memory. */
export function startRecorder(name: string, source: string): string {
  const files = `--out /root/${name}.db --ready-file /root/${name}.ready`
  return (
    `${process.execPath} ${main} record --source ${source} --no-packets ${files} >${guestOut}/${name}.log 2>&1 &\n` +
    `${name}=$!`
  )
}

export const waitUntilRecording = (name: string): string =>
  `${waitFor(`[ -s /root/${name}.ready ] || ! kill -0 $${name}`)}\nkill -0 $${name}`

/** Leaves NAME.db, and its exit status in NAME.status. */
export function endRecorder(name: string): string {
  return [
    `kill -INT $${name}`,
    `wait $${name}; echo $? >${guestOut}/${name}.status`,
    `cp /root/${name}.db ${guestOut}/`,
  ].join('\n')
}

/**
 * How many kinds of drops are monitored, in the kernel and in hardware, by whomever: the module is held once for each.
 * Nothing of NET_DM tells it.
 */
export const noteMonitored = (file: string): string => `cat ${held} >${guestOut}/${file}`
export const waitUntilMonitored = (kinds: 0 | 1 | 2): string =>
  waitFor(`[ "$(cat ${held})" = ${kinds} ]`)
