/** Is the device, or the other end of its link, able to take packets? */
import type { Row } from '../../session/tables.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'

const upFlag = 1
const lowerUpFlag = 65536

export const isUp = (device: Row<'interface'>): boolean => (device.flags & upFlag) !== 0

export const hasCarrier = (device: Row<'interface'>): boolean =>
  (device.flags & lowerUpFlag) !== 0 && device.operstate !== 'lowerlayerdown'

export const deviceOf = (group: DropGroup, host: Host): Row<'interface'> | undefined =>
  host.interfaceAt(group.netns, group.ifindex, group.fromNs)

/** Links are looked at each second: one that went down shows that late. */
export const noticedWithinNs = 1.5e9

/** The device as it was while it refused to send: down or without carrier if it was so at some time, or soon after. */
export function refusingDevice(group: DropGroup, host: Host): Row<'interface'> | undefined {
  const unable = host
    .historyOf(group.netns, group.ifindex)
    .find(
      (row) =>
        !(isUp(row) && hasCarrier(row)) &&
        row.from_ns <= group.toNs + noticedWithinNs &&
        (row.to_ns ?? Infinity) >= group.fromNs,
    )
  return unable ?? deviceOf(group, host)
}

/** The other end of a veth, where it is in a namespace that was recorded. */
export function peerOf(
  device: Row<'interface'>,
  host: Host,
  atNs: number,
): Row<'interface'> | undefined {
  if (device.link === null || device.kind !== 'veth') return undefined
  return host.interfaceAt(device.link_netns ?? device.netns, device.link, atNs)
}
