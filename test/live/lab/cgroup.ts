import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { NotHere } from './fault.js'
import type { Lab } from './lab.js'

/** Where systemd and others mount version 2 alone, or beside version 1. */
const roots = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']

/** A cgroup (version 2) of the lab's own; sockets made by processes in it are subject to its programs. */
export function makeCgroup(lab: Lab): string {
  for (const root of roots) {
    const path = join(root, `dropcorr-lab-${process.pid}`)
    try {
      mkdirSync(path)
    } catch {
      continue
    }
    lab.onTearDown(() => rmdirSync(path))
    return path
  }
  throw new NotHere('no cgroup of version 2 can be made')
}
