import { readdirSync, readlinkSync } from 'node:fs'
import { processIds } from './namespace-scan.js'
import { errorCode } from './read-proc.js'

export interface SocketOwner {
  readonly inode: number
  readonly pid: number
  readonly fd: number
}

const gone = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])

/** 'socket:[12345]' → 12345 */
export function parseSocketLink(link: string): number | undefined {
  const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1]
  return inode === undefined ? undefined : Number(inode)
}

/** Every open descriptor of every process that is one of `wanted`. Reads all of /proc: dear on a busy host. */
export function findSocketOwners(wanted: { has(inode: number): boolean }): readonly SocketOwner[] {
  const owners: SocketOwner[] = []
  for (const pid of processIds()) {
    for (const fd of openDescriptors(pid)) {
      const inode = socketInode(`/proc/${pid}/fd/${fd}`)
      if (inode !== undefined && wanted.has(inode)) owners.push({ inode, pid, fd: Number(fd) })
    }
  }
  return owners
}

function openDescriptors(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`)
  } catch (error) {
    if (gone.has(errorCode(error))) return []
    throw error
  }
}

function socketInode(path: string): number | undefined {
  try {
    return parseSocketLink(readlinkSync(path))
  } catch (error) {
    if (gone.has(errorCode(error))) return undefined
    throw error
  }
}
