import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { DropLiteral, InterfaceLiteral, SessionLiteral } from '../session-literal.js'

const open = { state: 'forwarding', hairpin: false, isolated: false, locked: false, flood: true }

/** A bridge with two ports, settings of each over `open`. */
const bridge = (
  near: Readonly<Record<string, unknown>> = {},
  far: Readonly<Record<string, unknown>> = {},
  up = true,
): InterfaceLiteral[] => [
  { name: 'br0', kind: 'bridge', up },
  { name: 'p0', kind: 'veth', master: 'br0', bridgePort: { ...open, ...near } },
  { name: 'p1', kind: 'veth', master: 'br0', bridgePort: { ...open, ...far } },
]

const refused = (over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: 'br_handle_frame_finish',
  device: 'p0',
  drops: 37,
  ...over,
})
const noTarget = refused({ reason: 'NO_TX_TARGET' })

describe('bridge', () => {
  const cases: readonly (readonly [cause: string, why: string, session: SessionLiteral])[] = [
    [
      'bridge-port-locked',
      'a locked port',
      { drops: [refused()], interfaces: bridge({ locked: true }) },
    ],
    [
      'bridge-port-isolated',
      'two isolated ports and a known station',
      { drops: [refused()], interfaces: bridge({ isolated: true }, { isolated: true }) },
    ],
    [
      'bridge-port-isolated',
      'two isolated ports and flooding',
      { drops: [noTarget], interfaces: bridge({ isolated: true }, { isolated: true }) },
    ],
    [
      'bridge-hairpin',
      'a station behind the same port',
      { drops: [refused()], interfaces: bridge() },
    ],
    [
      'bridge-port-blocked',
      'a port of the way out that is blocking',
      { drops: [refused()], interfaces: bridge({}, { state: 'blocking' }) },
    ],
    [
      'bridge-port-blocked',
      'the own word of the kernel, nothing recorded of the ports',
      { drops: [refused({ reason: 'BRIDGE_INGRESS_STP_STATE', site: 'br_handle_frame' })] },
    ],
    [
      'bridge-down',
      'a bridge that is down, whose ports are disabled',
      {
        drops: [refused({ reason: 'BRIDGE_INGRESS_STP_STATE', site: 'br_handle_frame' })],
        interfaces: bridge({ state: 'disabled' }, {}, false),
      },
    ],
    [
      'bridge-no-target',
      'no port that floods',
      { drops: [noTarget], interfaces: bridge({}, { flood: false }) },
    ],
  ]
  for (const [cause, why, session] of cases) {
    it(`${why}: ${cause}`, async () => {
      assert.equal(told(await findingsOf(session))[0], `${cause} 37`)
    })
  }

  it('is sure of nothing where neither reason nor ports are known', async () => {
    const findings = await findingsOf({ drops: [refused()] })
    assert.equal(theFinding(findings, 'bridge-port-blocked').confidence, 'possible')
  })

  it('says which port is down', async () => {
    const interfaces = bridge({}, { state: 'disabled' }).map((device) =>
      device.name === 'p1' ? { ...device, up: false } : device,
    )
    const findings = await findingsOf({ drops: [refused()], interfaces })
    const found = theFinding(findings, 'bridge-port-blocked')
    assert.match(found.title, /not forwarding: p1 is down/)
    assert.equal(found.remedy[0]?.command, 'ip link set p1 up')
  })
})
