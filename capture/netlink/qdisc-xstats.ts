import { littleEndian, viewOf } from './attributes.js'

export interface NamedStatistic {
  readonly name: string
  readonly value: number
  readonly gauge: boolean
}

interface Field {
  readonly name: string
  readonly at: number
  readonly bits: 32 | 64
  readonly gauge?: true
}

const u32 = (name: string, at: number): Field => ({ name, at, bits: 32 })
const u64 = (name: string, at: number): Field => ({ name, at, bits: 64 })
const level = (name: string, at: number): Field => ({ name, at, bits: 32, gauge: true })

/** TCA_FQ_CODEL_XSTATS_QDISC: the same attribute describes classes with type 1. */
const fqCodelTypeQdisc = 0

/**
 * Where each kind's own numbers lie in its xstats structure (linux/pkt_sched.h), losses first of all. Only structures
 * that have kept their layout; pie's moved in 5.6 and is left out. Kernels append: what is not there is not read.
 */
const fieldsByKind: ReadonlyMap<string, readonly Field[]> = new Map([
  [
    'fq_codel',
    [
      u32('drop_overlimit', 8),
      u32('ecn_mark', 12),
      u32('new_flow_count', 16),
      u32('ce_mark', 28),
      level('memory_usage', 32),
      u32('drop_overmemory', 36),
    ],
  ],
  ['codel', [u32('drop_overlimit', 20), u32('ecn_mark', 24), u32('ce_mark', 32)]],
  [
    'fq',
    [
      u64('throttled', 24),
      u64('flows_plimit', 32),
      u64('pkts_too_long', 40),
      u64('allocation_errors', 48),
      level('flows', 64),
      level('throttled_flows', 72),
      u64('ce_mark', 80),
      // 5.7 and later:
      u64('horizon_drops', 88),
      u64('horizon_caps', 96),
      // 6.7 and later, one for each band:
      u32('band0_drops', 112),
      u32('band1_drops', 116),
      u32('band2_drops', 120),
    ],
  ],
  [
    'fq_pie',
    [
      u32('packets_in', 0),
      u32('dropped', 4),
      u32('overlimit', 8),
      u32('overmemory', 12),
      u32('ecn_mark', 16),
    ],
  ],
  ['htb', [u32('lends', 0), u32('borrows', 4), u32('giants', 8)]],
  ['red', [u32('early', 0), u32('pdrop', 4), u32('other', 8), u32('marked', 12)]],
  [
    'choke',
    [u32('early', 0), u32('pdrop', 4), u32('other', 8), u32('marked', 12), u32('matched', 16)],
  ],
  [
    'sfb',
    [
      u32('earlydrop', 0),
      u32('penaltydrop', 4),
      u32('bucketdrop', 8),
      u32('queuedrop', 12),
      u32('childdrop', 16),
      u32('marked', 20),
    ],
  ],
  ['hhf', [u32('drop_overlimit', 0), u32('hh_overlimit', 4)]],
])

/** The kind's own numbers, named 'fq_codel_drop_overlimit' and the like; none for kinds not known here. */
export function decodeXstats(kind: string, bytes: Uint8Array): readonly NamedStatistic[] {
  const fields = fieldsByKind.get(kind)
  if (fields === undefined) return []
  const view = viewOf(bytes)
  if (
    kind === 'fq_codel' &&
    (bytes.length < 4 || view.getUint32(0, littleEndian) !== fqCodelTypeQdisc)
  ) {
    return []
  }
  return fields.flatMap(({ name, at, bits, gauge }) => {
    if (bytes.length < at + bits / 8) return []
    const value =
      bits === 32 ? view.getUint32(at, littleEndian) : Number(view.getBigUint64(at, littleEndian))
    return [{ name: `${kind}_${name}`, value, gauge: gauge === true }]
  })
}
