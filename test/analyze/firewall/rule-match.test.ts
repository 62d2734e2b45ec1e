import assert from 'node:assert/strict'
import type { FirewallRule } from '../../../analyze/firewall/firewall.js'
import type { DropGroup, FlowKey } from '../../../analyze/artifacts/group.js'
import { matchesPacket } from '../../../analyze/firewall/rule-match.js'

const flow: FlowKey = {
  family: 4,
  proto: 17,
  src: '192.0.2.1',
  sport: 4000,
  dst: '198.51.100.7',
  dport: 53,
  tcpFlags: 0,
}

const match = (text: string, packet: { readonly flow?: FlowKey } = { flow }): string =>
  matchesPacket({ text } as FirewallRule, packet as DropGroup)

/** Fits: yes = certainly, no = certainly not, maybe = the rule says more than can be read. */
const texts: readonly (readonly [text: string, wanted: 'yes' | 'no' | 'maybe'])[] = [
  ['drop', 'yes'],
  ['udp dport 53 drop', 'yes'],
  ['udp dport 53 counter packets 3 bytes 90 drop # handle 7', 'yes'],
  ['udp dport { 53, 67-68 } drop', 'yes'],
  ['udp dport { 52, 67-68 } drop', 'no'],
  ['udp dport != 53 drop', 'no'],
  ['tcp dport 53 drop', 'no'],
  ['th dport 53 drop', 'yes'],
  ['ip saddr 192.0.2.0/24 udp dport 53 drop', 'yes'],
  ['ip saddr != 192.0.2.0/24 drop', 'no'],
  ['ip daddr { 198.51.100.7, 203.0.113.1 } drop', 'yes'],
  ['ip saddr @blocked drop', 'maybe'],
  ['ip saddr @blocked drop # @blocked = { 192.0.2.0-192.0.2.9, 10.0.0.1 }', 'yes'],
  ['ip saddr @blocked drop # @blocked = { 192.0.2.3-192.0.2.9 }', 'no'],
  ['ip saddr @empty drop # @empty = {  }', 'no'],
  ['udp dport @empty drop # @empty = {  }', 'no'],
  ['ip saddr . udp dport @bad drop # @bad = { 192.0.2.1 . 53 }', 'yes'],
  ['ip saddr @a udp dport @b drop # @b = { 53 }', 'maybe'],
  ['ip saddr . udp dport { 192.0.2.1 . 53, 192.0.2.2 . 99 } drop', 'yes'],
  ['ip saddr . udp dport { 192.0.2.1 . 99 } drop', 'no'],
  ['ip saddr . udp dport @bad drop', 'maybe'],
  ['udp dport 53 log prefix "x" level debug flags all drop', 'yes'],
  ['meta nfproto ipv6 drop', 'no'],
  ['meta l4proto udp drop', 'yes'],
  ['meta l4proto tcp drop', 'no'],
  ['icmp type echo-request drop', 'no'],
  ['iifname "eth0" udp dport 53 drop', 'maybe'],
  ['udp dport domain drop', 'maybe'],
  ['ct state invalid drop', 'maybe'],
  ['limit rate 5/second udp dport 53 drop', 'maybe'],
  ['-A INPUT -p udp -m udp --dport 53 -j DROP', 'yes'],
  ['-A INPUT -p tcp -m tcp --dport 53 -j DROP', 'no'],
  ['-A INPUT ! -p tcp -j DROP', 'yes'],
  ['-A INPUT -s 192.0.2.0/24 -p udp -m multiport --dports 53,80 -j DROP', 'yes'],
  ['-A INPUT -s 10.0.0.0/8 -j DROP', 'no'],
  ['-A INPUT ! -s 10.0.0.0/8 -j REJECT --reject-with icmp-port-unreachable', 'yes'],
  ['-A INPUT -i eth1 -p udp -j DROP', 'maybe'],
  ['-A INPUT -p udp -m udp --dport 53:60 -m comment --comment "no dns" -j DROP', 'yes'],
]

const around = { incoming: 'eth0', outgoing: '', statesByHeaders: true } as const
/** The same with devices and what headers say of the state of a connection. */
const textsInPlace: readonly (readonly [text: string, wanted: 'yes' | 'no' | 'maybe'])[] = [
  ['iifname "eth0" drop', 'yes'],
  ['iifname "eth1" drop', 'no'],
  ['iifname != "eth1" drop', 'yes'],
  ['iifname { "eth0", "wlan*" } drop', 'yes'],
  ['iifname "eth*" drop', 'yes'],
  ['iifname @inside drop', 'maybe'],
  ['oifname "eth0" drop', 'no'],
  ['fib saddr . iif oif missing drop', 'maybe'],
  ['-A INPUT -i eth+ -j DROP', 'yes'],
  ['-A INPUT ! -i eth0 -j DROP', 'no'],
  ['ct state invalid drop', 'no'],
  ['ct state { established, related } accept', 'maybe'],
  ['ct state new drop', 'maybe'],
  ['ct state != invalid drop', 'yes'],
  ['-A INPUT -m conntrack --ctstate INVALID -j DROP', 'no'],
]

describe('does a rule fit a packet', () => {
  for (const [text, wanted] of textsInPlace)
    it(`${wanted} at eth0: ${text}`, () => {
      const fits = matchesPacket(
        { text } as FirewallRule,
        { flow, samples: [] as DropGroup['samples'] } as DropGroup,
        around,
      )
      assert.equal(fits, wanted)
    })

  it('compares numbers of the headers where all samples agree', () => {
    const sample = (ttl: number) => ({ headers: { ipv4: { ttl, totalLength: 100 } } })
    const fits = (text: string, ...ttls: number[]) =>
      matchesPacket(
        { text } as FirewallRule,
        { flow, samples: ttls.map(sample) } as unknown as DropGroup,
      )
    assert.equal(fits('ip ttl < 5 drop', 4, 3), 'yes')
    assert.equal(fits('ip ttl < 5 drop', 64), 'no')
    assert.equal(fits('ip ttl < 5 drop', 64, 3), 'maybe')
    assert.equal(fits('ip ttl < 5 drop'), 'maybe')
    assert.equal(fits('meta length 80-120 drop', 1), 'yes')
    assert.equal(fits('ip length > 100 drop', 1), 'no')
  })

  for (const [text, wanted] of texts)
    it(`${wanted}: ${text}`, () => assert.equal(match(text), wanted))

  it('is not known where the flow is not', () => {
    assert.equal(match('udp dport 53 drop', {}), 'maybe')
  })
})
