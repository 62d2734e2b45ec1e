/** Rows of table interface. */
import { readlinkSync } from 'node:fs'
import type { Row } from '../../session/tables.js'
import { unlisted } from '../../session/tables/namespaces.js'
import type { Link } from '../netlink/link-message.js'
import { hostNetnsId } from './namespaces.js'
import { errorCode } from './read-proc.js'
import { withProgramFacts } from './xdp-programs.js'

/** Resolves an id that one namespace has for another to the session's id, null if unknown. */
export type ResolvePeer = (netns: number, linkNetnsId: number) => number | null

/** An interface as rtnetlink lists it. */
export function interfaceRow(
  netns: number,
  link: Link,
  from_ns: number,
  resolvePeer: ResolvePeer,
): Row<'interface'> {
  return {
    netns,
    ifindex: link.ifindex,
    name: link.name,
    kind: link.kind,
    link_type: link.linkType,
    mac: link.mac,
    mtu: link.mtu,
    flags: link.flags,
    operstate: link.operstate,
    master: link.master ?? null,
    link: link.link ?? null,
    link_netns: link.linkNetnsId === undefined ? null : resolvePeer(netns, link.linkNetnsId),
    qdisc: link.qdisc,
    tx_queue_len: link.txQueueLength,
    xdp: link.xdp.length === 0 ? null : JSON.stringify(withProgramFacts(link.xdp)),
    bridge_port: link.bridgePort === undefined ? null : JSON.stringify(link.bridgePort),
    driver: netns === hostNetnsId ? driverOf(link.name) : null,
    from_ns,
    to_ns: null,
  }
}

/** An interface that nobody has listed: from its drops its name and number are known. */
export function unlistedRow(
  netns: number,
  ifindex: number,
  name: string,
  from_ns: number,
): Row<'interface'> {
  return {
    ...{ netns, ifindex, name, kind: unlisted, link_type: 0, mac: '', mtu: 0, flags: 0 },
    ...{ operstate: '', master: null, link: null, link_netns: null, qdisc: '', tx_queue_len: 0 },
    ...{ xdp: null, bridge_port: null, driver: null, from_ns, to_ns: null },
  }
}

/** sysfs shows the devices of the namespace it was mounted in: the host's. Virtual devices have no driver there. */
function driverOf(name: string): string | null {
  try {
    const target = readlinkSync(`/sys/class/net/${name}/device/driver`)
    return target.slice(target.lastIndexOf('/') + 1)
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR', 'EINVAL'].includes(errorCode(error))) return null
    throw error
  }
}
