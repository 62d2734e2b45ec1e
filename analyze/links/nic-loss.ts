/**
 * What a network card loses before the kernel sees a packet: no event, counters only. They overlap: most are in a sum as well,
 * /proc/net/dev has sums of its own, and drivers put the same frames under several names.
 */
import type { Context, CounterRef, Residues, SilentLoss } from '../cause.js'
import type { CounterFact, Counters } from '../artifacts/counters.js'
import type { Host } from '../artifacts/host.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

/** A counter of rtnetlink with the sums that hold it too; `{}` is the name of the device. */
export interface NicCounter {
  readonly field: string
  readonly sums: readonly string[]
}

/** Software devices have the same counters and mean something else by them. */
export const isNic = ({ name, kind }: { readonly name: string; readonly kind: string }): boolean =>
  kind === '' && name !== 'lo'

interface Device {
  readonly netns: number
  readonly ifindex: number
  readonly name: string
}

export function nicsOf(host: Host): readonly Device[] {
  const nics = new Map(
    host.facts.interfaces.filter(isNic).map((row) => [`${row.netns} ${row.name}`, row]),
  )
  return [...nics.values()].map(({ netns, ifindex, name }) => ({ netns, ifindex, name }))
}

/** Losses of a card by these counters; where two show the same number, they show the same frames. */
export function nicLosses(
  device: Device,
  fields: readonly NicCounter[],
  { counters }: Context<'counters'>,
  residues: Residues,
  why: string,
): readonly SilentLoss[] {
  const { netns, name } = device
  const shown = fields.flatMap(({ field, sums }) => {
    const counter = counters.get(netns, `link:${name}.${field}`)
    const left = counter === undefined ? 0 : (residues.residue(netns, counter.name) ?? 0)
    return counter === undefined || left <= 0 ? [] : [{ counter, left, sums }]
  })
  const distinct = shown.filter((one, i) => shown.findIndex(({ left }) => left === one.left) === i)
  return distinct.map(({ counter, left }) => {
    const same = shown.filter((other) => other.left === left)
    const names = [
      ...same.map((other) => other.counter.name),
      ...same.flatMap((other) => other.sums.map((sum) => sum.replace('{}', name))),
    ]
    const refs = [...new Set(names)].map((each): CounterRef => ({ netns, name: each }))
    // a sum that lacks less is not made of these
    const booked = refs.filter((ref) => (residues.residue(ref.netns, ref.name) ?? 0) >= left)
    return silentLoss(device, counter, left, booked, why)
  })
}

const silentLoss = (
  { netns, ifindex, name }: Device,
  { steps, fromNs, toNs }: CounterFact,
  drops: number,
  counters: readonly CounterRef[],
  why: string,
): SilentLoss => ({
  netns,
  ifindex,
  subject: name,
  drops,
  fromNs,
  toNs,
  counters,
  confidence: 'certain',
  why,
  buckets: lossBuckets(steps, drops),
})

/** Statistics of the driver that rose and match. */
export const driverCounters = (
  counters: Counters,
  netns: number | null,
  device: string,
  pattern: RegExp,
): readonly CounterFact[] =>
  counters.moved.filter(
    (c) =>
      c.netns === netns &&
      !c.gauge &&
      c.delta > 0 &&
      c.name.startsWith(`ethtool:${device}.`) &&
      pattern.test(c.name.slice(`ethtool:${device}.`.length)),
  )

/** Of queues the driver counts apart and often as a sum too: the largest number is the sum, if it is that of the others. */
export function lossBy(counters: readonly CounterFact[]): number {
  const deltas = counters.map((c) => c.delta).sort((a, b) => b - a)
  const [largest = 0, ...others] = deltas
  const rest = others.reduce((sum, n) => sum + n, 0)
  return rest === largest || others.every((n) => n === largest) ? largest : largest + rest
}

export const driverLoss = (
  device: Device,
  from: readonly CounterFact[],
  why: string,
): SilentLoss[] => {
  const [first] = from
  if (first === undefined) return []
  const drops = lossBy(from)
  const refs = from.filter((c) => c.delta === drops).map(({ netns, name }) => ({ netns, name }))
  return [{ ...silentLoss(device, first, drops, refs, why), confidence: 'likely' }]
}
