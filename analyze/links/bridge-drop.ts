/** Why did a bridge not pass a frame on? One place and hardly any reason: the ports' settings decide. */
import { defineCause, type Case, type Cause, type Claim } from '../cause.js'
import { bridgeOf, type BridgeAt } from './bridge-port.js'
import { hasCarrier, isUp } from './link-state.js'
import { plural } from '../attribution/evidence.js'
import type { Evidence, Remedy, Severity } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { noReason } from '../attribution/reason-cause.js'
import type { Row } from '../../session/tables.js'

export type BridgeFate =
  'down' | 'blocked' | 'locked' | 'isolated' | 'hairpin' | 'no-target' | 'unknown'

const sites = [
  'br_handle_frame',
  'br_handle_frame_finish',
  'br_forward',
  'br_flood',
  'br_multicast_flood',
  'br_dev_xmit',
]

/** undefined if it was no bridge that dropped it. */
export function bridgeFate(
  group: DropGroup,
  host: Host | undefined,
): { readonly fate: BridgeFate; readonly sure: boolean } | undefined {
  const blocked = group.reason === 'BRIDGE_INGRESS_STP_STATE'
  const noTarget = group.reason === 'NO_TX_TARGET'
  if (!blocked && !(sites.includes(group.site) && (noTarget || noReason.includes(group.reason))))
    return undefined
  const at = bridgeOf(group, host)
  if (at === undefined) {
    if (blocked) return { fate: 'blocked', sure: true }
    return noTarget ? { fate: 'no-target', sure: true } : { fate: 'unknown', sure: false }
  }
  if (at.bridge !== undefined && !isUp(at.bridge)) return { fate: 'down', sure: true }
  if (blocked || at.port.state !== 'forwarding') return { fate: 'blocked', sure: true }
  return noTarget ? withoutTarget(at) : refused(at)
}

/** The frame was to be flooded, and no port would take it. */
function withoutTarget({ port, others }: BridgeAt): { fate: BridgeFate; sure: boolean } {
  const open = others.filter((o) => o.port.state === 'forwarding')
  if (open.length === 0 && others.length > 0) return { fate: 'blocked', sure: true }
  const isolated = open.length > 0 && port.isolated && open.every((o) => o.port.isolated)
  return isolated ? { fate: 'isolated', sure: true } : { fate: 'no-target', sure: true }
}

/** Refused before it was looked up (a locked port), or by the one port it was for. */
function refused({ port, others }: BridgeAt): { fate: BridgeFate; sure: boolean } {
  if (port.locked) return { fate: 'locked', sure: true }
  const closed = others.some((o) => o.port.state !== 'forwarding')
  const isolated = port.isolated && others.some((o) => o.port.isolated)
  // what is left of should_deliver(): the station is behind the port the frame came from
  if (!closed && !isolated) return { fate: 'hairpin', sure: true }
  if (closed && isolated) return { fate: 'isolated', sure: false }
  return { fate: closed ? 'blocked' : 'isolated', sure: false }
}

interface BridgeCause {
  readonly name: string
  readonly what: string
  readonly fate: BridgeFate
  readonly severity: Severity
  /** What comes after '5 frames '. `down`: ports of the bridge that are down or without carrier. */
  readonly sentence: (port: string, bridge: string, down: readonly string[]) => string
  readonly remedy: (port: string, bridge: string, down: readonly string[]) => Remedy
}

export function bridgeCause({ name, what, fate, severity, sentence, remedy }: BridgeCause): Cause {
  return defineCause({
    name,
    kind: 'depends',
    what,
    uses: ['host'],
    claim(group, { host }): Claim | undefined {
      const found = bridgeFate(group, host)
      const isThis = found?.fate === fate || (found?.fate === 'unknown' && fate === 'blocked')
      if (found === undefined || !isThis) return undefined
      if (found.fate === 'unknown')
        return {
          confidence: 'possible',
          why: 'freed by the bridge, without a reason; its ports were not recorded',
          subject: String(group.ifindex),
        }
      return {
        confidence: found.sure ? 'certain' : 'likely',
        why: found.sure
          ? 'the place, and the settings of the ports, leave no other reading'
          : 'several ports refuse frames; which one this was for is not known',
        subject: String(group.ifindex),
      }
    },
    explain(found, { host, names }) {
      const at = found.groups[0] === undefined ? undefined : bridgeOf(found.groups[0], host)
      const port = names.interface(found.netns, Number(found.subject), found.fromNs)
      const bridge = at?.bridge?.name ?? 'the bridge'
      const down = portsOf(at)
        .filter((device) => !isUp(device) || !hasCarrier(device))
        .map(({ name }) => name)
      return {
        title: `${plural(found.drops, 'frame')} ${sentence(port, bridge, down)}`,
        severity,
        evidence: portEvidence(found, at),
        remedy: [remedy(port, bridge, down)],
      }
    },
  })
}

const portsOf = (at: BridgeAt | undefined): readonly Row<'interface'>[] =>
  at === undefined ? [] : [at.device, ...at.others.map((other) => other.device)]

const portEvidence = (found: Case, at: BridgeAt | undefined): Evidence[] =>
  portsOf(at)
    .slice(0, 8)
    .map((device) => ({
      label: `bridge port ${device.name}`,
      value: device.bridge_port ?? '',
      query: `SELECT bridge_port FROM interface WHERE netns = ${found.netns ?? 0} AND ifindex = ${device.ifindex}`,
    }))
