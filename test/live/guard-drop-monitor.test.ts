import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import dropMonitor from '../../capture/drop-sources/drop-monitor.js'
import {
  configure,
  isOn,
  readConfig,
  start,
  stop,
  type NetDm,
} from '../../capture/drop-sources/drop-monitor/control.js'
import { openInFirstNetns } from '../../capture/drop-sources/drop-monitor/first-netns.js'
import { netDmFamily } from '../../capture/drop-sources/drop-monitor/net-dm.js'
import { addon } from '../../capture/native.js'
import { resolveFamily } from '../../capture/netlink/generic.js'
import { nodeChildArguments } from '../../capture/node-child.js'
import { SessionReader } from '../../session/reader.js'
import { requireRoot, skipBecause } from './root-only.js'

const both = { software: true, hardware: true }
const theirConfig = { alertMode: 'summary', truncLength: 77, queueLength: 555 } as const

/** Where this runs by itself, in an emulated machine, a recorder may take half a minute to start. */
const patienceMs = 10 * 60_000

/** Looks again until it is so. */
async function until(isSo: () => boolean, otherwise: string): Promise<void> {
  const giveUpMs = performance.now() + patienceMs
  while (!isSo()) {
    assert.ok(performance.now() < giveUpMs, otherwise)
    await sleep(20)
  }
}

/** A recorder of its own that can be killed; resolves when it records, into NAME.db. */
async function recording(directory: string, name = 'session'): Promise<ChildProcess> {
  const ready = join(directory, `${name}.ready`)
  rmSync(ready, { force: true })
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  const cli = new URL(`../../cli/main${extension}`, import.meta.url).href
  const child = spawn(
    process.execPath,
    [
      ...nodeChildArguments(cli, 'main'),
      ...['record', '--source', 'drop-monitor', '--no-packets', '--force'],
      ...['--out', join(directory, `${name}.db`), '--ready-file', ready],
    ],
    { stdio: 'ignore' },
  )
  await until(() => {
    assert.equal(child.exitCode, null, 'the recorder ended before it recorded')
    return existsSync(ready)
  }, 'it does not record')
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => child.on('close', resolve))
  child.kill(signal)
  await ended
}

const kill = (child: ChildProcess): Promise<void> => end(child, 'SIGKILL')

/** What a session tells of its drop monitor. */
async function healthIn(directory: string, name: string): Promise<string> {
  const reader = await SessionReader.open(join(directory, `${name}.db`))
  try {
    const [row] = await reader.rows('source_health', { where: { source: 'drop-monitor' } })
    return row?.why ?? 'no word'
  } finally {
    await reader.close()
  }
}

/** Whether that process has a guard process. */
const hasGuard = ({ pid }: ChildProcess): boolean =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((child) => child !== '')
    .some((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('guard-process'))

describe('a recorder of the drop monitor that is killed', function () {
  this.timeout(2 * patienceMs)
  let dm: NetDm
  let directory = ''

  before(function () {
    requireRoot(this)
    const obstacle = dropMonitor.obstacle()
    if (obstacle !== undefined) skipBecause(this, obstacle.why)
    const socket = openInFirstNetns(addon())
    const family = resolveFamily(socket, netDmFamily)
    assert.ok(family)
    dm = { socket, family }
    if (isOn(dm)) skipBecause(this, 'someone monitors drops on this machine')
    directory = mkdtempSync(join(tmpdir(), 'dropcorr-guard-'))
  })

  after(() => {
    if (directory === '') return
    stop(dm, both)
    dm.socket.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('leaves monitoring off, and the settings as they were', async () => {
    configure(dm, theirConfig)
    const child = await recording(directory)
    assert.equal(isOn(dm), true)
    assert.equal(readConfig(dm)?.alertMode, 'packet')
    assert.equal(hasGuard(child), true)
    await kill(child)
    await until(() => !isOn(dm), 'monitoring is still on')
    // The settings follow within the same action of the guard.
    await until(() => readConfig(dm)?.alertMode === 'summary', 'the settings are not back')
    assert.deepEqual(readConfig(dm), theirConfig)
  })

  it('leaves on what another program had on', async () => {
    assert.equal(start(dm, both), true)
    const child = await recording(directory)
    assert.equal(hasGuard(child), false)
    await kill(child)
    assert.equal(isOn(dm), true)
    assert.deepEqual(readConfig(dm), theirConfig)
    stop(dm, both)
  })

  it('is not disturbed by a second recorder, which listens along and says so', async () => {
    configure(dm, theirConfig)
    const first = await recording(directory, 'first')
    const second = await recording(directory, 'second')
    assert.equal(hasGuard(second), false)
    await end(second, 'SIGINT')
    assert.equal(isOn(dm), true)
    assert.match(
      await healthIn(directory, 'second'),
      /another program monitors drops in the kernel and hardware drops: listened along, and left it on/,
    )
    await end(first, 'SIGINT')
    assert.equal(isOn(dm), false)
    assert.deepEqual(readConfig(dm), theirConfig)
  })
})
