import { shell } from '../attribution/shell.js'
import type { Case } from '../cause.js'
import { count, plural } from '../attribution/evidence.js'
import { placeOf, qdiscCause, type SpecialCase } from '../links/qdisc-drop.js'
import { optionsText, qdiscOptions } from '../links/qdisc-options-text.js'
import type { Row } from '../../session/tables.js'

export default qdiscCause({
  name: 'qdisc-tbf-full',
  what: 'the token bucket shaper has no room left in its queue',
  is: (kind) => kind === 'tbf',
  remedy: (device, qdisc) => ({
    what: `The shaper on ${device} lets less through than is sent (now: ${optionsText(qdisc)}). Raise its rate to what the link may carry, or its limit or latency for short bursts.`,
    command: shell`tc qdisc change dev ${device} ${placeOf(qdisc)} handle ${qdisc.handle} tbf rate RATE burst BURST latency LATENCY`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: `tc qdisc change with the values above`,
  }),
  special: largerThanBucket,
})

/** A packet that the whole bucket would not pay for never leaves, however empty the queue is. */
function largerThanBucket(
  { drops, groups }: Case,
  device: string,
  qdisc: Row<'qdisc'>,
): SpecialCase | undefined {
  const { burstBytes: burst } = qdiscOptions(qdisc)
  const lengths = groups.flatMap((g) => g.samples.map((s) => s.length))
  if (typeof burst !== 'number' || burst < smallestFrame || lengths.length === 0) return undefined
  if (lengths.some((length) => length <= burst)) return undefined
  const largest = Math.max(...lengths)
  return {
    title: `${plural(drops, 'packet')} larger than the token bucket of tbf ${qdisc.handle} on ${device} dropped (up to ${count(largest)} bytes, burst ${count(burst)} bytes)`,
    remedy: {
      what: `The bucket must hold the largest packet: raise burst of the shaper on ${device} above ${count(largest)} bytes (now: ${optionsText(qdisc)}). Its rate has nothing to do with it.`,
      command: shell`tc qdisc change dev ${device} ${placeOf(qdisc)} handle ${qdisc.handle} tbf rate RATE burst ${largest} latency LATENCY`,
      verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
      undo: `tc qdisc change with the values above`,
    },
  }
}

/** At rates of a few bits a second the kernel shows a burst that has run over its 32 bits, below any frame. */
const smallestFrame = 60
