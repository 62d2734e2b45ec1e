import type { Row } from '../../session/tables.js'
import type { Namespace, NetnsRegistry, SessionClock, Sink, SourceHealth } from '../source.js'
import { NamespaceEntry, NamespaceGoneError, type NamespaceAddon } from './namespace-entry.js'
import { containerName } from './container-name.js'
import { ownerFromCgroup, type CgroupOwner } from '../../session/cgroup-owner.js'
import { NamespaceScan, type FoundNamespace } from './namespace-scan.js'
import { errorCode, errorText, readIfThere } from './read-proc.js'

class LivingNamespace implements Namespace {
  readonly id: number
  readonly inode: number
  readonly cookie: bigint | undefined
  row: Row<'netns'>
  /** Ways into it, kept fresh by each rescan. */
  paths: readonly string[]
  readonly #entry: NamespaceEntry

  constructor(
    entry: NamespaceEntry,
    row: Row<'netns'>,
    cookie: bigint | undefined,
    paths: readonly string[],
  ) {
    this.#entry = entry
    this.id = row.id
    this.inode = row.inode
    this.cookie = cookie
    this.row = row
    this.paths = paths
  }

  get name(): string {
    return this.row.name
  }

  enter<T>(read: () => T): T {
    if (this.id === hostNetnsId) return this.#entry.enterOwn(read)
    return this.#entry.enter(this, this.paths, read)
  }
}

/** Namespaces that are gone before anyone looks can come in storms; a scan reads all of /proc. */
const scanAtMostEveryNs = 100e6

/** A name may lead to another namespace with the same inode number: so many are entered to make sure, the others next time. */
const verifiedPerLook = 32

export interface NetnsRegistryOptions {
  readonly sink: Sink
  readonly clock: SessionClock
  readonly addon: NamespaceAddon
}

export const hostNetnsId = 1

/**
 * All network namespaces of the machine, under dense ids that are never reused. Rows of table netns are written
 * when one is found, and again under the same id when its name becomes known or it vanishes.
 */
export class LiveNetnsRegistry implements NetnsRegistry {
  readonly #sink: Sink
  readonly #clock: SessionClock
  readonly #entry: NamespaceEntry
  readonly #scan = new NamespaceScan()
  readonly #living = new Map<number, LivingNamespace>()
  /** Every namespace ever met that has a cookie, living or not. */
  readonly #idByCookie = new Map<bigint, number>()
  readonly #unseen = new Map<number, Row<'netns'>>()
  readonly #ownCgroupOwner: CgroupOwner | undefined
  #nextId = hostNetnsId
  #scannedAtNs = 0
  #looks = 0
  #vanished = 0
  #scanFailure = ''

  constructor({ sink, clock, addon }: NetnsRegistryOptions) {
    this.#sink = sink
    this.#clock = clock
    this.#entry = new NamespaceEntry(addon)
    this.#ownCgroupOwner = ownerFromCgroup(readIfThere('/proc/self/cgroup') ?? '')
    const { inode, cookie } = this.#entry.ownIdentity()
    this.#adopt({ inode, paths: [], boundName: undefined, pid: undefined }, cookie)
    this.rescan()
  }

  list(): readonly Namespace[] {
    return [...this.#living.values()]
  }

  idOf(inode: number, cookie: bigint | undefined): number {
    const known = this.#lookUp(inode, cookie)
    if (known !== undefined) return known
    if (this.#clock.now() - this.#scannedAtNs >= scanAtMostEveryNs) this.rescan()
    return this.#lookUp(inode, cookie) ?? this.#addUnseen(inode, cookie)
  }

  /** Id of a living namespace by its inode, undefined if none such was found. */
  livingIdOf(inode: number): number | undefined {
    return this.#living.get(inode)?.id
  }

  isLiving(id: number): boolean {
    return [...this.#living.values()].some((known) => known.id === id)
  }

  /** Runs `use` with a descriptor of the namespace, without entering it; undefined if it is gone. */
  withDescriptor<T>(id: number, use: (fd: number) => T): T | undefined {
    const known = [...this.#living.values()].find((living) => living.id === id)
    if (known === undefined) return undefined
    return this.#entry.withDescriptor(known, known.paths, use)
  }

  /** Looks for new and vanished namespaces; not `thorough` = processes that have stayed where they were may be left out. */
  rescan(thorough = true): void {
    this.#scannedAtNs = this.#clock.now()
    let found: ReadonlyMap<number, FoundNamespace>
    try {
      found = this.#scan.look(thorough)
      this.#scanFailure = ''
    } catch (error) {
      this.#scanFailure = errorText(error)
      return
    }
    this.#looks += 1
    const every = thorough ? 1 : Math.ceil(this.#living.size / verifiedPerLook)
    const isDue = ({ id }: LivingNamespace): boolean => (id + this.#looks) % every === 0
    for (const known of [...this.#living.values()]) {
      if (known.id === hostNetnsId) continue
      const still = found.get(known.inode)
      if (still === undefined || (isDue(known) && !this.#isSame(known, still))) this.#leave(known)
      else this.#refresh(known, still)
    }
    for (const candidate of found.values()) {
      if (this.#living.has(candidate.inode)) continue
      const cookie = this.#cookieOf(candidate)
      if (cookie !== 'gone') this.#adopt(candidate, cookie)
    }
  }

  health(): SourceHealth {
    const unseen = [...this.#unseen.values()].filter((row) => row.kind === 'unseen').length
    const detail = { living: this.#living.size, vanished: this.#vanished, unseen }
    if (this.#scanFailure !== '') {
      const why = `namespaces could not be listed (${this.#scanFailure}): only the host's own is covered`
      return { status: 'partial', why, lost: 0, detail }
    }
    if (unseen > 0) {
      const why = `${unseen} short-lived namespace(s) were gone before they could be looked into: their drops are counted, their interfaces and counters unknown`
      return { status: 'partial', why, lost: unseen, detail }
    }
    return { status: 'ok', why: '', lost: 0, detail }
  }

  close(): void {
    this.#entry.close()
  }

  #lookUp(inode: number, cookie: bigint | undefined): number | undefined {
    if (cookie !== undefined) {
      const id = this.#idByCookie.get(cookie)
      if (id !== undefined) return id
      const living = this.#living.get(inode)
      return living !== undefined && living.cookie === undefined ? living.id : undefined
    }
    const living = this.#living.get(inode)
    if (living !== undefined) return living.id
    return [...this.#unseen.values()].find((row) => row.inode === inode && row.cookie === null)?.id
  }

  #addUnseen(inode: number, cookie: bigint | undefined): number {
    const row: Row<'netns'> = {
      id: this.#nextId++,
      inode,
      cookie: cookie === undefined ? null : String(cookie),
      name: `netns:[${inode}]`,
      kind: 'unseen',
      pid: null,
      container: null,
      from_ns: this.#clock.now(),
      to_ns: null,
    }
    this.#unseen.set(row.id, row)
    if (cookie !== undefined) this.#idByCookie.set(cookie, row.id)
    this.#sink.add('netns', [row])
    return row.id
  }

  #adopt(found: FoundNamespace, cookie: bigint | undefined): void {
    // Met in drops before it was listed: it keeps its id and its row becomes a real one.
    const earlier = cookie === undefined ? undefined : this.#idByCookie.get(cookie)
    const id = earlier ?? this.#nextId++
    const { inode } = found
    const row: Row<'netns'> = {
      id,
      inode,
      cookie: cookie === undefined ? null : String(cookie),
      ...this.#describe(id, found),
      from_ns: this.#unseen.get(id)?.from_ns ?? this.#clock.now(),
      to_ns: null,
    }
    this.#unseen.delete(id)
    const known = new LivingNamespace(this.#entry, row, cookie, found.paths)
    this.#living.set(inode, known)
    if (cookie !== undefined) this.#idByCookie.set(cookie, id)
    this.#sink.add('netns', [row])
  }

  #refresh(known: LivingNamespace, still: FoundNamespace): void {
    known.paths = still.paths
    const { row } = known
    const samePid = row.pid !== null && row.pid === (still.pid ?? null)
    // A process-held namespace may get a name later, a process its final command by exec, a named one its first process.
    const isUnowned = row.kind === 'named' && row.container === null && still.pid !== undefined
    const mayBeRenamed = row.kind === 'process' && (samePid || still.boundName !== undefined)
    if (!isUnowned && !mayBeRenamed) return
    // A name that was taken away while a process holds the namespace stays: it is what people know it by.
    const boundName = still.boundName ?? (row.kind === 'named' ? row.name : undefined)
    const described = this.#describe(
      known.id,
      boundName === undefined ? still : { ...still, boundName },
    )
    const { name, kind, container } = described
    if (name === row.name && kind === row.kind && container === row.container) return
    known.row = { ...row, ...described }
    this.#sink.add('netns', [known.row])
  }

  #leave(known: LivingNamespace): void {
    this.#living.delete(known.inode)
    this.#vanished += 1
    this.#sink.add('netns', [{ ...known.row, to_ns: this.#clock.now() }])
  }

  #describe(
    id: number,
    found: FoundNamespace,
  ): Pick<Row<'netns'>, 'name' | 'kind' | 'pid' | 'container'> {
    const { pid, boundName } = found
    if (id === hostNetnsId) return { name: 'host', kind: 'host', pid: null, container: null }
    const owner = pid === undefined ? undefined : this.#ownerOf(pid)
    const base = nameOf(boundName, owner) ?? (pid === undefined ? undefined : named(pid))
    return {
      name: this.#unique(id, base ?? `netns:[${found.inode}]`, pid),
      kind: boundName === undefined ? 'process' : 'named',
      pid: pid ?? null,
      container: owner?.id ?? null,
    }
  }

  /** The recorder's own unit tells nothing about a namespace made from the same shell. */
  #ownerOf(pid: number): CgroupOwner | undefined {
    const owner = ownerFromCgroup(readIfThere(`/proc/${pid}/cgroup`) ?? '')
    return owner?.id === this.#ownCgroupOwner?.id ? undefined : owner
  }

  /** Containers of one pod share a namespace, but one unit may have several. */
  #unique(id: number, name: string, pid: number | undefined): string {
    const taken = [...this.#living.values()].some(
      (known) => known.id !== id && known.row.name === name,
    )
    if (!taken) return name
    return pid === undefined ? `${name}#${id}` : `${name}/${pid}`
  }

  /** Whoever enters a namespace makes sure of that too. */
  #isSame(known: LivingNamespace, still: FoundNamespace): boolean {
    if (known.cookie === undefined) return true
    return this.#cookieOf(still) === known.cookie
  }

  #cookieOf(found: FoundNamespace): bigint | 'gone' | undefined {
    try {
      return this.#entry.cookieOf(found.inode, found.paths)
    } catch (error) {
      if (error instanceof NamespaceGoneError) return 'gone'
      // Not root: the namespace can be seen but not entered.
      if (errorCode(error) === 'EPERM') return 'gone'
      throw error
    }
  }
}

/** A CNI plug-in binds namespaces to names that nobody knows: the pod's is better. */
function nameOf(boundName: string | undefined, owner: CgroupOwner | undefined): string | undefined {
  const ownerName =
    owner?.kind === 'container'
      ? (containerName(owner.id, readIfThere) ?? owner.shortName)
      : owner?.shortName
  return boundName?.startsWith('cni-') === true
    ? (ownerName ?? boundName)
    : (boundName ?? ownerName)
}

const named = (pid: number): string =>
  `${(readIfThere(`/proc/${pid}/comm`) ?? 'process').replace(/\n$/, '')}/${pid}`
