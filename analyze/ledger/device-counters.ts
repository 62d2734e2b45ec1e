/** Counters of the device a packet was dropped on, as /proc/net/dev and rtnetlink name them. */
import type { CounterRef, Names } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'

const deviceOf = (group: DropGroup, names: Names): string =>
  names.interface(group.netns, group.ifindex, group.fromNs)

export const receiveDropCounters = (group: DropGroup, names: Names): CounterRef[] =>
  deviceCounters(group.netns, deviceOf(group, names), 'rx')

export const transmitDropCounters = (group: DropGroup, names: Names): CounterRef[] =>
  deviceCounters(group.netns, deviceOf(group, names), 'tx')

export const deviceCounters = (
  netns: number | null,
  device: string,
  direction: 'rx' | 'tx',
): CounterRef[] =>
  device === ''
    ? []
    : [
        { netns, name: `dev:${device}.${direction}_drop` },
        { netns, name: `link:${device}.${direction}_dropped` },
      ]
