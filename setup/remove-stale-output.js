// Removes compiled files whose TypeScript source is gone: tsc never does, and mocha would run old tests.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const output = join(root, 'dist')

for (const folder of ['analyze', 'bench', 'capture', 'cli', 'reports', 'session', 'test']) {
  const compiled = join(output, folder)
  if (!existsSync(compiled)) continue
  for (const name of readdirSync(compiled, { recursive: true, encoding: 'utf8' })) {
    const source = /^(.*)\.js(\.map)?$/.exec(name)?.[1]
    if (source === undefined || existsSync(join(root, folder, `${source}.ts`))) continue
    rmSync(join(compiled, name))
  }
}
