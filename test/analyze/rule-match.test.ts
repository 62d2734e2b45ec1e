import assert from 'node:assert/strict'
import type { FirewallRule } from '../../analyze/firewall.js'
import type { DropGroup, FlowKey } from '../../analyze/group.js'
import { matchesPacket } from '../../analyze/rule-match.js'

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

describe('does a rule fit a packet', () => {
  for (const [text, wanted] of texts)
    it(`${wanted}: ${text}`, () => assert.equal(match(text), wanted))

  it('is not known where the flow is not', () => {
    assert.equal(match('udp dport 53 drop', {}), 'maybe')
  })
})
