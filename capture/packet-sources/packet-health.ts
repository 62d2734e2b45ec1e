import type { SourceHealth } from '../source.js'

export interface PacketFacts {
  /** Interfaces that were captured on, now or earlier. */
  readonly captures: number
  readonly packets: number
  readonly lost: number
  /** What could not be opened: 'IFACE: libpcap's message'. */
  readonly failures: readonly string[]
  readonly death: string | undefined
  readonly cutShort: boolean
  readonly overInterfaceLimit: number
  readonly flowPacketsOverLimit: number
  readonly bufferBytes: number
}

const maxListed = 5

/** How the capture fared, worst first. */
export function packetHealth(facts: PacketFacts): SourceHealth {
  const { captures, packets, lost } = facts
  const { failures, death, cutShort, overInterfaceLimit, flowPacketsOverLimit } = facts
  const reasons = [
    ...(death === undefined
      ? []
      : [`the capture process ended (${death}): later packets are missing`]),
    ...(cutShort ? ['traffic came faster than it could be drained at the end'] : []),
    ...(lost > 0 ? [`${lost} packets found the kernel's buffer full, ${packets} were taken`] : []),
    ...(failures.length > 0 ? [`not captured: ${listed(failures)}`] : []),
    ...(overInterfaceLimit > 0
      ? [
          `up to ${overInterfaceLimit} interfaces at once found no memory for a buffer: their packets are missing`,
        ]
      : []),
    ...(flowPacketsOverLimit > 0
      ? [`${flowPacketsOverLimit} packets of flows beyond the limit are counted as one flow`]
      : []),
  ]
  const detail = {
    interfaces: captures,
    packets,
    lost,
    failures,
    flowPacketsOverLimit,
    bufferBytes: facts.bufferBytes,
  }
  if (captures === 0) {
    const why = reasons.join('; ') || 'no interface was up'
    return { status: 'unavailable', why, lost, detail }
  }
  return { status: reasons.length > 0 ? 'partial' : 'ok', why: reasons.join('; '), lost, detail }
}

function listed(items: readonly string[]): string {
  const more = items.length > maxListed ? ` and ${items.length - maxListed} more` : ''
  return items.slice(0, maxListed).join(', ') + more
}
