import type { Row } from '../../../session/tables.js'
import type { KernelSymbol } from '../../host/kernel-symbols.js'
import type { DropSourceContext, Mask } from '../../source.js'
import { isMasked } from '../rows/mask.js'
import { namespaceOf } from './alert-namespace.js'

/** A drop_key of this source. */
export interface AlertKey {
  readonly id: number
  readonly masked: boolean
  readonly siteName: string
  /** Details written in the bucket that began at `detailsFromNs`. */
  details: number
  detailsFromNs: number
}

/** What an alert tells of the kind of a drop. */
export interface AlertKeyParts {
  /** 0 = hardware */
  readonly pc: bigint
  /** As `%pS` prints it, '' if not told. */
  readonly symbol: string
  readonly reason: string
  readonly ifindex: number
  readonly interfaceName: string
  readonly protocol: number
  /** 'GROUP/NAME' or 'GROUP/NAME/COOKIE', '' for drops in the kernel. */
  readonly trap: string
}

/** Gives each kind of drop its drop_key. */
export class AlertKeys {
  readonly #context: DropSourceContext
  #masks: readonly Mask[]
  /** Found again without looking at masks and namespaces, which change seldom: by site, then by the rest. */
  readonly #quick = new Map<bigint, Map<string, AlertKey>>()
  readonly #byIdentity = new Map<string, AlertKey>()

  constructor(context: DropSourceContext) {
    this.#context = context
    this.#masks = context.masks
  }

  keyOf(parts: AlertKeyParts): AlertKey {
    let ofSite = this.#quick.get(parts.pc)
    if (ofSite === undefined) this.#quick.set(parts.pc, (ofSite = new Map<string, AlertKey>()))
    const rest = `${parts.reason} ${parts.ifindex} ${parts.protocol} ${parts.trap} ${parts.interfaceName}`
    let key = ofSite.get(rest)
    if (key === undefined) ofSite.set(rest, (key = this.#find(parts)))
    return key
  }

  setMasks(masks: readonly Mask[]): void {
    this.#masks = masks
    this.#quick.clear()
  }

  /** Namespaces and interfaces come and go, and with them what an interface index means. Call it now and then. */
  refresh(): void {
    this.#quick.clear()
  }

  #find(parts: AlertKeyParts): AlertKey {
    const { symbols, netns: registry } = this.#context
    const { reason, ifindex, protocol, trap } = parts
    const site = parts.pc === 0n ? 0 : symbols.idOf(parts.pc, symbolFromText(parts.symbol))
    const siteName = site === 0 ? trap : symbols.symbol(site).name
    const netns = namespaceOf(this.#context, ifindex, parts.interfaceName)
    const iface =
      parts.interfaceName !== ''
        ? parts.interfaceName
        : netns === null || ifindex === 0
          ? undefined
          : this.#context.interfaceName(netns, ifindex)
    const masked =
      this.#masks.length > 0 &&
      isMasked(this.#masks, {
        reason,
        site: siteName,
        iface,
        netns: registry.list().find(({ id }) => id === netns)?.name,
      })
    const row = { site, reason, netns, ifindex, protocol, trap, masked: masked ? 1 : 0 }
    const identity = JSON.stringify(row)
    return this.#byIdentity.get(identity) ?? this.#add(identity, row, siteName)
  }

  #add(identity: string, row: Omit<Row<'drop_key'>, 'id' | 'source'>, siteName: string): AlertKey {
    const id = this.#context.idBase + this.#byIdentity.size + 1
    const masked = row.masked === 1
    const key: AlertKey = { id, masked, siteName, details: 0, detailsFromNs: -1 }
    this.#byIdentity.set(identity, key)
    this.#context.sink.add('drop_key', [{ id, source: 'drop-monitor', ...row }])
    return key
  }
}

/** 'nf_hook_slow+0xa1/0xb0 [nf]', cut at 39 characters; undefined if there is no name in it. */
export function symbolFromText(text: string): KernelSymbol | undefined {
  const [, name = '', offset, module] =
    /^([^+\s]+)(?:\+0x([0-9a-f]+)(?:\/0x[0-9a-f]*)?(?: \[([^\]]*)\]?)?)?/.exec(text) ?? []
  // An address the kernel itself cannot name is printed as a number.
  if (name === '' || name.startsWith('0x')) return undefined
  return { name, offset: offset === undefined ? 0 : parseInt(offset, 16), module: module ?? '' }
}
