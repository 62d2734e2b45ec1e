import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { ProcText } from '../counters/proc-text.js'
import { errorCode } from './read-proc.js'

/** A namespace found by looking around, before it is known which one it is. */
export interface FoundNamespace {
  readonly inode: number
  /** Paths under which it can be opened, the steadiest first. */
  readonly paths: readonly string[]
  /** Name under /run/netns, undefined if it has none. */
  readonly boundName: string | undefined
  /** Lowest pid in it, undefined if no process is. */
  readonly pid: number | undefined
}

/** Directories where tools bind namespaces to names. /var/run is a symbolic link to /run nearly everywhere. */
const boundDirectories = ['/run/netns', '/var/run/netns', '/run/docker/netns'] as const

/** How many processes of a namespace are kept as ways into it, in case the first one ends. */
const pathsKept = 4

/** Looks in which a process was seen in the same namespace: then it is asked again only at each so many-th look. */
const settledAfter = 5
const settledEvery = 10

interface SeenProcess {
  readonly inode: number | undefined
  readonly looks: number
}

/**
 * Finds every network namespace that has a name or a process. Needs root (ptrace access) to see those of other users.
 * To ask each process is dear where there are thousands: those that have stayed where they were are asked seldom.
 */
export class NamespaceScan {
  #processes = new Map<number, SeenProcess>()
  readonly #mounts = new ProcText('/proc/self/mountinfo')
  #bound: { readonly mounts: string; readonly namespaces: readonly BoundNamespace[] } | undefined
  #looks = 0

  /** `thorough`: every process is asked. */
  look(thorough: boolean): ReadonlyMap<number, FoundNamespace> {
    this.#looks += 1
    const found = new Map<number, { paths: string[]; boundName?: string; pid?: number }>()
    const at = (inode: number): { paths: string[]; boundName?: string; pid?: number } => {
      const known = found.get(inode)
      if (known !== undefined) return known
      const fresh = { paths: [] }
      found.set(inode, fresh)
      return fresh
    }
    for (const { path, name, inode } of this.#boundNamespaces()) {
      const entry = at(inode)
      entry.paths.push(path)
      // Docker's names there are hexadecimal ids of the sandbox, which nobody knows: the container's id is better.
      if (!path.startsWith('/run/docker/')) entry.boundName ??= name
    }
    for (const [pid, { inode }] of this.#lookAtProcesses(thorough)) {
      if (inode === undefined) continue
      const entry = at(inode)
      entry.pid ??= pid
      if (entry.paths.length < pathsKept) entry.paths.push(`/proc/${pid}/ns/net`)
    }
    return new Map(
      [...found].map(([inode, { paths, boundName, pid }]) => [
        inode,
        { inode, paths, boundName, pid },
      ]),
    )
  }

  #lookAtProcesses(thorough: boolean): ReadonlyMap<number, SeenProcess> {
    const processes = new Map<number, SeenProcess>()
    for (const pid of processIds()) {
      const before = this.#processes.get(pid)
      const isSettled = before !== undefined && before.looks >= settledAfter
      if (!thorough && isSettled && (pid + this.#looks) % settledEvery !== 0) {
        processes.set(pid, before)
        continue
      }
      const inode = netnsInodeOf(pid)
      const looks = before?.inode === inode ? (before?.looks ?? 0) : 0
      processes.set(pid, { inode, looks: looks + 1 })
    }
    this.#processes = processes
    return processes
  }

  /** A name that is bound anew is another mount. */
  #boundNamespaces(): readonly BoundNamespace[] {
    const mounts = this.#mounts.read() ?? ''
    if (this.#bound?.mounts !== mounts)
      this.#bound = { mounts, namespaces: boundNamespaces(mounts) }
    return this.#bound.namespaces
  }
}

/** All process ids, ascending. */
export function processIds(): readonly number[] {
  const pids: number[] = []
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (Number.isInteger(pid) && pid > 0) pids.push(pid)
  }
  return pids.sort((a, b) => a - b)
}

/** Undefined if the process is gone, a zombie, or not ours to look at. */
export function netnsInodeOf(pid: number): number | undefined {
  try {
    return parseNamespaceLink(readlinkSync(`/proc/${pid}/ns/net`))
  } catch (error) {
    if (unreadable.has(errorCode(error))) return undefined
    throw error
  }
}

const unreadable = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL'])

/** 'net:[4026531840]' → 4026531840 */
export function parseNamespaceLink(link: string): number | undefined {
  const inode = /^net:\[(\d+)\]$/.exec(link)?.[1]
  return inode === undefined ? undefined : Number(inode)
}

interface BoundNamespace {
  readonly path: string
  readonly name: string
  readonly inode: number
}

function boundNamespaces(mounts: string): readonly BoundNamespace[] {
  const nsfsDevice = statSync('/proc/self/ns/net').dev
  const bound: BoundNamespace[] = []
  const seen = new Set<string>()
  const consider = (path: string, name: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    try {
      const { dev, ino } = statSync(path)
      // A plain file is what is left of a name whose bind mount is gone.
      if (dev === nsfsDevice) bound.push({ path, name, inode: ino })
    } catch (error) {
      if (!unreadable.has(errorCode(error))) throw error
    }
  }
  for (const directory of boundDirectories) {
    for (const name of namesIn(directory)) consider(`${directory}/${name}`, name)
  }
  for (const path of parseNamespaceMounts(Buffer.from(mounts).toString('latin1')))
    consider(path, path.slice(path.lastIndexOf('/') + 1))
  return bound
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || unreadable.has(errorCode(error))) return []
    throw error
  }
}

/**
 * Mount points of network namespaces from /proc/self/mountinfo:
 * `22 20 0:4 net:[4026532212] /run/netns/web rw shared:8 - nsfs nsfs rw`. Space, tab, newline and \ are octal there.
 */
export function parseNamespaceMounts(text: string): readonly string[] {
  const paths: string[] = []
  for (const line of text.split('\n')) {
    const fields = line.split(' ')
    const root = fields[3]
    const mountPoint = fields[4]
    if (root === undefined || mountPoint === undefined || !root.startsWith('net:[')) continue
    const octets = mountPoint.replace(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    )
    paths.push(Buffer.from(octets, 'latin1').toString())
  }
  return paths
}
