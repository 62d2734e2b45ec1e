import type { Row } from '../../session/tables.js'
import { count, plural } from '../attribution/evidence.js'

/** The reader has verified that the column holds a JSON object. */
export const qdiscOptions = ({
  options,
}: Pick<Row<'qdisc'>, 'options'>): Readonly<Record<string, unknown>> =>
  (JSON.parse(options) ?? {}) as Readonly<Record<string, unknown>>

/** `{"rateBitsPerSecond":16000000,"limitBytes":40960}` → 'rate 16 Mbit/s, limit 40 KiB' */
export function optionsText(qdisc: Pick<Row<'qdisc'>, 'options'>): string {
  return Object.entries(qdiscOptions(qdisc))
    .map(([name, value]) =>
      typeof value === 'number'
        ? quantity(name, value)
        : `${words(name)} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ')
}

/** Names end in their unit: see capture/netlink/qdisc-options.ts. */
const units: readonly (readonly [suffix: string, text: (value: number) => string])[] = [
  ['BitsPerSecond', bitRate],
  ['Bytes', byteSize],
  ['Packets', (n) => plural(n, 'packet')],
  ['Percent', (n) => `${n}%`],
  ['Us', (n) => `${count(n)} µs`],
]

function quantity(name: string, value: number): string {
  const unit = units.find(([suffix]) => name.endsWith(suffix))
  if (unit === undefined) return `${words(name)} ${value}`
  const [suffix, text] = unit
  return `${words(name.slice(0, -suffix.length))} ${text(value)}`
}

/** 'peakRate' → 'peak rate' */
const words = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** As many as any unit has here; `exactly` leaves out what would be cut. To make one takes long. */
const threeDigits = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })

/** The largest unit that says it to the last digit: what is changed must be known exactly. */
const exactly = (
  value: number,
  step: number,
  names: readonly string[],
  digits: number,
): string | undefined => {
  for (let power = names.length; power > 0; power--) {
    const scaled = value / step ** power
    if (scaled >= 1 && Number(scaled.toFixed(digits)) === scaled)
      return `${threeDigits.format(scaled)} ${names[power - 1] ?? ''}`
  }
  return undefined
}

function bitRate(bitsPerSecond: number): string {
  const names = ['kbit/s', 'Mbit/s', 'Gbit/s']
  return exactly(bitsPerSecond, 1000, names, 3) ?? `${count(bitsPerSecond)} bit/s`
}

function byteSize(bytes: number): string {
  return exactly(bytes, 1024, ['KiB', 'MiB', 'GiB'], 1) ?? `${count(bytes)} bytes`
}
