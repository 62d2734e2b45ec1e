import { ipProtocolName } from '../../session/packet/numbers.js'
import type { Case } from '../cause.js'

/** 'protocol 253', 'protocols gre and 253' */
export function protocolsOf(found: Case): string {
  const names = [...new Set(found.groups.map((g) => g.flow?.proto))]
    .filter((proto) => proto !== undefined)
    .map((proto) => ipProtocolName(proto))
  return names.length === 1
    ? `protocol ${names[0] ?? ''}`
    : `protocols ${names.slice(0, 5).join(', ')}`
}
