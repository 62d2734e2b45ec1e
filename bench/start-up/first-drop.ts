import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { addon } from '../../capture/native.js'
import { dropDetails } from '../../session/drop-details.js'
import { SessionReader } from '../../session/reader.js'
import type { Lab } from '../../test/live/lab/lab.js'
import { RunningProgram } from '../../test/live/lab/program.js'
import { waitUntil } from '../../test/live/lab/wait-until.js'

const startLimitMs = 60_000

/** Milliseconds from the start of a `dropcorr record` until the first drop that it describes happened. */
export async function firstDropMs(lab: Lab, argv: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(lab.folder, 'first-drop-'))
  const [session, ready] = [join(folder, 'session.db'), join(folder, 'ready')]
  const [program = '', ...given] = argv
  const args = [...given, '--out', session, '--ready-file', ready]
  const startedNs = addon().monotonicNs()
  const running = new RunningProgram(program, args)
  const isReady = () => {
    if (running.status !== undefined) throw new Error(running.errors)
    return existsSync(ready)
  }
  await waitUntil('dropcorr record to be ready', isReady, startLimitMs)
  running.signal('SIGINT')
  await running.ended()
  const firstNs = await firstDetailNs(session)
  rmSync(folder, { recursive: true })
  return Number(firstNs - startedNs) / 1e6
}

async function firstDetailNs(session: string): Promise<bigint> {
  const reader = await SessionReader.open(session)
  try {
    const { startMonotonicNs = '0' } = await reader.info()
    const stamps = (await reader.rows('drop_block')).flatMap(({ data }) => {
      const details = dropDetails(data)
      return Array.from({ length: details.count }, (_, index) => details.atNs(index))
    })
    if (stamps.length === 0) throw new Error(`${session} has no drop`)
    const first = stamps.reduce((least, atNs) => Math.min(least, atNs))
    return BigInt(startMonotonicNs) + BigInt(Math.round(first))
  } finally {
    await reader.close()
  }
}

/** Milliseconds from the start of a program until it prints `sign`. */
export async function saidMs(argv: readonly string[], sign: string): Promise<number> {
  const [program = '', ...args] = argv
  const began = performance.now()
  const running = new RunningProgram(program, args)
  await running.said(sign)
  const ms = performance.now() - began
  // bpftrace loses a SIGINT that comes right after its BEGIN.
  running.signal('SIGKILL')
  await running.ended()
  return ms
}
