import type { CounterRef } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import { hookOf } from '../kernel/netfilter-hooks.js'
import { localSendCounters } from '../sockets/local-send.js'
import { isIpv6, isLocallySent, isTcp } from '../packets/packet-facts.js'

/**
 * Locally sent packets that a hook drops on the way out are discards to IP; at egress the device's queue refuses them, so
 * that UDP counts them as well. Nothing else counts firewall drops.
 */
export function hookCounters(group: DropGroup): CounterRef[] {
  const hook = hookOf(group)
  if (hook === 'egress')
    return localSendCounters(group).map((name) => ({ netns: group.netns, name }))
  const out = hook === 'output' || hook === 'postrouting'
  if (!out || !isLocallySent(group)) return []
  const ofIp = isIpv6(group) ? 'snmp6:Ip6OutDiscards' : 'snmp:Ip.OutDiscards'
  const counts = isTcp(group) ? localSendCounters(group).includes(ofIp) : true
  return counts ? [{ netns: group.netns, name: ofIp }] : []
}
