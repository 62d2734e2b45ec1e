import { completeLines, decimalOf, words } from '../counters/text-number.js'
import { UnknownLayout } from '../counters/unknown-layout.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

interface Device {
  readonly name: string
  readonly readings: readonly CounterReading[]
}

/**
 * Names as 'dev:eth0.rx_drop': the file's own column names with rx_ or tx_ before. The file adds up what
 * link statistics keep apart: rx_drop is rx_dropped + rx_missed_errors, rx_frame is length + over + crc + frame errors.
 */
export const parse = (text: string): readonly CounterReading[] =>
  parseDevices(text).flatMap(({ readings }) => readings)

export function parseDevices(text: string): readonly Device[] {
  const lines = completeLines(text)
  // ` face |bytes    packets errs …|bytes    packets …`
  const [, receive, transmit] = (lines[1] ?? '').split('|')
  if (receive === undefined || transmit === undefined) throw new UnknownLayout('dev', text)
  const columns = [
    ...words(receive).map((name) => `rx_${name}`),
    ...words(transmit).map((name) => `tx_${name}`),
  ]
  return lines.slice(2).flatMap((line) => {
    // An interface name cannot hold a colon.
    const colon = line.indexOf(':')
    if (colon === -1) return []
    const name = line.slice(0, colon).trimStart()
    const values = words(line.slice(colon + 1))
    const readings = columns.flatMap((column, i) => {
      const value = decimalOf(values[i])
      return value === undefined ? [] : [{ name: `dev:${name}.${column}`, value }]
    })
    return [{ name, readings }]
  })
}

function read(context: CounterContext): readonly CounterReading[] | undefined {
  const devices = context.parseFile('/proc/net/dev', parseDevices)
  const interfaces = context.interfaces()
  if (devices === undefined) return undefined
  return devices.flatMap(({ name, readings }) => {
    if (interfaces === undefined) return readings
    const ifindex = interfaces.find((known) => known.name === name)?.ifindex
    // An interface that came between the two looks has no index yet: it is read next time.
    return ifindex === undefined ? [] : readings.map((reading) => ({ ...reading, ifindex }))
  })
}

const source: CounterSource = {
  name: 'proc-net-dev',
  title: 'Interface counters (/proc/net/dev)',
  scope: 'namespace',
  // Link statistics tell the same numbers, in full, in every round.
  every: 2,
  read,
  missing: '/proc/net/dev is not there: packets and losses per interface are not counted',
}
export default source
