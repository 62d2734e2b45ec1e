/** Interfaces that come and go in mid-record, whose numbers are given out again at once. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyze } from '../../analyze/analyze.js'
import type { SessionReader } from '../../session/reader.js'
import { packetTool } from './lab/packet-tool.js'
import { waitUntil } from './lab/wait-until.js'
import { LiveRecorder } from './live-recorder.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot } from './root-only.js'
import { resourcesOf, type ProcessResources } from './soak/process-resources.js'

const index = 5000
const pairs = 1000
const pairsAtOnce = 10
/** All devices of a round are deleted at once: one by one each would wait for the kernel. */
const group = 7

describe('interfaces whose number is given out again', function () {
  this.timeout(240_000)
  let setting: RecordSetting
  let recorder: LiveRecorder | undefined
  let tool: string

  before(async function () {
    requireRoot(this)
    tool = await packetTool()
  })
  beforeEach(() => {
    setting = recordSetting()
  })
  afterEach(() => {
    recorder?.kill()
    setting.tearDown()
  })

  function ip(...lines: readonly string[]): void {
    const batch = join(setting.directory, 'batch')
    writeFileSync(batch, lines.map((line) => `${line}\n`).join(''))
    execFileSync('ip', ['-n', setting.netns, '-batch', batch])
  }

  /** Frames for another station: the device at the other end of the link drops each. */
  function send(from: string, frames: number): void {
    const packet = ['--src', '10.9.9.1', '--dst', '10.9.9.2', '--proto', 'udp', '--dport', '9']
    execFileSync('ip', [
      ...['netns', 'exec', setting.netns, tool, 'send-frames', '--iface', from],
      ...['--dst-mac', '02:00:00:00:00:77', ...packet, '--count', String(frames)],
    ])
  }

  async function stopped(): Promise<SessionReader> {
    assert.ok(recorder)
    assert.ok(recorder.isRunning, 'it crashed')
    const { child } = recorder
    recorder.signal('SIGINT')
    await waitUntil('its end', () => child.exitCode !== null, 60_000)
    assert.equal(child.exitCode, 0)
    return recorder.session()
  }

  it('keep their drops apart, also those that lived too shortly to be listed', async () => {
    const made = new Map([
      ['red', 101],
      ['blue', 53],
      ['green', 37],
      ['white', 29],
    ])
    recorder = await LiveRecorder.start(setting, { args: ['--no-packets'] })
    for (const [name, frames] of made) {
      ip(
        `link add ${name} index ${index} type veth peer name peer index ${index + 1}`,
        `link set ${name} addrgenmode none up`,
        'link set peer addrgenmode none up',
      )
      send('peer', frames)
      ip(`link del ${name}`)
    }
    const reader = await stopped()
    try {
      const analysis = await analyze(reader)
      const { host } = analysis.recorded
      assert.ok(host)
      const counted = new Map<string, number>()
      for (const { netns, ifindex, fromNs, reason, drops } of analysis.groups) {
        if (host.netnsName(netns) !== setting.netns || reason !== 'OTHERHOST') continue
        const name = host.interfaceName(netns, ifindex, fromNs)
        counted.set(name, (counted.get(name) ?? 0) + drops)
      }
      assert.deepEqual([...counted], [...made])
      const told = analysis.findings.findings.filter(({ cause }) => cause === 'not-our-mac')
      const here = told.find(({ netns }) => netns.includes(setting.netns))
      assert.deepEqual(here?.interfaces, [...made.keys()].sort())
    } finally {
      await reader.close()
    }
  })

  it(`are ${pairs} pairs in one recording: every drop under its own interface, and nothing grows`, async () => {
    recorder = await LiveRecorder.start(setting, { args: ['-i', 'any'] })
    const expected = new Map<string, number>()
    let before: ProcessResources | undefined
    for (let round = 0; round < pairs / pairsAtOnce; round++) {
      // When caches are filled and pages are touched: what grows later grows with the interfaces.
      if (round === pairs / pairsAtOnce / 4) before = resourcesOf(recorder.pid)
      const places = Array.from({ length: pairsAtOnce }, (_, place) => place)
      ip(
        ...places.flatMap((place) => [
          `link add c${round}x${place} index ${index + 2 * place} type veth peer name p${round}x${place} index ${index + 2 * place + 1}`,
          `link set c${round}x${place} group ${group} addrgenmode none up`,
          `link set p${round}x${place} addrgenmode none up`,
        ]),
      )
      for (const place of [0, round % pairsAtOnce]) {
        const frames = (round % 7) + place + 1
        const name = `c${round}x${place}`
        send(`p${round}x${place}`, frames)
        expected.set(name, (expected.get(name) ?? 0) + frames)
      }
      ip(`link del group ${group}`)
    }
    const after = resourcesOf(recorder.pid)
    const reader = await stopped()
    try {
      const rows = await reader.query(
        `SELECT interface, sum(drops) AS drops FROM "drop" WHERE reason = 'OTHERHOST' AND netns = ? GROUP BY 1`,
        [setting.netns],
      )
      const counted = new Map(rows.map((row) => [String(row['interface']), Number(row['drops'])]))
      assert.deepEqual([...counted].sort(), [...expected].sort())
      const health = await reader.rows('source_health')
      assert.equal(health.find(({ source }) => source === 'bpf')?.status, 'ok')
    } finally {
      await reader.close()
    }
    assert.ok(before && after)
    assert.ok(
      after.descriptors <= before.descriptors + 5,
      `descriptors: ${before.descriptors}, then ${after.descriptors}`,
    )
    assert.equal(after.threads, before.threads)
    const grownMb = after.rssMb - before.rssMb
    assert.ok(grownMb < 48, `memory grew by ${grownMb.toFixed(1)} MB`)
  })
})
