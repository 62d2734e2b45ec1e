import assert from 'node:assert/strict'
import { analyzed } from '../session-builder.js'
import type { CapturedFlowLiteral, SessionLiteral } from '../session-literal.js'

/** Where the frames of packet-bytes.ts go to. */
const ownerMac = '02:00:00:00:00:02'
const packet = { src: '192.0.2.1', sport: 4000, dst: '192.0.2.2', dport: 9200 }

const seen = (netns: string, packets: number): CapturedFlowLiteral => ({
  ...packet,
  netns,
  packets,
})
const otherTraffic: CapturedFlowLiteral = { netns: 'owner', dst: '192.0.2.9', packets: 1 }

/** 'third' drops 43 packets for 192.0.2.2, an address of 'owner', as frames for another station. */
const session = (
  traffic: readonly CapturedFlowLiteral[],
  over: SessionLiteral = {},
): SessionLiteral => ({
  drops: [
    {
      site: 'ip_rcv_core',
      reason: 'OTHERHOST',
      packetType: 3,
      netns: 'third',
      drops: 43,
      packet,
    },
  ],
  interfaces: [
    { name: 'eth0', netns: 'third', mac: '02:00:00:00:00:03' },
    { name: 'eth0', netns: 'owner', mac: ownerMac },
    { name: 'eth0', netns: 'sender', mac: '02:00:00:00:00:01' },
  ],
  addresses: ['owner eth0 192.0.2.2/24', 'sender eth0 192.0.2.1/24'],
  traffic,
  ...over,
})

const notCaptured = { netns: 1, ifindex: 2, name: 'eth0', from_ns: 0, to_ns: 10e9 }

describe('frames brought to another station', () => {
  const cases: readonly (readonly [severity: string, why: string, session: SessionLiteral])[] = [
    [
      'problem',
      'that the station they were for did not get',
      session([seen('sender', 50), seen('third', 43), seen('owner', 7), otherTraffic]),
    ],
    ['problem', 'from a sender that was not recorded', session([seen('third', 43), otherTraffic])],
    [
      'benign',
      'as a copy, by flooding',
      session([seen('sender', 43), seen('third', 43), seen('owner', 43)]),
    ],
    [
      'benign',
      'when it is not known whether their owner was captured',
      session([seen('sender', 43), seen('third', 43)]),
    ],
    ['benign', 'when the capture did not take this flow', session([otherTraffic])],
    [
      'benign',
      'when flows of their owner were too many to be told apart',
      session([seen('third', 43), { ...otherTraffic, protocol: 0 }]),
    ],
    [
      'benign',
      'when the capture lost packets',
      session([seen('third', 43), otherTraffic], {
        rows: {
          capture: [
            { ...notCaptured, snap_length: 128, filter: '', received: 44, lost: 1, why: '' },
          ],
        },
      }),
    ],
    [
      'benign',
      'when the address is of another interface than the MAC address',
      session([seen('third', 43), otherTraffic], { addresses: ['sender eth0 192.0.2.2/24'] }),
    ],
  ]
  for (const [severity, why, literal] of cases) {
    it(`${why}: ${severity}`, async () => {
      const { findings } = await analyzed(literal)
      const [found] = findings.findings.filter(({ cause }) => cause === 'not-our-mac')
      assert.equal(found?.drops, 43)
      assert.equal(found.severity, severity)
      assert.equal(found.title.includes('192.0.2.2 in owner'), severity === 'problem')
    })
  }
})
