import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The directory of dropcorr's package.json: assets (CSS, native build, fixtures) are found from there, from sources and from dist alike. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory
  const parent = dirname(directory)
  if (parent === directory) throw new Error('package.json of dropcorr not found')
  return findRoot(parent)
}
