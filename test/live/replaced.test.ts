/** What takes the place of something else in mid-record, and its number or name with it: each keeps its own drops. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Findings } from '../../analyze/finding.js'
import { runCli } from '../cli/run-cli.js'
import { insideNetns } from './lab/netns.js'
import { packetTool } from './lab/packet-tool.js'
import { LiveRecorder } from './live-recorder.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot, skipBecause } from './root-only.js'

const port = 9300
const lost = { first: 101, second: 53 } as const

describe('replaced in mid-record', function () {
  this.timeout(120_000)
  let setting: RecordSetting
  let session: string

  before(async function () {
    requireRoot(this)
    setting = recordSetting()
    session = join(setting.directory, 'session.db')
    const tool = await packetTool()
    for (const name of ['first', 'second', 'sender'])
      copyFileSync(tool, join(setting.directory, name))
  })
  after(() => setting.tearDown())

  /** Records while the shell text runs in the namespace and in a pid namespace of its own, with numbers to choose. */
  function recordedBy(script: string): readonly Finding[] {
    const command = [
      ...['record', '--out', session, '--force', '--no-packets', '--'],
      ...insideNetns(setting.netns, ['sh', '-ec', script]),
    ]
    const under = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
    const recorded = runCli(command, { under, cwd: setting.directory })
    assert.equal(recorded.status, 0, recorded.stderr)
    return findings()
  }

  function findings(namespace = setting.netns): readonly Finding[] {
    const { status, stdout, stderr } = runCli(['report', session, '--format', 'json', '--out', '-'])
    assert.equal(status, 0, stderr)
    const report = JSON.parse(stdout) as Findings
    return report.findings.filter(({ netns }) => netns.includes(namespace))
  }

  /** `name` takes the port, loses datagrams of one and the same flow until its owner is known, and ends. */
  const receiver = (name: keyof typeof lost): string => `
    ${start(name)}
    ./sender udp-send --to 127.0.0.1 --port ${port} --sport 4000 --count 5000 --size 1000 \\
      --until-drops ${lost[name]} --drops-file /proc/$pid/net/udp
    sleep 1.5
    kill -9 $pid
    wait $pid || true`

  const start = (name: string): string => `
    ./${name} udp-receive --bind 127.0.0.1 --port ${port} --mode never --rcvbuf 4096 > ready &
    pid=$!
    until grep -q ready ready; do sleep 0.05; done`

  function receiversOf(
    found: readonly Finding[],
  ): readonly (readonly [string, number, number | null])[] {
    return found
      .filter(({ cause }) => cause === 'udp-rcvbuf-full')
      .map(({ sockets, drops }) => [sockets[0]?.comm ?? '', drops, sockets[0]?.pid ?? null])
  }

  it('a process on its port: each is named for what it lost itself, though the flow is one', () => {
    const told = receiversOf(recordedBy(`${receiver('first')}\n${receiver('second')}`))
    assert.deepEqual(
      told.map(([comm, drops]) => [comm, drops]),
      Object.entries(lost),
    )
    assert.notEqual(told[0]?.[2], told[1]?.[2])
  })

  it('a process on its port and under its number', () => {
    // Threads of the recorder take numbers too, now and then.
    const startUnderNumber = `
      tries=0
      pid=
      until [ "$pid" = $number ]; do
        [ -z "$pid" ] || { kill -9 $pid; wait $pid || true; }
        tries=$((tries + 1))
        [ $tries -le 50 ]
        echo $((number - 1)) >/proc/sys/kernel/ns_last_pid
        ${start('second')}
      done`
    const found = recordedBy(`
      ${receiver('first')}
      number=$pid
      ${receiver('second').replace(start('second'), startUnderNumber)}`)
    const told = receiversOf(found)
    assert.deepEqual(
      told.map(([comm, drops]) => [comm, drops]),
      Object.entries(lost),
    )
    assert.equal(told[0]?.[2], told[1]?.[2])
  })

  it('a namespace under its name and inode: each has its own drops', async function () {
    const inode = (): string => execFileSync('stat', ['-Lc', '%i', `/run/netns/${name}`]).toString()
    const name = `${setting.netns}-again`
    const make = (): void => {
      execFileSync('ip', ['netns', 'add', name])
      execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
    }
    const send = (datagrams: number): void => {
      const to = ['--to', '127.0.0.1', '--port', '9', '--count', String(datagrams)]
      const sender = join(setting.directory, 'sender')
      const [program = '', ...args] = insideNetns(name, [sender, 'udp-send', ...to])
      execFileSync(program, args)
    }
    make()
    const recorder = await LiveRecorder.start(setting, { args: ['--no-packets'] })
    let isSameInode: boolean
    try {
      const before = inode()
      send(lost.first)
      execFileSync('ip', ['netns', 'delete', name])
      make()
      isSameInode = inode() === before
      send(lost.second)
      recorder.signal('SIGINT')
      await recorder.ended()
    } finally {
      recorder.kill()
      execFileSync('ip', ['netns', 'delete', name])
    }
    session = recorder.out
    const told = findings(name).filter(({ cause }) => cause === 'udp-no-listener')
    assert.deepEqual(
      told.map(({ drops }) => drops),
      Object.values(lost),
    )
    const reader = await recorder.session()
    try {
      const rows = await reader.rows('netns', { where: { name } })
      assert.equal(rows.length, 2)
      assert.equal(new Set(rows.map(({ cookie }) => cookie)).size, 2)
    } finally {
      await reader.close()
    }
    if (!isSameInode) skipBecause(this, 'the kernel gave another inode, not the one that was free')
  })
})
