import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'

/** What figures were taken on. */
export function machine(programs: readonly string[]): Readonly<Record<string, string | number>> {
  return {
    date: new Date().toISOString(),
    kernel: release(),
    cpu: cpus()[0]?.model ?? '',
    cpus: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    node: process.version,
    ...Object.fromEntries(programs.map((program) => [program, version(program)])),
  }
}

function version(program: string): string {
  return execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? ''
}
