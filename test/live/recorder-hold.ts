/** What a recorder holds in the kernel, and that nothing of it is left once it is gone. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { tracefsMount } from '../../capture/drop-sources/tracefs/tracefs-mount.js'
import { bpfObjectsOf, stillLoaded, type BpfObject } from './bpf-objects.js'
import { waitUntil } from './lab/wait-until.js'

export interface RecorderHold {
  readonly bpf: readonly BpfObject[]
  /** The capture process and the guard. */
  readonly helpers: readonly number[]
  /** Inodes of packet sockets in the namespace asked for. */
  readonly packetSockets: readonly string[]
  readonly pid: number
  readonly netns: string
}

/** Empty lists where the process has not got so far yet, or has ended. */
export function holdOf(pid: number, netns: string): RecorderHold {
  const helpers = childrenOf(pid)
  const sockets = new Set([pid, ...helpers].flatMap(socketsOf))
  const packetSockets = packetSocketsIn(netns).filter((inode) => sockets.has(inode))
  return { bpf: bpfObjectsOf(pid), helpers, packetSockets, pid, netns }
}

/** BPF objects, helpers, packet sockets, promiscuous mode and trace instances go within a grace period of the kernel's. */
export async function nothingLeft(hold: RecorderHold): Promise<void> {
  const { bpf, helpers, packetSockets, pid, netns } = hold
  const until = (what: string, gone: () => boolean) => waitUntil(what, gone, 30_000)
  await until(`processes ${helpers.join()} end`, () => helpers.every(hasEnded))
  await until('programs, maps and links are unloaded', () => stillLoaded(bpf).length === 0)
  await until('packet sockets are closed', () => {
    const open = packetSocketsIn(netns)
    return packetSockets.every((inode) => !open.includes(inode))
  })
  await until('its trace instances are removed', () => traceInstancesOf(pid).length === 0)
  const links = execFileSync('ip', ['-n', netns, '-o', '-d', 'link'], { encoding: 'utf8' })
  if (/promiscuity [1-9]/.test(links)) throw new Error(`an interface is left promiscuous: ${links}`)
}

const hasEnded = (pid: number): boolean =>
  !existsSync(`/proc/${pid}/fd`) || readdirOrNone(`/proc/${pid}/fd`).length === 0

function childrenOf(pid: number): readonly number[] {
  const text = readOrEmpty(`/proc/${pid}/task/${pid}/children`)
  return text.split(' ').filter(Boolean).map(Number)
}

function socketsOf(pid: number): readonly string[] {
  return readdirOrNone(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? []
      return inode === undefined ? [] : [inode]
    } catch {
      // Closed since it was listed: it holds nothing.
      return []
    }
  })
}

/** /proc/net/packet: the inode is the last column. */
function packetSocketsIn(netns: string): readonly string[] {
  const text = execFileSync('ip', ['netns', 'exec', netns, 'cat', '/proc/net/packet'], {
    encoding: 'utf8',
  })
  const rows = text.trim().split('\n').slice(1)
  return rows.map((row) => row.trim().split(/\s+/).at(-1) ?? '')
}

function traceInstancesOf(pid: number): readonly string[] {
  const mount = tracefsMount()
  if (mount === undefined) return []
  const names = readdirOrNone(join(mount, 'instances'))
  return names.filter((name) => name.startsWith(`dropcorr-${pid}-`))
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process has ended: it has no children.
    return ''
  }
}

function readdirOrNone(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    // The process has ended, or is a zombie whose descriptors are closed.
    return []
  }
}
