import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runProgram } from './program.js'

/**
 * Path of a C or C++ program, compiled on first use into a folder named by the hash of its sources. Headers are part of `sources`.
 */
export async function compiled(name: string, sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) hash.update(readFileSync(source))
  const folder = join(tmpdir(), `dropcorr-${name}-${hash.digest('hex').slice(0, 16)}`)
  const program = join(folder, name)
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const compiling = `${program}.${process.pid}`
  const files = sources.filter((source) => /\.cc?$/.test(source))
  const folders = new Set(sources.map((source) => `-I${dirname(source)}`))
  const isCpp = files.some((file) => file.endsWith('.cc'))
  await runProgram(isCpp ? 'g++' : 'gcc', [
    ...(isCpp ? ['-std=c++17', '-pthread'] : []),
    ...['-O2', '-Wall', '-Wextra', ...folders, '-o', compiling, ...files],
  ])
  renameSync(compiling, program)
  return program
}
