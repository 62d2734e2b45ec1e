import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { udpAndFirewall } from './guest-faults.js'
import { hardwareTrap } from './hardware-trap.js'
import type { VmRecording } from './recordings.js'

/** Where the guest leaves what the host shall have; sessions grow elsewhere, as SQLite cannot map files of 9p. */
export const guestOut = '/run/vm/out'

const main = join(packageRoot, 'dist/cli/main.js')

/** Shell text that makes all recordings one after the other, each as NAME.db with what was printed in NAME.log. */
export function guestScript(recordings: readonly VmRecording[], tool: string): string {
  return [
    `export tool=${tool}`,
    `cd ${packageRoot}`,
    'modprobe drop_monitor',
    `modprobe netdevsim || echo 'no netdevsim for this kernel' >${guestOut}/no-hardware`,
    ...recordings.map(recordingScript),
  ].join('\n')
}

function recordingScript({ name, recordArguments, hardware }: VmRecording): string {
  const parts = hardware ? [udpAndFirewall.make, hardwareTrap.make] : [udpAndFirewall.make]
  return [
    `export measured=${guestOut}/${name}`,
    udpAndFirewall.setUp,
    ...(hardware ? [ifHardware(hardwareTrap.setUp)] : []),
    `cat >/root/${name}.sh <<'END'`,
    parts.map((part, index) => (index === 0 ? part : ifHardware(part))).join('\n'),
    'END',
    `${process.execPath} ${main} record ${recordArguments.join(' ')} --out /root/${name}.db -- ` +
      `/bin/sh /root/${name}.sh >${guestOut}/${name}.log 2>&1`,
    `echo $? >${guestOut}/${name}.status`,
    `cp /root/${name}.db ${guestOut}/`,
    `ls /sys/kernel/tracing/instances >${guestOut}/${name}.instances`,
    udpAndFirewall.takeDown,
  ].join('\n')
}

function ifHardware(script: string): string {
  return `if [ ! -e ${guestOut}/no-hardware ]; then\n${script}\nfi`
}
