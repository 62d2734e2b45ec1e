/** Bad input that only a recording meets, and how it ends. Root; no packet is sent by any of it. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, watch, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { SessionReader } from '../../session/reader.js'
import { temporaryDirectory } from '../session/temporary-directory.js'
import { cliCommand, runCli, type CliResult } from './run-cli.js'
import { assertThreeLines } from './three-lines.js'

/** Gives up root and all capabilities but that to read files, so that a checkout in /root can be run. */
const asNobody = [
  'setpriv',
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--inh-caps=+dac_read_search',
  '--ambient-caps=+dac_read_search',
]

async function appeared(path: string): Promise<void> {
  const watcher = watch(dirname(path))
  try {
    while (!existsSync(path)) await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}

describe('recording from the command line', function () {
  this.timeout(60_000)
  const inDirectory = temporaryDirectory()

  before(function () {
    if (process.getuid?.() === 0) return
    console.log('      skipped: recording needs root')
    this.skip()
  })

  const record = (...args: string[]) => runCli(['record', '--out', inDirectory('s.db'), ...args])

  /** Starts recording, runs `meanwhile` once everything is attached, and waits for the end. */
  async function recordWhile(
    args: readonly string[],
    meanwhile: (pid: number) => void,
  ): Promise<CliResult> {
    const ready = inDirectory('ready')
    const [program = '', ...rest] = cliCommand(['record', '--ready-file', ready, ...args])
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const closed = once(child, 'close')
    await Promise.race([appeared(ready), closed])
    assert.ok(existsSync(ready) && child.pid !== undefined, stderr)
    meanwhile(child.pid)
    const [status] = (await closed) as [number | null]
    return { status, stdout, stderr }
  }

  async function endReason(path: string): Promise<string | undefined> {
    const reader = await SessionReader.open(path)
    try {
      return (await reader.info()).endReason
    } finally {
      await reader.close()
    }
  }

  const nothingLeft = () => {
    assert.deepEqual(readdirSync(inDirectory('.')), [])
  }

  for (const [what, args] of [
    ['an unknown interface', ['-i', 'nosuchif0']],
    ['a filter that libpcap refuses', ['--filter', 'port port']],
    ['an unknown drop source', ['--source', 'ebpf']],
    ['a command that does not exist', ['--', 'no-such-program-here']],
  ] as const) {
    it(`exit 2, and no file: ${what}`, () => {
      assertThreeLines(record(...args), 2)
      nothingLeft()
    })
  }

  it('exit 3, and no file: not root', () => {
    chmodSync(inDirectory('.'), 0o777)
    const out = inDirectory('s.db')
    const { hint } = assertThreeLines(runCli(['record', '--out', out], { under: asNobody }), 3)
    assert.match(hint, /sudo/)
    nothingLeft()
  })

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} closes the session in order`, async () => {
      const out = inDirectory('s.db')
      const { status, stderr } = await recordWhile(['--out', out], (pid) => {
        // `timeout -s INT` sends it twice.
        process.kill(pid, signal)
        process.kill(pid, signal)
      })
      assert.equal(status, 0, stderr)
      assert.match(stderr, /\nreport: \S+ report \S+s\.db\n$/)
      assert.equal(await endReason(out), 'signal')
      assert.deepEqual(readdirSync(inDirectory('.')).sort(), ['ready', 's.db'])
    })
  }

  it("-- COMMAND: returns the command's exit status", async () => {
    const { status, stdout, stderr } = record('--', 'sh', '-c', 'echo data; exit 7')
    assert.equal(status, 7, stderr)
    assert.equal(stdout, 'data\n', "stdout is the command's")
    assert.equal(await endReason(inDirectory('s.db')), 'command')
  })

  it('a full disk: exit 5, and what was written stays readable', async () => {
    const disk = inDirectory('disk')
    mkdirSync(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk])
    assert.equal(mounted.status, 0, String(mounted.stderr))
    try {
      const out = inDirectory('disk/s.db')
      const result = await recordWhile(['--out', out, '--duration', '30s'], () => {
        const mebibyte = Buffer.alloc(1 << 20)
        assert.throws(
          () => {
            for (let n = 0; ; n++) writeFileSync(inDirectory(`disk/filler-${n}`), mebibyte)
          },
          { code: 'ENOSPC' },
        )
      })
      assertThreeLines(result, 5)
      assert.match(result.stderr, /disk is full/)
      const { status, stdout, stderr } = runCli(['report', out, '--format', 'json', '--out', '-'])
      assert.equal(status, 0, stderr)
      assert.match(stdout, /"schema": "dropcorr\/findings@1"/)
    } finally {
      spawnSync('umount', [disk])
    }
  })
})
