import assert from 'node:assert/strict'
import { dropped, impactOf, portUnreachable, tcp, udp, type Captured } from './segments.js'

const lost = tcp({ seq: 2000, data: 100, id: 11 })
/** The original, seen before its drop at 1,000 ms, and later data. */
const before: readonly Captured[] = [
  [999, tcp({ seq: 1900, data: 100, id: 10 })],
  [999.98, lost],
  [1001, tcp({ seq: 2100, data: 100, id: 12 })],
]
const ask = (atMs: number): Captured => [atMs, tcp({ seq: 1, ack: 2000, back: true })]

describe('impact of dropped TCP segments', () => {
  it('finds the fast retransmission and the duplicate acknowledgements that asked for it', async () => {
    const { tcp: seen, state } = await impactOf(
      [dropped(1000, lost)],
      [
        ...before,
        ask(1001),
        ask(1002),
        ask(1003),
        ask(1004),
        [1005, tcp({ seq: 2000, data: 100, id: 13 })],
        [1006, tcp({ seq: 1, ack: 2200, back: true })],
      ],
    )
    assert.equal(state, 'visible')
    assert.deepEqual(
      [seen?.segments, seen?.sentAgain, seen?.onDuplicateAck, seen?.onTimer],
      [1, 1, 1, 0],
    )
    assert.deepEqual(seen?.delayMs, { min: 5, median: 5, max: 5 })
    assert.equal(seen.retransmissions, 1)
    assert.equal(seen.duplicateAcks, 3, 'the first one is no duplicate')
  })

  it('tells a retransmission by timer from one that was asked for', async () => {
    const { tcp: seen } = await impactOf(
      [dropped(1000, lost)],
      [...before.slice(0, 2), ask(999.5), [1204, tcp({ seq: 2000, data: 100, id: 12 })]],
    )
    assert.deepEqual([seen?.sentAgain, seen?.onDuplicateAck, seen?.onTimer], [1, 0, 1])
    assert.equal(seen?.delayMs?.max, 204)
  })

  it('does not take the dropped packet itself for its retransmission, stamped late or cut from a large one', async () => {
    const { tcp: seen } = await impactOf(
      [dropped(1000, tcp({ seq: 2000, data: 100, id: 11 }))],
      [
        [1000.01, lost],
        [1000.015, tcp({ seq: 1900, data: 500, id: 10 })],
        [1001, tcp({ seq: 1, ack: 1900, back: true })],
      ],
    )
    assert.deepEqual([seen?.sentAgain, seen?.unacknowledged], [0, 1])
  })

  it('costs nothing where a capture missed its copy, whatever became of the packet', async () => {
    const copy = { ...dropped(1000, lost), site: 'tpacket_rcv', reason: 'PACKET_SOCK_ERROR' }
    const { state, summary, tcp: seen } = await impactOf([copy], [...before])
    assert.deepEqual([state, seen], ['none-visible', null])
    assert.match(summary, /copies/)
  })

  it('says so when segments were acknowledged all the same', async () => {
    const {
      state,
      summary,
      tcp: seen,
    } = await impactOf(
      [dropped(1000, lost)],
      [...before, [1002, tcp({ seq: 1, ack: 2200, back: true })]],
    )
    assert.equal(state, 'none-visible')
    assert.equal(seen?.acknowledged, 1)
    assert.match(summary, /^No visible impact: 1 segment was acknowledged/)
  })

  it('follows sequence numbers over the end of their circle', async () => {
    const wrapping = tcp({ seq: 0xffffffce, data: 100, id: 11 })
    const { tcp: seen } = await impactOf(
      [dropped(1000, wrapping)],
      [
        [999.9, wrapping],
        [1300, tcp({ seq: 0, data: 50, id: 20 })],
      ],
    )
    assert.equal(seen?.sentAgain, 1)
  })

  it('counts resets after a drop', async () => {
    const { tcp: seen } = await impactOf(
      [dropped(1000, lost)],
      [...before, [1500, tcp({ seq: 1, ack: 2000, flags: 20, back: true })]],
    )
    assert.equal(seen?.resets, 1)
  })
})

describe('impact on connection attempts', () => {
  const syn = (id: number) => tcp({ seq: 500, flags: 2, id })

  it('a lost SYN delays the connection', async () => {
    const { connects } = await impactOf(
      [dropped(1000, syn(1))],
      [
        [999.9, syn(1)],
        [2000, syn(2)],
        [2001, tcp({ seq: 900, ack: 501, flags: 18, back: true })],
        [2002, tcp({ seq: 501, ack: 901 })],
      ],
    )
    assert.deepEqual(
      [connects?.attempts, connects?.connected, connects?.retries, connects?.connectedAfterMs?.max],
      [1, 1, 1, 1002.1],
    )
  })

  it('nobody answers: given up, or still trying at the end', async () => {
    const tries = (at: readonly number[]): Captured[] => at.map((ms, i) => [ms, syn(i + 1)])
    const over = await impactOf(
      [dropped(1000, syn(1)), dropped(2000, syn(2))],
      tries([999.9, 1999.9]),
    )
    assert.deepEqual([over.connects?.gaveUp, over.connects?.failedAfterMs?.max], [1, 1000])
    const late = await impactOf([dropped(9000, syn(1))], tries([8999.9]))
    assert.equal(late.connects?.unfinished, 1)
    assert.equal(late.unseen.length, 1)
  })

  it('refused by a reset', async () => {
    const { connects, tcp: seen } = await impactOf(
      [dropped(1000, syn(1))],
      [
        [999.9, syn(1)],
        [1000.1, tcp({ ack: 501, flags: 20, back: true })],
      ],
    )
    assert.equal(connects?.refused, 1)
    assert.equal(seen, null)
  })
})

describe('impact on datagrams', () => {
  const flow = { proto: 'udp' as const, src: '192.0.2.1', sport: 4000, dst: '192.0.2.2', dport: 53 }

  it('a share of the flow, where the lost ones were captured before', async () => {
    const frames = [1, 2, 3, 4].map((id) => udp({ id }))
    const { datagrams, summary } = await impactOf(
      frames.slice(0, 2).map((frame) => dropped(1000, frame)),
      frames.map((frame) => [999.99, frame] as const),
      { traffic: [{ ...flow, packets: 4 }] },
    )
    assert.deepEqual(datagrams, { lost: 2, sent: 4, flows: 1 })
    assert.match(summary, /^2 of 4 packets in 1 flow \(50\.0%\)/)
  })

  it('those dropped before any interface come on top of those captured', async () => {
    const { datagrams } = await impactOf(
      [{ ...dropped(1000, udp({ id: 77 })), incoming: '' }],
      [[999, udp({ id: 76 })]],
      { traffic: [{ ...flow, packets: 9 }] },
    )
    assert.deepEqual(datagrams, { lost: 1, sent: 10, flows: 1 })
  })

  it('ICMP errors that quote the dropped packet, and no others', async () => {
    const frame = udp({ id: 5 })
    const { icmpErrors } = await impactOf(
      [dropped(1000, frame)],
      [
        [999, frame],
        [1000.1, portUnreachable(frame)],
        [1000.2, portUnreachable(tcp({ seq: 1 }))],
      ],
      { traffic: [{ ...flow, packets: 1 }] },
    )
    assert.deepEqual(icmpErrors, [{ name: 'port unreachable', packets: 1 }])
  })
})

describe('impact that cannot be seen', () => {
  it('is unknown, never zero, where packets were not captured', async () => {
    const { state, tcp: seen, datagrams, icmpErrors } = await impactOf([dropped(1000, lost)], [])
    assert.deepEqual([state, seen, datagrams, icmpErrors], ['unknown', null, null, null])
  })

  it('says how many were matched of all', async () => {
    const { matched, of, summary } = await impactOf(
      [{ ...dropped(1000, lost, 9), details: 2 }],
      [...before, [1205, tcp({ seq: 2000, data: 100, id: 40 })]],
    )
    assert.deepEqual([matched, of], [2, 9])
    assert.match(summary, /Of 2 matched, of 9 drops/)
  })

  it('housekeeping has none', async () => {
    const { state } = await impactOf(
      [dropped(1000, udp({ id: 1 }))],
      [[999, udp({ id: 1 })]],
      {},
      'benign',
    )
    assert.equal(state, 'none-visible')
  })
})
