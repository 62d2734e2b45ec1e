import { type Attributes, hexOf, littleEndian, parseAttributes, viewOf } from './attributes.js'
import type { TrafficControl } from './traffic-control-message.js'

/** Options by name, unit in the name. Percentages and rates are what was configured, as near as the kernel keeps it. */
export type QdiscOptions = Readonly<Record<string, number | string | boolean>>

/** The kernel's packet scheduler clock: one tick is 64 ns (PSCHED_SHIFT 6). */
const nsPerTick = 64

type Decoder = (options: Uint8Array) => QdiscOptions | undefined

const words =
  (...names: readonly string[]): Decoder =>
  (options) => {
    if (options.length < names.length * 4) return undefined
    const view = viewOf(options)
    return Object.fromEntries(
      names.map((name, index) => [name, view.getUint32(index * 4, littleEndian)]),
    )
  }

/** u32 attributes by number. */
const u32s =
  (names: Readonly<Record<number, string>>): Decoder =>
  (options) =>
    present(
      Object.entries(names).map(([type, name]) => [
        name,
        parseAttributes(options).u32(Number(type)),
      ]),
    )

const present = (
  entries: readonly (readonly [string, number | string | boolean | undefined])[],
): QdiscOptions =>
  Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )

const nothing: Decoder = () => ({})

const decoders: Readonly<Record<string, Decoder>> = {
  noop: nothing,
  noqueue: nothing,
  mq: nothing,
  ingress: nothing,
  clsact: nothing,
  pfifo: words('limitPackets'),
  pfifo_head_drop: words('limitPackets'),
  bfifo: words('limitBytes'),
  pfifo_fast: words('bands'),
  prio: words('bands'),
  sfq: words('quantumBytes', 'perturbSeconds', 'limitPackets', 'divisor', 'flows', 'depthPackets'),
  tbf: tokenBucket,
  // The minor number of the class for what no filter matched; 0 = such packets pass unshaped.
  htb: (options) => omit('version', u32sOf(2, 'version', 'rate2quantum', 'defaultClass')(options)),
  red: u32sOf(1, 'limitBytes', 'minBytes', 'maxBytes'),
  netem,
  codel: u32s({ 1: 'targetUs', 2: 'limitPackets', 3: 'intervalUs', 4: 'ecn' }),
  fq_codel: u32s({
    1: 'targetUs',
    2: 'limitPackets',
    3: 'intervalUs',
    4: 'ecn',
    5: 'flows',
    6: 'quantumBytes',
    9: 'memoryLimitBytes',
  }),
  fq: u32s({
    1: 'limitPackets',
    2: 'flowLimitPackets',
    3: 'quantumBytes',
    4: 'initialQuantumBytes',
    5: 'pacing',
    7: 'maxRateBytesPerSecond',
    14: 'horizonUs',
    15: 'horizonDrop',
  }),
  fq_pie: u32s({ 1: 'limitPackets', 2: 'flows' }),
  pie: u32s({ 1: 'targetUs', 2: 'limitPackets' }),
  cake,
}

/** Options of a qdisc. What cannot be decoded is kept as `{ hex }`. */
export function decodeQdiscOptions({ kind, options }: TrafficControl): QdiscOptions {
  const decoded = decoders[kind]?.(options)
  if (decoded !== undefined) return decoded
  return options.length === 0 ? {} : { hex: hexOf(options) }
}

/** Options of a class: HTB's rate and ceiling. */
export function decodeClassOptions({ kind, options }: TrafficControl): QdiscOptions {
  const decoded = kind === 'htb' ? htbClass(options) : undefined
  if (decoded !== undefined) return decoded
  return options.length === 0 ? {} : { hex: hexOf(options) }
}

function u32sOf(attribute: number, ...names: readonly string[]): Decoder {
  const decode = words(...names)
  return (options) => {
    const value = parseAttributes(options).bytes(attribute)
    return value === undefined ? undefined : decode(value)
  }
}

function omit(name: string, options: QdiscOptions | undefined): QdiscOptions | undefined {
  if (options === undefined) return undefined
  return Object.fromEntries(Object.entries(options).filter(([key]) => key !== name))
}

/** struct tc_ratespec: the rate in bytes per second is its last 4 of 12 bytes; above 2^32 a 64-bit attribute has it. */
const ratespecBytes = 12

const rateAt = (parameters: Uint8Array, offset: number, rate64: number | undefined): number =>
  rate64 ?? viewOf(parameters).getUint32(offset + 8, littleEndian)

/** Bytes that a bucket worth `ticks` holds at `rate` bytes per second. */
const burstBytes = (rate: number, ticks: number): number =>
  Math.round((rate * ticks * nsPerTick) / 1e9)

/** TCA_TBF_PARMS: rate, peak rate, limit, buffer, mtu. */
function tokenBucket(options: Uint8Array): QdiscOptions | undefined {
  const attributes = parseAttributes(options)
  const parameters = attributes.bytes(1)
  const at = 2 * ratespecBytes
  if (parameters === undefined || parameters.length < at + 12) return undefined
  const view = viewOf(parameters)
  const rate = rateAt(parameters, 0, attributes.u64(4))
  const peak = rateAt(parameters, ratespecBytes, attributes.u64(5))
  return {
    rateBitsPerSecond: rate * 8,
    ...(peak === 0 ? {} : { peakRateBitsPerSecond: peak * 8 }),
    limitBytes: view.getUint32(at, littleEndian),
    burstBytes: burstBytes(rate, view.getUint32(at + 4, littleEndian)),
  }
}

/** TCA_HTB_PARMS: rate, ceil, buffer, cbuffer, quantum, level, prio. */
function htbClass(options: Uint8Array): QdiscOptions | undefined {
  const attributes = parseAttributes(options)
  const parameters = attributes.bytes(1)
  const at = 2 * ratespecBytes
  if (parameters === undefined || parameters.length < at + 20) return undefined
  const view = viewOf(parameters)
  const rate = rateAt(parameters, 0, attributes.u64(6))
  const ceil = rateAt(parameters, ratespecBytes, attributes.u64(7))
  return {
    rateBitsPerSecond: rate * 8,
    ceilBitsPerSecond: ceil * 8,
    burstBytes: burstBytes(rate, view.getUint32(at, littleEndian)),
    ceilBurstBytes: burstBytes(ceil, view.getUint32(at + 4, littleEndian)),
    quantumBytes: view.getUint32(at + 8, littleEndian),
    level: view.getUint32(at + 12, littleEndian),
    priority: view.getUint32(at + 16, littleEndian),
  }
}

/** struct tc_netem_qopt: latency, limit, loss, gap, duplicate, jitter; attributes follow it. */
const netemBytes = 24
const netemAttribute = {
  reorder: 3,
  corrupt: 4,
  loss: 5,
  rate: 6,
  rate64: 8,
  latency: 10,
  jitter: 11,
}
const lossModels = new Map([
  [1, 'state'],
  [2, 'gemodel'],
])

function netem(options: Uint8Array): QdiscOptions | undefined {
  if (options.length < netemBytes) return undefined
  const view = viewOf(options)
  const word = (index: number): number => view.getUint32(index * 4, littleEndian)
  const attributes = parseAttributes(options, netemBytes)
  const rate = attributes.u64(netemAttribute.rate64) ?? attributes.u32(netemAttribute.rate)
  const lossModel = attributes.nested(netemAttribute.loss)?.entries[0]?.type
  return present([
    ['limitPackets', word(1)],
    ['lossPercent', percent(word(2))],
    ['lossModel', lossModel === undefined ? undefined : lossModels.get(lossModel)],
    ['delayUs', (attributes.s64(netemAttribute.latency) ?? word(0) * nsPerTick) / 1000],
    ['jitterUs', (attributes.s64(netemAttribute.jitter) ?? word(5) * nsPerTick) / 1000],
    ['duplicatePercent', percent(word(4))],
    ['reorderPercent', percentOf(attributes, netemAttribute.reorder)],
    ['corruptPercent', percentOf(attributes, netemAttribute.corrupt)],
    ['rateBitsPerSecond', rate === undefined || rate === 0 ? undefined : rate * 8],
  ])
}

/** A probability as a fraction of 2^32 - 1, to four decimals. */
const percent = (probability: number): number => Math.round((probability / 0xffffffff) * 1e6) / 1e4

function percentOf(attributes: Attributes, type: number): number | undefined {
  const probability = attributes.u32(type)
  return probability === undefined ? undefined : percent(probability)
}

/** TCA_CAKE_: bandwidth 0 means unlimited. */
function cake(options: Uint8Array): QdiscOptions {
  const attributes = parseAttributes(options)
  const rate = attributes.u64(2)
  return present([
    ['bandwidthBitsPerSecond', rate === undefined ? undefined : rate * 8],
    ['rttUs', attributes.u32(7)],
    ['targetUs', attributes.u32(8)],
    ['memoryLimitBytes', attributes.u32(10)],
    ['overheadBytes', attributes.s32(6)],
  ])
}
