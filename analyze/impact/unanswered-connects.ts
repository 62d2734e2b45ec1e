/**
 * Requests that a listener refuses without a drop event were captured all the same, as connection attempts that nobody
 * answered. Attempts that were answered at a later try are not among them.
 */
import { ipProtocol } from '../../session/packet/numbers.js'
import type { Case } from '../cause.js'
import type { ConnectImpact } from '../finding.js'
import { acceptsAddress } from '../artifacts/host.js'
import type { TrafficFlow } from '../artifacts/traffic.js'
import type { ImpactContext } from './impact-context.js'

export interface UnansweredConnects {
  readonly impact: ConnectImpact
  /** One for each attempt. */
  readonly flows: readonly TrafficFlow[]
  /** SYNs, repeated ones included. */
  readonly packets: number
}

/** Each SYN that is not answered is sent again after twice the time (RFC 6298); the first time after 1 s. */
const firstTimeoutNs = 1e9

export function unansweredConnects(
  { silent, netns }: Case,
  { flows, endNs }: ImpactContext,
): UnansweredConnects | undefined {
  const listeners = silent.flatMap(({ listener }) => listener ?? [])
  const attempts = new Map<string, TrafficFlow>()
  for (const flow of flows.flows) {
    const isRequest =
      flow.netns === netns &&
      flow.proto === ipProtocol.tcp &&
      listeners.some((l) => l.local_port === flow.dport && acceptsAddress(l, flow.dst))
    if (!isRequest || flows.answersTo(netns, { ...flow, tcpFlags: 0 }) !== undefined) continue
    // one packet is seen on several interfaces of a namespace
    const ends = `${flow.src} ${flow.sport} ${flow.dst}`
    if (flow.packets > (attempts.get(ends)?.packets ?? 0)) attempts.set(ends, flow)
  }
  if (attempts.size === 0) return undefined
  const found = [...attempts.values()]
  const packets = found.reduce((sum, flow) => sum + flow.packets, 0)
  const gaveUp = found.filter((flow) => isOver(flow, endNs)).length
  const impact = {
    ...{
      attempts: found.length,
      connected: 0,
      refused: 0,
      gaveUp,
      unfinished: found.length - gaveUp,
    },
    ...{ retries: packets - found.length, connectedAfterMs: null },
    // times of captured flows are whole seconds
    failedAfterMs: null,
  }
  return { impact, flows: found, packets }
}

const isOver = ({ fromNs, toNs }: TrafficFlow, endNs: number): boolean =>
  toNs + 2 * Math.max(firstTimeoutNs, toNs - fromNs) < endNs
