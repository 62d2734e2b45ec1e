import assert from 'node:assert/strict'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { record } from '../../capture/record.js'
import type { RecordOptions } from '../../capture/record-options.js'
import { SessionReader } from '../../session/reader.js'
import {
  collectingObserver,
  recordOptions,
  recordSetting,
  type RecordSetting,
} from './record-setting.js'
import { requireRoot } from './root-only.js'

const never = new AbortController().signal

describe('record', function () {
  this.timeout(60_000)
  let setting: RecordSetting

  before(function () {
    requireRoot(this)
  })
  beforeEach(() => {
    setting = recordSetting()
  })
  afterEach(() => setting.tearDown())

  const out = (): string => join(setting.directory, 'session.db')

  /** Records while `action` runs, until it is done. */
  async function recordWhile(
    action: () => void,
    changes: Partial<RecordOptions> = {},
  ): Promise<SessionReader> {
    const observer = collectingObserver()
    const stop = new AbortController()
    const recording = record(
      recordOptions(out(), { interfaces: [setting.interface], ...changes }),
      observer,
      stop.signal,
    )
    await Promise.race([observer.begun, recording])
    action()
    stop.abort()
    const result = await recording
    assert.deepEqual(observer.warnings, [])
    assert.deepEqual(result, { endReason: 'signal', commandStatus: undefined, complete: true })
    return SessionReader.open(out())
  }

  const netnsId = async (reader: SessionReader): Promise<number> => {
    const [row] = await reader.rows('netns', { where: { name: setting.netns } })
    assert.ok(row, `namespace ${setting.netns} is in the session`)
    return row.id
  }

  it('counts each drop in a namespace, in events, counters, packets and details alike', async () => {
    const sent = 300
    const reader = await recordWhile(() => setting.sendToClosedPort(sent))
    const netns = await netnsId(reader)
    const drops = await reader.query(
      `SELECT sum(drops) AS n, min(at_ns) AS first FROM drop_count JOIN drop_key k ON k.id = key
       WHERE reason = 'NO_SOCKET' AND netns = ?`,
      [netns],
    )
    assert.equal(drops[0]?.['n'], sent)
    const flows = await reader.query(
      `SELECT dst, dport, sum(drops) AS n FROM drop_flow f JOIN drop_flow_count ON flow = f.id
       JOIN drop_key k ON k.id = f.key WHERE reason = 'NO_SOCKET' AND netns = ? GROUP BY 1, 2`,
      [netns],
    )
    assert.deepEqual(flows, [{ dst: '127.0.0.1', dport: 9, n: sent }])
    const counters = await reader.query(
      `SELECT max(value) - min(value) AS delta FROM counter JOIN counter_change ON counter = counter.id
       WHERE name = 'snmp:Udp.NoPorts' AND netns = ?`,
      [netns],
    )
    assert.deepEqual(counters, [{ delta: sent }])
    // Loopback shows each packet twice, and each is answered by an ICMP error.
    const [packets] = await reader.query(
      'SELECT sum(packets) AS n FROM packet_block WHERE netns = ?',
      [netns],
    )
    assert.ok(Number(packets?.['n']) >= sent, JSON.stringify(packets))
    assert.equal(await reader.exists('drop_block'), true)
    await reader.close()
  })

  it('tells what was on and off, when, and that it ended in order', async () => {
    const reader = await recordWhile(() => undefined, { packets: false, intervalMs: 100 })
    const info = await reader.info()
    assert.equal(info.endReason, 'signal')
    assert.equal(info.intervalMs, 100)
    assert.equal(info.commandStatus, null)
    const { attachedNs, detachedNs, endedNs, cost } = info
    assert.ok(attachedNs !== undefined && detachedNs !== undefined && endedNs !== undefined)
    assert.ok(0 < attachedNs && attachedNs < detachedNs && detachedNs < endedNs)
    assert.ok(cost !== undefined && cost.recorderCpuMs > 0 && cost.bytesWritten > 0)
    assert.equal(cost.captureCpuMs, 0)
    const [bracket] = await reader.query(
      'SELECT min(at_ns) AS first, max(at_ns) AS last FROM counter_round',
    )
    assert.ok(Number(bracket?.['first']) >= attachedNs)
    assert.ok(Number(bracket?.['last']) >= detachedNs)
    const health = new Map(
      (await reader.rows('source_health')).map((row) => [row.source, row.status]),
    )
    assert.equal(health.get('bpf'), 'ok')
    assert.equal(health.get('packets'), 'off')
    for (const source of ['proc-net-snmp', 'sockets', 'namespaces', 'recorder', 'session']) {
      assert.ok(health.has(source), source)
    }
    assert.equal(await reader.exists('clock'), true)
    await reader.close()
    assert.deepEqual(readdirSync(setting.directory), ['session.db'])
  })

  it('runs a command, writes the ready file before, and gives its status', async () => {
    const ready = join(setting.directory, 'ready')
    const observer = collectingObserver()
    const result = await record(
      recordOptions(out(), {
        packets: false,
        readyFile: ready,
        command: ['sh', '-c', `test -s ${ready} && exit 7`],
      }),
      observer,
      never,
    )
    assert.deepEqual(result, { endReason: 'command', commandStatus: 7, complete: true })
    const reader = await SessionReader.open(out())
    const info = await reader.info()
    assert.equal(info.endReason, 'command')
    assert.equal(info.commandStatus, 7)
    await reader.close()
  })

  for (const [what, changes, expected] of [
    ['an unknown interface', { interfaces: ['no-such-if0'] }, { exitCode: 2 }],
    ['a bad filter', { filter: 'udp prot 53' }, { exitCode: 2, message: /bad packet filter/ }],
    ['an unknown source', { source: ['magic'] }, { exitCode: 2 }],
    ['a command that is not there', { command: ['no-such-program'] }, { exitCode: 2 }],
    ['a ready file in no directory', { readyFile: '/nonexistent/x' }, { exitCode: 2 }],
  ] as const) {
    it(`refuses ${what} in three lines, and leaves no file`, async () => {
      const options = recordOptions(out(), { durationMs: 1, ...changes })
      await assert.rejects(record(options, collectingObserver(), never), (error) => {
        assert.ok(error instanceof Error && 'why' in error && 'hint' in error)
        assert.notEqual(error.why, '')
        assert.notEqual(error.hint, '')
        return true
      })
      await assert.rejects(record(options, collectingObserver(), never), expected)
      assert.deepEqual(readdirSync(setting.directory), [])
    })
  }

  it('refuses a file that exists, unless told to replace it', async () => {
    writeFileSync(out(), 'precious')
    const options = recordOptions(out(), { durationMs: 1, packets: false })
    await assert.rejects(record(options, collectingObserver(), never), {
      exitCode: 2,
      why: 'it exists',
      hint: /--out .* --force/,
    })
    const replaced = { ...options, overwrite: true }
    assert.equal((await record(replaced, collectingObserver(), never)).endReason, 'duration')
    const reader = await SessionReader.open(out())
    await reader.close()
    assert.equal(existsSync(`${out()}-wal`), false)
  })
})
