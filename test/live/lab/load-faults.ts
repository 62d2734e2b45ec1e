import { readdirSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Fault, NamedFault } from './fault.js'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'faults')

/** Every file of faults/ in the order of names. */
export async function loadFaults(): Promise<readonly NamedFault[]> {
  const files = readdirSync(folder)
    .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
    .sort()
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(pathToFileURL(join(folder, file)).href)) as { default: Fault }
      return { ...module.default, name: parse(file).name }
    }),
  )
}
