import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
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

/** Every network namespace that has a name or a process. Needs root (ptrace access) to see those of other users. */
export function scanNamespaces(): ReadonlyMap<number, FoundNamespace> {
  const found = new Map<number, { paths: string[]; boundName?: string; pid?: number }>()
  const at = (inode: number): { paths: string[]; boundName?: string; pid?: number } => {
    const known = found.get(inode)
    if (known !== undefined) return known
    const fresh = { paths: [] }
    found.set(inode, fresh)
    return fresh
  }
  for (const { path, name, inode } of boundNamespaces()) {
    const entry = at(inode)
    entry.paths.push(path)
    // Docker's names there are hexadecimal ids of the sandbox, which nobody knows: the container's id is better.
    if (!path.startsWith('/run/docker/')) entry.boundName ??= name
  }
  for (const pid of processIds()) {
    const inode = netnsInodeOf(pid)
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

function boundNamespaces(): readonly BoundNamespace[] {
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
  const mounts = parseNamespaceMounts(readFileSync('/proc/self/mountinfo', 'latin1'))
  for (const path of mounts) consider(path, path.slice(path.lastIndexOf('/') + 1))
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
