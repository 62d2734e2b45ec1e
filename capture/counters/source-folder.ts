import { readdir } from 'node:fs/promises'
import type { CounterSource } from '../source.js'

const folder = new URL('../counter-sources/', import.meta.url)

/** The sources in capture/counter-sources: every file there exports one as default. In the order of their names. */
export async function counterSources(): Promise<readonly CounterSource[]> {
  const files = (await readdir(folder)).filter(
    // TypeScript when run with tsx, JavaScript otherwise; not declarations and source maps.
    (file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'),
  )
  return Promise.all(files.sort().map(load))
}

async function load(file: string): Promise<CounterSource> {
  const module: unknown = await import(new URL(file, folder).href)
  const source = isObject(module) ? module.default : undefined
  if (isCounterSource(source)) return source
  throw new Error(`capture/counter-sources/${file} exports no counter source as default`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isCounterSource = (value: unknown): value is CounterSource =>
  isObject(value) &&
  typeof value.name === 'string' &&
  typeof value.every === 'number' &&
  typeof value.read === 'function'
