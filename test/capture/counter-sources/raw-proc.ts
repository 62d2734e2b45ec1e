import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CounterReading } from '../../../capture/source.js'
import { packageRoot } from '../../../session/package-root.js'

/** A text of fixtures/raw/proc: see the README there for where it comes from. */
export const rawProc = (kernel: string, file: string): string =>
  readFileSync(join(packageRoot, 'fixtures', 'raw', 'proc', kernel, file), 'utf8')

export const valuesOf = (readings: readonly CounterReading[]): ReadonlyMap<string, number> =>
  new Map(readings.map(({ name, value }) => [name, value]))

export const gaugesOf = (readings: readonly CounterReading[]): readonly string[] =>
  readings.filter(({ gauge }) => gauge === true).map(({ name }) => name)
