import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { analyze } from '../../analyze/analyze.js'
import bpf from '../../capture/drop-sources/bpf.js'
import dropMonitor from '../../capture/drop-sources/drop-monitor.js'
import tracefs from '../../capture/drop-sources/tracefs.js'
import { record } from '../../capture/record.js'
import { SessionReader } from '../../session/reader.js'
import {
  collectingObserver,
  recordOptions,
  recordSetting,
  type RecordSetting,
} from './record-setting.js'
import { requireRoot, skipBecause } from './root-only.js'

/** Datagrams to port 4711 of the namespace's loopback, some tens of thousands a second, until it is killed, for four minutes at most. */
const sender = `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end = time.monotonic() + 240
while time.monotonic() < end:
    for _ in range(100):
        s.sendto(b'x', ('127.0.0.1', 4711))
    time.sleep(0.001)
`
/** Holds that port and never reads. */
const deafReceiver = `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 4711))
time.sleep(240)
`

/** A quarter of these would be 50 ms of one rate; a machine that others use stalls for longer now and then. */
const attempts = 3
const residueLimit = 0.01

interface Books {
  readonly delta: number
  readonly residue: number
  readonly ownLosses: readonly string[]
}

describe('a recording that begins and ends in mid-flood', function () {
  this.timeout(240_000)
  let setting: RecordSetting
  const running: ReturnType<typeof spawn>[] = []

  before(function () {
    requireRoot(this)
  })
  beforeEach(() => {
    setting = recordSetting()
  })
  afterEach(async () => {
    for (const child of running.splice(0)) {
      const ended = once(child, 'exit')
      if (child.exitCode === null && child.kill('SIGKILL')) await ended
    }
    setting.tearDown()
  })

  const python = (script: string): void => {
    const child = spawn('ip', ['netns', 'exec', setting.netns, 'python3', '-c', script])
    running.push(child)
  }

  async function booksOf(source: string, counter: string, run: number): Promise<Books> {
    const out = join(setting.directory, `session-${run}.db`)
    const options = recordOptions(out, { source: [source], durationMs: 2000, packets: false })
    await record(options, collectingObserver(), new AbortController().signal)
    const reader = await SessionReader.open(out)
    try {
      const { findings, ledger } = (await analyze(reader)).findings
      const row = ledger.find((r) => r.counter === counter && r.scope === setting.netns)
      const silent = findings.filter(
        ({ cause, netns }) => cause === 'counter-only-loss' && netns.includes(setting.netns),
      )
      return {
        delta: row?.delta ?? 0,
        residue: row?.residue ?? NaN,
        ownLosses: silent.map(({ title }) => title),
      }
    } finally {
      await reader.close()
    }
  }

  const floods = [
    ['to a port that nobody has', 'snmp:Udp.NoPorts', [sender]],
    ['into a full receive buffer', 'snmp:Udp.RcvbufErrors', [deafReceiver, sender]],
  ] as const

  for (const source of [bpf, tracefs, dropMonitor]) {
    for (const [what, counter, scripts] of floods) {
      it(`counts events and counters alike with ${source.name}: datagrams ${what}`, async function () {
        const obstacle = source.obstacle()
        if (obstacle !== undefined) skipBecause(this, obstacle.why)
        for (const script of scripts) python(script)
        const seen: Books[] = []
        for (let run = 0; run < attempts; run++) {
          const books = await booksOf(source.name, counter, run)
          seen.push(books)
          assert.deepEqual(books.ownLosses, [], 'never taken for a loss of its own')
          assert.ok(books.delta > 10_000, `the flood was too small: ${books.delta}`)
          if (Math.abs(books.residue) < books.delta * residueLimit) return
        }
        assert.fail(`residues: ${seen.map((b) => `${b.residue} of ${b.delta}`).join(', ')}`)
      })
    }
  }
})
