import assert from 'node:assert/strict'
import { analyzed } from '../session-builder.js'

const bins = 400
const seconds = bins / 10

/** Drops of a site that no cause claims, in these bins. */
const dropsIn = (active: readonly number[]) =>
  active.map((bin) => ({
    site: 'some_new_function',
    reason: 'SOME_NEW_REASON',
    drops: 5,
    atMs: bin * 100,
    packet: null,
  }))

/** A counter that is read every 250 ms and rises by 5 for each of these bins. */
const risingAt = (name: string, active: readonly number[]) => ({
  name,
  readings: Array.from({ length: seconds * 4 }, (_, i): [number, number] => [
    i * 250,
    5 * active.filter((bin) => bin * 100 < i * 250).length,
  ]),
})

/** Irregular, the same in each run: bursts of three bins. */
const burstsFrom = (seed: number): number[] => {
  const found: number[] = []
  for (let bin = seed, step = seed; bin < bins - 5; step = (step * 29 + 17) % 31, bin += 5 + step)
    found.push(bin, bin + 1, bin + 2)
  return found
}

const correlationsOf = async (
  active: readonly number[],
  others: Readonly<Record<string, readonly number[]>>,
) => {
  const { findings } = await analyzed({
    drops: dropsIn(active),
    counters: Object.entries(others).map(([name, at]) => risingAt(name, at)),
    info: { attachedNs: 0, detachedNs: seconds * 1e9, endedNs: seconds * 1e9 },
  })
  const finding = findings.findings.find((f) => f.cause === 'unknown-site')
  return (finding?.evidence ?? []).filter((e) => e.label.startsWith('moves with it'))
}

describe('what moves with drops at an unknown site', () => {
  it('is told with strength, lag and chance, as a correlation', async () => {
    const drops = burstsFrom(9)
    const told = await correlationsOf(drops, {
      'netstat:TcpExt.TCPBacklogDrop': drops,
      'netstat:TcpExt.PAWSEstab': burstsFrom(4),
    })
    assert.equal(told.length, 1, JSON.stringify(told))
    assert.equal(told[0]?.label, 'moves with it (correlation): netstat:TcpExt.TCPBacklogDrop')
    assert.match(String(told[0].value), /^r = 0\.\d\d, .*p = 0\.0\d+: a correlation, not a cause$/)
  })

  it('is not told of what moves on its own', async () => {
    const told = await correlationsOf(burstsFrom(9), { 'netstat:TcpExt.PAWSEstab': burstsFrom(4) })
    assert.match(String(told[0]?.value), /^none of 1 counter/)
  })

  it('is not told where there is too little of it', async () => {
    const told = await correlationsOf([50, 51, 52], { 'netstat:TcpExt.PAWSEstab': [50, 51, 52] })
    assert.match(String(told[0]?.value), /^too little data to tell: drops in 3 of 400 intervals/)
  })

  it('is the same at each analysis', async () => {
    const again = () => correlationsOf(burstsFrom(9), { 'netstat:TcpExt.PAWSEstab': burstsFrom(4) })
    assert.deepEqual(await again(), await again())
  })
})
