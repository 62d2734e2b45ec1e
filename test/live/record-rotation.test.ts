import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { analyze } from '../../analyze/analyze.js'
import { record } from '../../capture/record.js'
import { SessionReader } from '../../session/reader.js'
import {
  collectingObserver,
  recordOptions,
  recordSetting,
  type RecordSetting,
} from './record-setting.js'
import { requireRoot } from './root-only.js'

/** For 11 s: two changes of files happen among them. */
const sent = 5500

describe('record --rotate', function () {
  this.timeout(180_000)
  let setting: RecordSetting

  before(function () {
    requireRoot(this)
    setting = recordSetting()
  })
  after(() => {
    setting.tearDown()
  })

  it('loses no drop and counts none twice over a change; each file reports by itself', async () => {
    const begun: string[] = []
    const observer = { ...collectingObserver(), file: (path: string) => begun.push(path) }
    const stop = new AbortController()
    const out = join(setting.directory, 'session.db')
    const recording = record(
      recordOptions(out, {
        interfaces: [setting.interface],
        rotation: { keep: 2, maxBytes: undefined, everyMs: 5000 },
      }),
      observer,
      stop.signal,
    )
    await Promise.race([observer.begun, recording])
    const script = `exec 3<> <(:); for i in $(seq ${sent}); do echo x > /dev/udp/127.0.0.1/9; (( i % 5 )) || read -rt 0.01 -u 3; done`
    const sender = spawn('ip', ['netns', 'exec', setting.netns, 'bash', '-c', script])
    const seen = new Map<string, number>()
    await once(sender, 'close')
    stop.abort()
    const result = await recording
    assert.equal(result.complete, true, observer.warnings.join('\n'))
    assert.ok(begun.length >= 3, `${begun.length} files`)
    const kept = readdirSync(setting.directory).sort()
    assert.deepEqual(
      kept,
      begun.slice(-2).map((path) => path.slice(setting.directory.length + 1)),
    )
    let dropsBefore = 0
    for (const [index, path] of begun.slice(-2).entries()) {
      const file = await fileFacts(path, setting.netns)
      seen.set(path, file.drops)
      assert.equal(file.part, begun.length - 1 + index)
      assert.equal(file.dangling, 0)
      // Both books are closed one right after the other: some datagrams may come in between.
      assert.ok(Math.abs(file.drops - file.noPorts) <= 60, `${file.drops}, ${file.noPorts}`)
      assert.ok(file.flowDrops === file.drops && file.claimed === file.drops, JSON.stringify(file))
      assert.equal(file.endReason, index === 0 ? 'rotation' : 'signal')
      dropsBefore += file.drops
    }
    assert.ok(dropsBefore < sent, 'the first file, which is gone, had its share')
  })

  it('keeps all drops when no file is removed', async () => {
    const begun: string[] = []
    const observer = { ...collectingObserver(), file: (path: string) => begun.push(path) }
    const stop = new AbortController()
    const recording = record(
      recordOptions(join(setting.directory, 'all.db'), {
        packets: false,
        rotation: { keep: 10, maxBytes: undefined, everyMs: 5000 },
      }),
      observer,
      stop.signal,
    )
    await Promise.race([observer.begun, recording])
    const script = `exec 3<> <(:); for i in $(seq ${sent}); do echo x > /dev/udp/127.0.0.1/9; (( i % 5 )) || read -rt 0.01 -u 3; done`
    await once(spawn('ip', ['netns', 'exec', setting.netns, 'bash', '-c', script]), 'close')
    stop.abort()
    await recording
    assert.ok(begun.length >= 2)
    const files = await Promise.all(begun.map((path) => fileFacts(path, setting.netns)))
    assert.equal(
      files.reduce((sum, { drops }) => sum + drops, 0),
      sent,
      JSON.stringify(files),
    )
  })
})

interface FileFacts {
  readonly part: number | undefined
  readonly endReason: string | undefined
  readonly drops: number
  readonly flowDrops: number
  /** In findings, of this namespace. */
  readonly claimed: number
  readonly noPorts: number
  readonly dangling: number
}

async function fileFacts(path: string, netns: string): Promise<FileFacts> {
  const reader = await SessionReader.open(path)
  try {
    const { part, endReason } = await reader.info()
    const number = async (sql: string, parameters: readonly (string | number)[] = []) =>
      Number((await reader.query(sql, parameters))[0]?.['n'] ?? 0)
    const ofNetns = `JOIN drop_key k ON k.id = key JOIN netns ON netns.id = k.netns
      WHERE reason = 'NO_SOCKET' AND netns.name = ?`
    const { findings } = await analyze(reader)
    return {
      part,
      endReason,
      drops: await number(`SELECT sum(drops) AS n FROM drop_count ${ofNetns}`, [netns]),
      flowDrops: await number(
        `SELECT sum(drops) AS n FROM drop_flow_count JOIN drop_flow f ON f.id = flow ${ofNetns}`,
        [netns],
      ),
      claimed: findings.findings
        .filter((finding) => finding.netns.includes(netns) && finding.cause === 'udp-no-listener')
        .reduce((sum, { drops }) => sum + drops, 0),
      noPorts: await number(
        `SELECT max(value) - min(value) AS n FROM counter JOIN counter_change ON counter = counter.id
         JOIN netns ON netns.id = counter.netns WHERE counter.name = 'snmp:Udp.NoPorts' AND netns.name = ?`,
        [netns],
      ),
      dangling: await number(
        `SELECT (SELECT count(*) FROM drop_count WHERE key NOT IN (SELECT id FROM drop_key))
           + (SELECT count(*) FROM drop_flow WHERE key NOT IN (SELECT id FROM drop_key))
           + (SELECT count(*) FROM drop_flow_count WHERE flow NOT IN (SELECT id FROM drop_flow))
           + (SELECT count(*) FROM flow_second WHERE flow NOT IN (SELECT id FROM flow))
           + (SELECT count(*) FROM drop_key WHERE site NOT IN (SELECT id FROM symbol))
           + (SELECT count(*) FROM drop_key WHERE netns NOT IN (SELECT id FROM netns)) AS n`,
      ),
    }
  } finally {
    await reader.close()
  }
}
