import assert from 'node:assert/strict'
import { joinedFlows } from '../../../analyze/packets/joined-flows.js'

const flow = (src: string, sport: number, dst: string, dport: number) => ({
  ...{ proto: 'tcp', src, sport, dst, dport },
})
const told = (flows: Parameters<typeof joinedFlows>[0]): readonly string[] =>
  joinedFlows(flows).map(
    (f) =>
      `${f.flows[0].src}:${f.sport ?? '*'} ${f.flows[0].dst}:${f.dport ?? '*'} ${f.flows.length}`,
  )

describe('joined flows', () => {
  it('of one client to one service are one', () => {
    assert.deepEqual(told([1, 2, 3].map((port) => flow('a', port, 'b', 80))), ['a:* b:80 3'])
  })
  it('of one service to many ports are one', () => {
    assert.deepEqual(told([1, 2, 3].map((port) => flow('b', 80, 'a', port))), ['b:80 a:* 3'])
  })
  it('stay apart where they are few, or go elsewhere, or are told apart', () => {
    const two = [flow('a', 1, 'b', 80), flow('a', 2, 'b', 80), flow('a', 3, 'c', 80)]
    assert.deepEqual(told(two), ['a:1 b:80 1', 'a:2 b:80 1', 'a:3 c:80 1'])
    const three = [1, 2, 3].map((port) => flow('a', port, 'b', 80))
    assert.equal(joinedFlows(three, ({ sport }) => String(sport)).length, 3)
  })
  it('come in the order of their first, and none is lost', () => {
    const flows = [flow('x', 9, 'y', 9), ...[1, 2, 3, 4].map((port) => flow('a', port, 'b', 80))]
    assert.deepEqual(told(flows), ['x:9 y:9 1', 'a:* b:80 4'])
    assert.equal(
      joinedFlows(flows).reduce((n, f) => n + f.flows.length, 0),
      flows.length,
    )
  })
})
