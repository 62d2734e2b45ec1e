import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from './lab.js'

/** Pins a classifier that drops UDP to one port, in a BPF file system of the lab's own; returns its path. */
export async function pinClassifier(lab: Lab, port: number): Promise<string> {
  const folder = join(lab.folder, 'bpf')
  const path = join(folder, 'drop')
  const [role = ''] = lab.roles
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'bpf', 'bpf', folder])
  lab.onTearDown(() => execFileSync('umount', [folder]))
  await lab.startTool(role, 'bpf-attach', { hook: 'pin-classifier', port, pin: path })
  return path
}
