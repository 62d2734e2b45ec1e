import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordOptions } from '../capture/record-options.js'
import type { MadeFault } from '../capture/selftest/make-faults.js'
import type { SelftestHosts } from '../capture/selftest/selftest-hosts.js'
import { exitCode } from '../session/dropcorr-error.js'
import { selftestResult } from './selftest/selftest-result.js'
import { selftestText } from './selftest/selftest-text.js'
import { stopOnSignals } from './stop-on-signals.js'
import type { Terminal } from './terminal.js'

export interface SelftestOptions {
  readonly argv: readonly string[]
  readonly source: RecordOptions['source']
  readonly json: boolean
  /** Where to keep the session; undefined = nowhere. */
  readonly out: string | undefined
}

/** Makes faults, records them, and says whether each was recognised. Resolves to 0, 1 or, after Ctrl-C, 130. */
export async function runSelftest(options: SelftestOptions, terminal: Terminal): Promise<number> {
  const signals = stopOnSignals()
  const { SelftestHosts } = await import('../capture/selftest/selftest-hosts.js')
  const hosts = SelftestHosts.open()
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-selftest-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  // The second Ctrl-C exits at once.
  process.on('exit', removeFolder)
  try {
    const session = join(folder, 'session.db')
    terminal.err('making ten faults in network namespaces of its own …\n')
    const made = await recordFaults(options, session, hosts, signals.stop, terminal)
    if (made === undefined) return exitCode.interrupted
    if (options.out !== undefined) copyFileSync(session, options.out)
    const [{ SessionReader }, { analyze }] = await Promise.all([
      import('../session/reader.js'),
      import('../analyze/analyze.js'),
    ])
    const reader = await SessionReader.open(session)
    const { findings } = await analyze(reader).finally(() => reader.close())
    const result = selftestResult(findings, made, (name) => hosts.names.includes(name))
    await terminal.out(options.json ? `${JSON.stringify(result, null, 2)}\n` : selftestText(result))
    return result.passed ? exitCode.done : exitCode.bug
  } finally {
    hosts.close()
    removeFolder()
    process.off('exit', removeFolder)
    signals.release()
  }
}

/** undefined if the user stopped it. */
async function recordFaults(
  { argv, source }: SelftestOptions,
  session: string,
  hosts: SelftestHosts,
  stop: AbortSignal,
  terminal: Terminal,
): Promise<readonly MadeFault[] | undefined> {
  const { makeFaults, prepareFaults } = await import('../capture/selftest/make-faults.js')
  const { record } = await import('../capture/record.js')
  const prepared = prepareFaults(hosts)
  const done = new AbortController()
  let made: Promise<readonly MadeFault[]> | undefined
  const endRecording = (): void => done.abort()
  stop.addEventListener('abort', endRecording, { once: true })
  await record(
    { ...recordOptions, argv, source, out: session, interfaces: hosts.interfaces },
    {
      started: () => {
        made = makeFaults(prepared, hosts, stop)
        void made.then(endRecording, endRecording)
      },
      progress: () => undefined,
      warning: (text) => terminal.err(`${text}\n`),
    },
    done.signal,
  )
  return stop.aborted ? undefined : made
}

const recordOptions: Omit<RecordOptions, 'argv' | 'source' | 'out' | 'interfaces'> = {
  overwrite: false,
  // Faults take some seconds; this only ends what hangs.
  durationMs: 60_000,
  alertMode: 'packet',
  filter: '',
  snapLength: 128,
  packets: true,
  intervalMs: 250,
  masks: [],
  readyFile: undefined,
  command: [],
}
