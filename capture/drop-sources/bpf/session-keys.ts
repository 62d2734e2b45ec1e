import type { NewKey } from '../../../native/index.js'
import { notSpecified, type DropReasons } from '../../host/drop-reasons.js'
import type { DropSourceContext, Mask } from '../../source.js'
import { isMasked } from '../rows/mask.js'

/** A key of the BPF program. In the session it has one id while it is masked and another while it is not. */
interface SessionKey {
  readonly key: NewKey
  readonly site: number
  readonly reason: string
  readonly netns: number | null
  /** Its packets found no socket: which one it should have been, and whether it was there, only a look at them tells. */
  readonly isSocketless: boolean
  masked: boolean
  /** drop_key.id on either side, 0 = was never on that side. */
  readonly ids: { open: number; masked: number }
  /** The masks in force are those under which it was met. */
  sameMasks: boolean
}

/**
 * Which drop_key a key of the BPF program counts under. It changes sides with `change`, and keeps its two ids for as
 * long as it lives: however often a mask goes on and off, there are two rows for it.
 */
export class SessionKeys {
  readonly #context: DropSourceContext
  readonly #reasons: DropReasons
  readonly #keys: (SessionKey | undefined)[] = []
  readonly #nameless = new Set<number>()
  #masks: readonly Mask[]
  #ids: number

  constructor(context: DropSourceContext, reasons: DropReasons) {
    this.#context = context
    this.#reasons = reasons
    this.#masks = context.masks
    this.#ids = context.idBase
  }

  /** Takes a new key, tells whether it is masked. */
  add(key: NewKey): boolean {
    const { symbols, netns: registry } = this.#context
    const netns = key.netnsInode === 0 ? null : registry.idOf(key.netnsInode, key.netnsCookie)
    const site = symbols.idOf(key.address)
    const reason = this.#reasons.name(key.reason)
    const added: SessionKey = {
      ...{ key, site, reason, netns },
      isSocketless:
        reason === 'NO_SOCKET' ||
        (reason === notSpecified && /^_*(udp|tcp)/.test(symbols.symbol(site).name)),
      masked: false,
      ids: { open: 0, masked: 0 },
      sameMasks: true,
    }
    this.#keys[key.id] = added
    this.#onDevice(added, key.firstNs)
    this.#lookForSockets(added)
    added.masked = this.#covered(added, this.#masks, this.#netnsNames(this.#masks))
    this.#addRow(added)
    return added.masked
  }

  /** It dropped again, after `atNs`: its interface's number may have been given to another and come back since. */
  again(key: number, atNs: number): void {
    this.#onDevice(this.#keys[key], atNs)
    this.#lookForSockets(this.#keys[key])
  }

  /** Where a row of drops that were counted at about `atNs` belongs: while its interface had its number. */
  rowNs(key: number, atNs: number): number {
    const known = this.#keys[key]
    if (known === undefined || known.netns === null || known.key.device === '') return atNs
    const {
      netns,
      key: { ifindex, device },
    } = known
    return this.#context.whileHeld(netns, ifindex, device, atNs)
  }

  /** null if the namespace is not known. */
  netnsOf(key: number): number | null {
    return this.#keys[key]?.netns ?? null
  }

  isMasked(key: number): boolean {
    return this.#keys[key]?.masked === true
  }

  /** Its interface or namespace has no name yet, and a mask asks for names. */
  isNameless(key: number): boolean {
    return this.#nameless.has(key)
  }

  /** drop_key.id under which it counts now. */
  idOf(key: number): number {
    const known = this.#keys[key]
    if (known === undefined) return 0
    return known.masked ? known.ids.masked : known.ids.open
  }

  /** drop_key.id that its flows belong to: masked drops have none. */
  openIdOf(key: number): number {
    return this.#keys[key]?.ids.open ?? 0
  }

  /** symbol.id of its site. */
  siteOf(key: number): number {
    return this.#keys[key]?.site ?? 0
  }

  /** Keys that would change sides under `masks`. */
  changing(masks: readonly Mask[]): readonly number[] {
    const names = this.#netnsNames(masks)
    return this.#keys.flatMap((known) =>
      known !== undefined && this.#covered(known, masks, names) !== known.masked
        ? [known.key.id]
        : [],
    )
  }

  /** Puts `masks` in force; returns the keys that changed sides. */
  change(masks: readonly Mask[]): readonly number[] {
    const changing = this.changing(masks)
    this.#masks = masks
    for (const known of this.#keys) if (known !== undefined) known.sameMasks = false
    for (const id of changing) this.#turn(id)
    return changing
  }

  /** Keys met before their interface or namespace had a name, and which a mask covers now that it has one. */
  newlyNamed(): readonly number[] {
    if (this.#nameless.size === 0) return []
    const names = this.#netnsNames(this.#masks)
    return [...this.#nameless].filter((id) => {
      const known = this.#keys[id]
      return known !== undefined && this.#covered(known, this.#masks, names) && !known.masked
    })
  }

  /** Masks a key of `newlyNamed`. True if all that it counted so far is masked: it was met under the masks in force. */
  maskNamed(id: number): boolean {
    const known = this.#keys[id]
    if (known === undefined) return false
    const allAlong = known.sameMasks
    if (allAlong) {
      known.ids.masked = known.ids.open
      known.ids.open = 0
    }
    this.#turn(id)
    return allAlong
  }

  #lookForSockets(known: SessionKey | undefined): void {
    if (known?.isSocketless === true && known.netns !== null)
      this.#context.onSocketDrop(0, known.netns)
  }

  #onDevice(known: SessionKey | undefined, atNs: number): void {
    if (known === undefined || known.netns === null || known.key.device === '') return
    this.#context.onDevice(known.netns, known.key.ifindex, known.key.device, atNs)
  }

  #turn(id: number): void {
    const known = this.#keys[id]
    if (known === undefined) return
    known.masked = !known.masked
    this.#addRow(known)
  }

  #addRow({ key, site, reason, netns, masked, ids }: SessionKey): void {
    const side = masked ? 'masked' : 'open'
    if (ids[side] === 0) ids[side] = ++this.#ids
    const { ifindex, protocol } = key
    this.#context.sink.add('drop_key', [
      {
        id: ids[side],
        source: 'bpf',
        site,
        reason,
        netns,
        ifindex,
        protocol,
        trap: '',
        masked: masked ? 1 : 0,
      },
    ])
  }

  #covered(
    known: SessionKey,
    masks: readonly Mask[],
    netnsNames: ReadonlyMap<number, string> | undefined,
  ): boolean {
    if (masks.length === 0) return false
    const { key, site, reason, netns } = known
    const iface = key.device === '' ? this.#interfaceName(netns, key.ifindex) : key.device
    const netnsName = netns === null ? undefined : netnsNames?.get(netns)
    const hasNames =
      netns === null ||
      ((key.ifindex === 0 || iface !== undefined) &&
        (netnsNames === undefined || netnsName !== undefined))
    if (hasNames) this.#nameless.delete(key.id)
    else this.#nameless.add(key.id)
    const { name } = this.#context.symbols.symbol(site)
    return isMasked(masks, { reason, site: name, iface, netns: netnsName })
  }

  #interfaceName(netns: number | null, ifindex: number): string | undefined {
    return netns === null ? undefined : this.#context.interfaceName(netns, ifindex)
  }

  /** Listing namespaces looks into /proc: only where it is asked for. */
  #netnsNames(masks: readonly Mask[]): ReadonlyMap<number, string> | undefined {
    if (!masks.some(({ field }) => field === 'netns')) return undefined
    return new Map(this.#context.netns.list().map(({ id, name }) => [id, name]))
  }
}
