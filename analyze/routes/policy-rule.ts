/** Policy routing rules (`ip rule`) that refuse packets: type blackhole, unreachable or prohibit. */
import type { Row } from '../../session/tables.js'
import type { FlowKey } from '../artifacts/group.js'
import { inPrefix } from './prefix.js'
import { ipProtocolName } from '../../session/packet/numbers.js'

export interface RefusingRule {
  readonly row: Row<'rule'>
  /** A selector that recorded packets do not tell (fwmark, uidrange, tos …) was left out, or an earlier rule may route it. */
  readonly isSure: boolean
}

/** The first rule of this type that fits a packet of the flow that came in on `interfaceName`. */
export function refusingRule(
  rules: readonly Row<'rule'>[],
  type: string,
  flow: FlowKey,
  interfaceName: string,
): RefusingRule | undefined {
  let mayBeRoutedBefore = false
  const ordered = rules
    .filter(({ family }) => family === flow.family)
    .sort((a, b) => a.priority - b.priority)
  for (const row of ordered) {
    const { fits, isSure, action } = fitOf(row.text, flow, interfaceName)
    if (!fits) continue
    if (action === type) return { row, isSure: isSure && !mayBeRoutedBefore }
    // All packets pass the table of local addresses first; those for this host are not refused at all.
    if (action !== 'lookup local') mayBeRoutedBefore = true
  }
  return undefined
}

interface Fit {
  readonly fits: boolean
  readonly isSure: boolean
  /** 'prohibit', 'lookup main' … */
  readonly action: string
}

const actions = ['lookup', 'blackhole', 'unreachable', 'prohibit', 'goto', 'nop']

function fitOf(text: string, flow: FlowKey, interfaceName: string): Fit {
  const words = text.split(' ')
  const inverted = words[0] === 'not'
  const start = inverted ? 1 : 0
  const end = words.findIndex((word) => actions.includes(word))
  const selectors = words.slice(start, end < 0 ? undefined : end)
  let fits = true
  let isSure = true
  for (let i = 0; i + 1 < selectors.length; i += 2) {
    const fit = selectorFits(selectors[i] ?? '', selectors[i + 1] ?? '', flow, interfaceName)
    if (fit === undefined) isSure = false
    else fits &&= fit
  }
  return {
    // What cannot be seen may be what the rule is turned round for.
    fits: inverted && isSure ? !fits : fits,
    isSure,
    action: end < 0 ? '' : words.slice(end, end + 2).join(' '),
  }
}

/** undefined = the packet does not tell. */
function selectorFits(
  selector: string,
  value: string,
  flow: FlowKey,
  interfaceName: string,
): boolean | undefined {
  switch (selector) {
    case 'from':
      return value === 'all' || isIn(flow.src, value)
    case 'to':
      return isIn(flow.dst, value)
    case 'iif':
      return value === interfaceName
    case 'ipproto':
      return value === ipProtocolName(flow.proto) || value === String(flow.proto)
    case 'sport':
      return inRange(flow.sport, value)
    case 'dport':
      return inRange(flow.dport, value)
    default:
      return undefined
  }
}

const isIn = (address: string, prefix: string): boolean =>
  prefix.includes('/') ? inPrefix(address, prefix) : address === prefix

function inRange(port: number, range: string): boolean {
  const [from = 0, to = from] = range.split('-').map(Number)
  return port >= from && port <= to
}
