/** The interface behind which the next hop is, for packets that wait for its address: they carry its number by then. */
import type { Case } from '../cause.js'
import { counterEvidence } from '../attribution/evidence.js'
import type { Counters } from '../artifacts/counters.js'
import type { Host } from '../artifacts/host.js'
import type { Evidence } from '../finding.js'
import { noticedWithinNs } from './link-state.js'

/** '' if it is not known. */
export function nextHopDevice({ groups: [group] }: Case, host: Host | undefined): string {
  if (group === undefined || host === undefined) return ''
  return host.interfaceName(group.netns, group.ifindex, group.fromNs)
}

/** Settings of `neigh` are those of the interface; those of 'default' are for interfaces to come, and the first namespace alone has them. */
export const neighbourSetting = (family: 4 | 6, device: string, name: string): string =>
  `net.ipv${family}.neigh.${device === '' ? 'default' : device}.${name}`

/** Its link was lost or came back about when packets were lost: addresses are resolved anew then, and asked for in vain meanwhile. */
export function carrierEvidence(
  found: Case,
  host: Host | undefined,
  counters: Counters | undefined,
): readonly Evidence[] {
  const device = nextHopDevice(found, host)
  const ref = { netns: found.netns, name: `link:${device}.carrier_changes` }
  const changes = counters?.get(ref.netns, ref.name)
  const isMeanwhile =
    changes !== undefined &&
    changes.delta > 0 &&
    changes.fromNs <= found.toNs + noticedWithinNs &&
    changes.toNs >= found.fromNs - noticedWithinNs
  return isMeanwhile
    ? counterEvidence(counters, ref, `times ${device} lost its carrier or had it again`)
    : []
}
