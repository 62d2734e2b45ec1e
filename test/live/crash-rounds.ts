/** A recording under load that is killed at a random moment, and what must hold afterwards. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SessionReader } from '../../session/reader.js'
import { cliCommand } from '../cli/run-cli.js'
import type { Random } from '../fuzz/random.js'
import { waitUntil } from './lab/wait-until.js'
import { holdOf, nothingLeft } from './recorder-hold.js'
import type { RecordSetting } from './record-setting.js'

/** Datagrams to a port that nobody has, some hundred a second, until it is killed: prints how many so far, and when. */
const sender = `
import socket, time, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sent = 0
while True:
    try:
        s.sendto(b'x', ('127.0.0.1', 9))
        sent += 1
    except ConnectionRefusedError:
        pass
    if sent % 10 == 0:
        print(time.monotonic_ns(), sent, flush=True)
        time.sleep(0.01)
`

/** The promise, for a recorder that is given the CPU: what it had to wait for that comes on top. */
const lossNs = 1e9

/** Kills at most 2.5 s after recording began, or while it still starts if there is no session yet. */
export async function crashRound(
  setting: RecordSetting,
  round: number,
  random: Random,
): Promise<'opened' | 'no session yet'> {
  const out = join(setting.directory, `crash-${round}.db`)
  const ready = join(setting.directory, `crash-${round}.ready`)
  const kill = random.below(2500)
  const [program = '', ...args] = cliCommand([
    ...['record', '--out', out, '--ready-file', ready, '-i', setting.interface],
  ])
  const load = spawn('ip', ['netns', 'exec', setting.netns, 'python3', '-c', sender], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  load.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  const recorder = spawn(program, args, { stdio: 'ignore' })
  try {
    // One round in four is killed while it starts.
    if (random.below(4) === 0) await wait(kill)
    else {
      await waitUntil('it records', () => existsSync(ready) || recorder.exitCode !== null, 120_000)
      await wait(kill)
    }
    const waitedNs = cpuWaitNs(recorder)
    const hold = holdOf(recorder.pid ?? 0, setting.netns)
    const killedNs = process.hrtime.bigint()
    recorder.kill('SIGKILL')
    await once(recorder, 'close')
    load.kill('SIGKILL')
    await nothingLeft(hold)
    return await sessionHolds(out, setting.netns, killedNs - BigInt(waitedNs), told)
  } finally {
    recorder.kill('SIGKILL')
    load.kill('SIGKILL')
    for (const suffix of ['', '-wal', '-shm']) rmSync(out + suffix, { force: true })
  }
}

async function sessionHolds(
  out: string,
  netns: string,
  untilNs: bigint,
  told: string,
): Promise<'opened' | 'no session yet'> {
  if (!existsSync(out)) return 'no session yet'
  const reader = await SessionReader.open(out).catch((error: unknown) => {
    // Killed between making the file and its first transaction: empty, and said so.
    if (error instanceof Error && /not a dropcorr session/.test(error.message)) return undefined
    throw error
  })
  if (reader === undefined) return 'no session yet'
  try {
    const info = await reader.info()
    assert.equal(info.endedNs, undefined, 'it says that it was cut off')
    const [check] = await reader.query('PRAGMA quick_check')
    assert.deepEqual(check, { quick_check: 'ok' })
    if (info.attachedNs === undefined || info.startMonotonicNs === undefined) return 'opened'
    const attached = BigInt(info.startMonotonicNs) + BigInt(info.attachedNs)
    const until = untilNs - BigInt(lossNs)
    const [row] = await reader.query(
      `SELECT sum(drops) AS n FROM drop_count JOIN drop_key k ON k.id = key JOIN netns ON netns.id = k.netns
       WHERE reason = 'NO_SOCKET' AND netns.name = ?`,
      [netns],
    )
    const expected = sentBetween(told, attached, until)
    assert.ok(
      Number(row?.['n'] ?? 0) >= expected,
      `${String(row?.['n'])} drops of ${expected} that were older than a second`,
    )
    return 'opened'
  } finally {
    await reader.close()
  }
}

function sentBetween(told: string, fromNs: bigint, toNs: bigint): number {
  const lines = told.split('\n').slice(0, -1)
  const marks = lines.map((line) => line.split(' ')).filter((words) => words.length === 2)
  const within = marks.filter(([at = '0']) => BigInt(at) >= fromNs && BigInt(at) <= toNs)
  return Number(within.at(-1)?.[1] ?? 0) - Number(within[0]?.[1] ?? 0)
}

/** How long its threads were ready to run but had no CPU since it started: on a busy machine that is most of the time. */
function cpuWaitNs({ pid = 0 }: ChildProcess): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((longest, task) => {
      const [, waited = '0'] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(
        ' ',
      )
      return Math.max(longest, Number(waited))
    }, 0)
  } catch {
    // Ended by itself.
    return 0
  }
}
