import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'
import { toolVersion } from '../session/tool-version.js'

/** What figures were taken on. */
export function machine(): Readonly<Record<string, string | number>> {
  return {
    date: new Date().toISOString(),
    kernel: release(),
    cpu: cpus()[0]?.model ?? '',
    cpus: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    node: process.version,
    dropcorr: toolVersion(),
  }
}

/** First line that a program prints for --version. */
export function programVersion(program: string): string {
  return execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? ''
}
