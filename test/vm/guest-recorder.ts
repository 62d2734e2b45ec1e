/**
 * Runs in the guest: `node guest-recorder.js PACKET_TOOL NAME…` makes the recordings of these names one after the other, each
 * as NAME.db with what was printed in NAME.log and the exit status in NAME.status. All in one process and through
 * the command line's own entry, as under emulation starting node and warming up take longer than the rest.
 */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { errorText, exitCodeOf } from '../../cli/error-text.js'
import { run } from '../../cli/run.js'
import type { Terminal } from '../../cli/terminal.js'
import { recordings, type VmRecording } from './recordings.js'
import { guestOut, noHardware } from './guest-script.js'
import { hardwareTrap } from './hardware-trap.js'

/** SQLite cannot map files of 9p: sessions grow in the guest's memory. */
const workFolder = '/root'
const [tool = '', ...names] = process.argv.slice(2)

for (const recording of recordings.filter(({ name }) => names.includes(name))) {
  const began = uptimeS()
  await make(recording)
  console.log(`${recording.name}: ${(uptimeS() - began).toFixed(1)} s`)
}
process.exit(0)

async function make(recording: VmRecording): Promise<void> {
  const { name, recordArguments, faults, hardware } = recording
  const out = join(guestOut, name)
  const session = join(workFolder, `${name}.db`)
  const withHardware = hardware && !existsSync(noHardware)
  const shell = (text: string): void => {
    const env = { ...process.env, tool, measured: out }
    execFileSync('/bin/sh', ['-ec', text], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  }
  const parts = [faults.make, ...(withHardware ? [hardwareTrap.make] : [])]
  const command = join(workFolder, `${name}.sh`)
  writeFileSync(command, `export tool=${tool} measured=${out}\n${parts.join('\n')}\n`)
  shell([faults.setUp, ...(withHardware ? [hardwareTrap.setUp] : [])].join('\n'))
  const status = await statusOf(`${out}.log`, [
    'record',
    ...recordArguments,
    ...['--out', session, '--', '/bin/sh', '-e', command],
  ])
  writeFileSync(`${out}.status`, String(status))
  if (existsSync(session)) copyFileSync(session, `${out}.db`)
  writeFileSync(`${out}.instances`, readdirSync('/sys/kernel/tracing/instances').join('\n'))
  shell(faults.takeDown)
}

async function statusOf(log: string, args: readonly string[]): Promise<number> {
  writeFileSync(log, '')
  const terminal: Terminal = {
    out: (data) => Promise.resolve(appendFileSync(log, data)),
    err: (text) => appendFileSync(log, text),
    outIsTty: false,
    errIsTty: false,
    errColumns: 120,
    color: false,
  }
  try {
    return await run(args, terminal)
  } catch (error) {
    terminal.err(errorText(error))
    return exitCodeOf(error)
  }
}

function uptimeS(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
}
