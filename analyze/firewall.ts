import type { Row } from '../session/tables.js'

/** A firewall rule, or a chain's policy, with what it matched during the recording. */
export interface FirewallRule extends Row<'firewall_rule'> {
  /** Packets its counter gained; undefined if it has no counter. */
  readonly matched: number | undefined
}

export class Firewall {
  readonly rules: readonly FirewallRule[]
  readonly #at = new Map<string, readonly FirewallRule[]>()

  /** `rows`: those of phase 'start' and of phase 'end'. */
  constructor(rows: readonly Row<'firewall_rule'>[]) {
    const first = new Map<string, Row<'firewall_rule'>>()
    const last = new Map<string, Row<'firewall_rule'>>()
    for (const row of rows) {
      const key = identity(row)
      if (!first.has(key)) first.set(key, row)
      last.set(key, row)
    }
    this.rules = [...last].map(([key, row]) => {
      const before = first.get(key)
      // a rule that was not there at the start began with a counter of zero
      const start = before?.phase === 'start' ? (before.packets ?? 0) : 0
      // read once, at the start (cut off, or deleted since): what it matched is not known, which is no zero
      const isReadLater = row.phase !== 'start'
      const isKnown = isReadLater && row.packets !== null
      return { ...row, matched: isKnown ? gained(start, row.packets) : undefined }
    })
  }

  /**
   * Rules of all chains that a packet at this hook may run through, in the order of their chains.
   * `device`: only chains of that device, where chains are per device; '' = not known.
   */
  at(netns: number | null, hook: string, device = ''): readonly FirewallRule[] {
    const known = this.#at.get(`${netns} ${hook} ${device}`)
    if (known !== undefined) return known
    const found = this.#find(netns, hook, device)
    this.#at.set(`${netns} ${hook} ${device}`, found)
    return found
  }

  #find(netns: number | null, hook: string, device: string): readonly FirewallRule[] {
    const inNetns = this.rules.filter((r) => r.netns === netns)
    const bases = inNetns
      .filter((r) => isBaseAt(r, hook) && isOnDevice(r, device))
      .map((r) => chainOf(r))
    const reached = new Set(bases)
    // follow jump and goto until nothing new is reached
    for (let before = -1; before !== reached.size;) {
      before = reached.size
      for (const rule of inNetns) {
        const target = /^(?:jump|goto) (\S+)/.exec(rule.verdict)?.[1]
        if (target !== undefined && reached.has(chainOf(rule))) reached.add(chainOf(rule, target))
      }
    }
    return inNetns.filter((r) => reached.has(chainOf(r))).sort((a, b) => a.priority - b.priority)
  }
}

/** Frames that a bridge passes on have hooks of their own, which go by the same names. */
const isBaseAt = (rule: Row<'firewall_rule'>, hook: string): boolean =>
  hook === 'bridge'
    ? rule.family === 'bridge' && rule.hook !== ''
    : rule.hook === hook && rule.family !== 'bridge' && rule.family !== 'arp'

const isOnDevice = (rule: Row<'firewall_rule'>, device: string): boolean =>
  rule.device === '' || device === '' || rule.device.split(/[\s,{}"]+/).includes(device)

/** A counter that was reset or whose table was replaced begins at zero again. */
const gained = (start: number, end: number): number => (end >= start ? end - start : end)

const identity = (r: Row<'firewall_rule'>): string =>
  [
    r.netns,
    r.tool,
    r.family,
    r.table_name,
    r.chain,
    r.position < 0 ? 'policy' : r.handle,
    r.text,
  ].join('\0')

const chainOf = (r: Row<'firewall_rule'>, chain = r.chain): string =>
  [r.tool, r.family, r.table_name, chain].join('\0')

/** `inet filter input: udp dport 53 drop # handle 4` */
export function ruleLabel(rule: FirewallRule): string {
  const place = `${rule.tool} ${rule.family} ${rule.table_name} ${rule.chain}`
  if (rule.position < 0) return `${place}: policy ${rule.verdict}`
  return `${place}: ${rule.text.replace(/\s*# handle \d+$/, '')} (handle ${rule.handle})`
}
