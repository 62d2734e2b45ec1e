import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordObserver, RecordOptions } from '../../capture/record-options.js'

/** A network namespace of one test, and a directory for its session. */
export interface RecordSetting {
  readonly netns: string
  readonly directory: string
  /** Its loopback as -i takes it: other interfaces of the machine may come and go. */
  readonly interface: string
  /** Sends UDP datagrams to a port of the namespace's loopback that nobody has: each is dropped with NO_SOCKET. */
  sendToClosedPort(datagrams: number): void
  tearDown(): void
}

let made = 0

export function recordSetting(): RecordSetting {
  const netns = `dcr${process.pid}-${(made += 1)}`
  const directory = mkdtempSync(join(tmpdir(), 'dropcorr-record-'))
  execFileSync('ip', ['netns', 'add', netns])
  execFileSync('ip', ['-n', netns, 'link', 'set', 'lo', 'up'])
  return {
    netns,
    directory,
    interface: `${netns}/lo`,
    sendToClosedPort: (datagrams) => {
      const script = `for i in $(seq ${datagrams}); do echo x > /dev/udp/127.0.0.1/9; done`
      execFileSync('ip', ['netns', 'exec', netns, 'bash', '-c', script])
    },
    tearDown: () => {
      execFileSync('ip', ['netns', 'delete', netns])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** What `dropcorr record --out FILE` means, with some of it changed. */
export const recordOptions = (
  out: string,
  changes: Partial<RecordOptions> = {},
): RecordOptions => ({
  argv: ['dropcorr', 'record', '--out', out],
  out,
  overwrite: false,
  durationMs: undefined,
  source: 'auto',
  alertMode: 'packet',
  interfaces: [],
  filter: '',
  snapLength: 128,
  packets: true,
  intervalMs: 250,
  masks: [],
  readyFile: undefined,
  command: [],
  ...changes,
})

export interface CollectingObserver extends RecordObserver {
  readonly warnings: readonly string[]
  readonly lines: readonly string[]
  /** Resolves when the recording has begun. */
  readonly begun: Promise<void>
}

export function collectingObserver(): CollectingObserver {
  const warnings: string[] = []
  const lines: string[] = []
  let begin: () => void = () => undefined
  const begun = new Promise<void>((resolve) => (begin = resolve))
  return {
    warnings,
    lines,
    begun,
    started: (text) => {
      lines.push(...text)
      begin()
    },
    progress: () => undefined,
    warning: (text) => warnings.push(text),
  }
}
