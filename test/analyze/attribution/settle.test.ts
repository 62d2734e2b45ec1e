import assert from 'node:assert/strict'
import { defineCause, type Claim } from '../../../analyze/cause.js'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import { isLower, lowest, settle } from '../../../analyze/attribution/settle.js'

const group = (id: number, over: Partial<DropGroup> = {}): DropGroup => ({
  id,
  key: id,
  flowId: id,
  site: 'tcp_v4_rcv',
  reason: 'NO_SOCKET',
  trap: '',
  netns: 1,
  ifindex: 2,
  protocol: 0x0800,
  flow: undefined,
  masked: false,
  drops: 5,
  bytes: 500,
  fromNs: 0,
  toNs: 1e8,
  buckets: Float64Array.from([0, 5]),
  samples: [],
  ...over,
})

const cause = (name: string, claim: (g: DropGroup) => Claim | undefined, precedence = 0) =>
  defineCause({
    name,
    kind: 'problem',
    what: name,
    precedence,
    claim,
    explain: () => ({ title: name, evidence: [], remedy: [] }),
  })

const always = (confidence: Claim['confidence'], subject = ''): (() => Claim) => {
  return () => ({ confidence, why: confidence, subject })
}

const winner = (...causes: ReturnType<typeof cause>[]): string | undefined =>
  settle([group(1)], causes, (c, g) => c.claim?.(g, {} as never))[0]?.cause.name

describe('settle', () => {
  it('gives a group to the most confident cause, whatever its precedence', () => {
    assert.equal(winner(cause('a', always('likely'), 9), cause('b', always('certain'))), 'b')
    assert.equal(winner(cause('b', always('certain')), cause('a', always('possible'), 9)), 'b')
  })

  it('then to the one that looks closer, then to the first by name', () => {
    assert.equal(winner(cause('a', always('likely')), cause('b', always('likely'), 1)), 'b')
    assert.equal(winner(cause('b', always('likely')), cause('a', always('likely'))), 'a')
  })

  it('leaves out what nobody claims', () => {
    assert.equal(winner(cause('a', () => undefined)), undefined)
  })

  it('gives the rest of a key to the cause that all of its flows went to', () => {
    const byFlow = cause('a', (g) => (g.flowId === 0 ? undefined : always('certain', 'x')()))
    const rest = cause('b', always('certain'))
    const groups = [group(1, { key: 7 }), group(2, { key: 7, flowId: 0 })]
    const settled = settle(groups, [byFlow, rest], (c, g) => c.claim?.(g, {} as never))
    assert.deepEqual(
      settled.map((s) => [s.cause.name, s.claim.confidence, s.claim.subject]),
      [
        ['a', 'certain', 'x'],
        ['a', 'certain', 'x'],
      ],
    )
  })

  it('gives it to the larger part of the flows where they differ, and is not certain', () => {
    const two = cause('a', (g) => always('certain', g.drops > 5 ? 'large' : 'small')())
    const groups = [
      group(1, { key: 7 }),
      group(2, { key: 7, drops: 50 }),
      group(3, { key: 7, flowId: 0 }),
    ]
    const [, , rest] = settle(groups, [two], (c, g) => c.claim?.(g, {} as never))
    assert.deepEqual([rest?.claim.subject, rest?.claim.confidence], ['large', 'likely'])
  })

  it('orders confidences', () => {
    assert.equal(lowest(['certain', 'possible', 'likely']), 'possible')
    assert.equal(lowest([]), 'certain')
    assert.ok(isLower('possible', 'likely') && !isLower('certain', 'certain'))
  })
})
