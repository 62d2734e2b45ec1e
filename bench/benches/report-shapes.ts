/** Sessions that are large in other ways than by their packets: see bench/scale/shapes. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadFolder } from '../../session/load-folder.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { Lab } from '../../test/live/lab/lab.js'
import type { Bench } from '../bench.js'
import { baseDrops, recordBase } from '../scale/base-session.js'
import { measureReport, reportCommand, type MeasuredReport } from '../scale/measure-report.js'
import type { Shape } from '../scale/shape.js'
import { spreadOf, spreadText } from '../spread.js'

interface Run {
  readonly shape: string
  readonly size: number
  readonly measured: MeasuredReport
}

const bench: Bench = {
  name: 'report-shapes',
  title: 'report of sessions with very many flows, keys or sockets, and of a day',
  async run({ rounds, scale, onStep }) {
    const shapes = await loadFolder<Shape>(new URL('../scale/shapes/', import.meta.url))
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-shapes-'))
    const lab = await Lab.open()
    const runs: Run[] = []
    try {
      const base = await recordBase(lab)
      for (const shape of shapes) {
        for (const size of shape.sizes.map((full) => Math.max(1, Math.round(full * scale)))) {
          const session = join(folder, `${shape.name}.db`)
          const truth = await grown(base, session, shape, size)
          for (let round = 0; round < rounds; round++) {
            const measured = await measureReport(session, truth)
            runs.push({ shape: shape.unit, size, measured })
            const { cpuS, peakMb } = measured
            onStep(`${size} ${shape.unit}: ${cpuS.toFixed(1)} s CPU, ${peakMb.toFixed(0)} MB`)
          }
        }
      }
    } finally {
      await lab.tearDown()
      rmSync(folder, { recursive: true })
    }
    const keys = [...new Set(runs.map(({ shape, size }) => `${size} ${shape}`))]
    const rows = keys.map((key) => {
      const own = runs
        .filter(({ shape, size }) => `${size} ${shape}` === key)
        .map(({ measured }) => measured)
      const of = (field: 'wallS' | 'cpuS' | 'peakMb', digits: number): string =>
        spreadText(spreadOf(own.map((run) => run[field])), digits)
      const size = own[0]?.sessionMb.toFixed(0) ?? ''
      const wrong = own.flatMap((run) => run.wrong).join('; ')
      return [key, size, of('wallS', 1), of('cpuS', 1), of('peakMb', 0), wrong || '–']
    })
    const columns = ['session with', 'MB', 'wall s', 'CPU s', 'peak MB', 'wrong counts']
    const title = 'what grows is the thing named; all else is the base session'
    return {
      tools: [{ name: 'dropcorr report', command: reportCommand('SESSION', 'FILE').join(' ') }],
      skipped: [],
      tables: [{ title, columns, rows }],
      figures: runs,
    }
  },
}
export default bench

/** Resolves to the drops by cause that a report must find. */
async function grown(
  base: string,
  session: string,
  shape: Shape,
  size: number,
): Promise<Readonly<Record<string, number>>> {
  copyFileSync(base, session)
  const database = await SqliteDatabase.open(session, openFlags.write)
  try {
    await database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF')
    const truth: Record<string, number> = { ...baseDrops }
    for (const [cause, drops] of Object.entries(await shape.grow(database, size)))
      truth[cause] = (truth[cause] ?? 0) + drops
    return truth
  } finally {
    await database.close()
  }
}
