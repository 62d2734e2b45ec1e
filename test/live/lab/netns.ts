import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { runProgram } from './program.js'

const folder = '/run/netns'
const namePattern = /^dclab(\d+)-/

export function netnsName(role: string): string {
  return `dclab${process.pid}-${role}`
}

/**
 * Makes a namespace with loopback up. IPv6 makes no addresses by itself, so that router solicitations and group reports
 * do not drop packets at moments of their own.
 */
export async function addNetns(name: string): Promise<void> {
  await runProgram('ip', ['netns', 'add', name])
  await runProgram('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
}

/** Synchronous, so that it also works while the process exits. */
export function deleteNetns(name: string): void {
  execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' })
}

/** argv that runs a program inside a namespace, under the same pid. */
export function insideNetns(name: string, argv: readonly string[]): string[] {
  return ['nsenter', `--net=${folder}/${name}`, '--', ...argv]
}

export function netnsInode(name: string): number {
  return statSync(`${folder}/${name}`).ino
}

/** Deletes what a killed run has left: namespaces of the lab whose process is gone. */
export function sweepNetns(): void {
  for (const name of listNetns()) {
    const pid = namePattern.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) deleteNetns(name)
  }
}

function listNetns(): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    // The folder appears with the first namespace.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
