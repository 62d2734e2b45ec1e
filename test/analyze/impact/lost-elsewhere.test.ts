import assert from 'node:assert/strict'
import type { Elsewhere } from '../../../analyze/finding.js'
import { lostElsewhere } from '../../../analyze/impact/lost-elsewhere.js'
import type { SessionLiteral } from '../session-literal.js'
import { dropped, packetBlock, tcp, withContext, type Captured } from './segments.js'

const names = { netns: String, interface: (_: number | null, ifindex: number) => `if${ifindex}` }
const healthy = {
  health: [
    { source: 'bpf', status: 'ok' as const, why: '', lost: 0 },
    { source: 'packets', status: 'ok' as const, why: '', lost: 0 },
  ],
  primarySource: 'bpf',
  lostDetails: 0,
  lostCounts: 0,
  lostFlows: false,
  agreement: undefined,
  doubt: '',
}

const verdictOf = (
  packets: readonly Captured[],
  literal: SessionLiteral = {},
  health: typeof healthy.health = healthy.health,
): Promise<Elsewhere> =>
  withContext(
    { traffic: [], ...literal, rows: { packet_block: [packetBlock(packets)] } },
    (context) => lostElsewhere(context, [], { ...healthy, health }, true, names),
  )

const ack = (atMs: number, to: number): Captured => [atMs, tcp({ seq: 1, ack: to, back: true })]

/** Bytes 2,000 to 2,100 are missing when the next ones arrive; the receiver asks twice. */
const withGap: readonly Captured[] = [
  [1000, tcp({ seq: 1900, data: 100, id: 10 })],
  ack(1000.1, 2000),
  [1001, tcp({ seq: 2100, data: 100, id: 12 })],
  ack(1001.1, 2000),
  [1002, tcp({ seq: 2200, data: 100, id: 13 })],
  ack(1002.1, 2000),
]

describe('lost before it came here', () => {
  it('a gap that the receiver asks for and the sender fills', async () => {
    const { state, confidence, flows, statement } = await verdictOf([
      ...withGap,
      [1030, tcp({ seq: 2000, data: 100, id: 14 })],
      ack(1030.1, 2300),
    ])
    assert.equal(state, 'found')
    assert.equal(confidence, 'certain')
    const [flow] = flows
    assert.deepEqual(
      [flow?.gaps, flow?.missing, flow?.filled, flow?.duplicateAcks, flow?.interface],
      [1, 100, 1, 2, 'if2'],
    )
    assert.match(statement, /^This host did not lose them: 1 TCP flow had 1 gap/)
  })

  it('a gap that is never filled, asked for', async () => {
    const { flows } = await verdictOf(withGap)
    assert.deepEqual([flows[0]?.gaps, flows[0]?.filled], [1, 0])
  })

  it('packets that overtook each other are none: the late one has the lower IP id', async () => {
    const { state } = await verdictOf([...withGap, [1003, tcp({ seq: 2000, data: 100, id: 11 })]])
    assert.equal(state, 'none')
  })

  it('what the receiver acknowledges had arrived: the capture missed it', async () => {
    const { state } = await verdictOf([...withGap.filter((_, i) => i < 3), ack(1001.1, 2200)])
    assert.equal(state, 'none')
  })

  it('what was dropped here was not lost elsewhere, whatever its address', async () => {
    const drops = [dropped(1000.5, tcp({ seq: 2000, data: 100, id: 11 }))]
    const { state } = await verdictOf(withGap, { drops })
    assert.equal(state, 'none')
  })

  it('no gap at one interface: it was lost behind that one', async () => {
    const whole: Captured[] = [[999, tcp({ seq: 1800, data: 100, id: 9 })], ...withGap]
    whole.splice(3, 0, [1000.5, tcp({ seq: 2000, data: 100, id: 11 })])
    const literal = {
      traffic: [],
      rows: { packet_block: [packetBlock(whole, 1, 2), packetBlock(withGap, 2, 3)] },
    }
    const { state } = await withContext(literal, (context) =>
      lostElsewhere(context, [], healthy, true, names),
    )
    assert.equal(state, 'none')
  })

  it('is less certain for each source that lost something', async () => {
    const partial = healthy.health.map((h) => ({ ...h, lost: 5 }))
    const { confidence, why } = await verdictOf(withGap, {}, partial)
    assert.equal(confidence, 'possible')
    assert.match(why, /bpf lost 5 records; packets lost 5 records/)
  })

  it('is unknown where packets were not captured', async () => {
    const elsewhere = await withContext({}, (context) =>
      lostElsewhere(context, [], healthy, true, names),
    )
    assert.equal(elsewhere.state, 'unknown')
  })
})
