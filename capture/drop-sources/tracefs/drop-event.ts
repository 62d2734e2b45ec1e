import type { EventFormat } from './event-format.js'
import {
  addressReader,
  unsignedReader,
  type FieldPlace,
  type FieldReader,
} from './unsigned-field.js'

/** Reads the records of skb:kfree_skb by the kernel's own format. */
export interface DropEvent {
  readonly id: number
  /** A record shorter than this is damaged. */
  readonly bytes: number
  /** Where the packet was freed; see addressReader. */
  readonly location: FieldReader
  /** -1 where the kernel has no reasons (before 5.17). */
  readonly reason: FieldReader
  /** EtherType in host order; 0 if the kernel does not tell. */
  readonly protocol: FieldReader
  /** Thread that was on the CPU, numbered in the first pid namespace. */
  readonly pid: FieldReader
  /** Names of the fields there are, of location, reason and protocol: what counts can be keyed by. */
  readonly keyFields: readonly string[]
}

/** undefined if the format has no location: then it is no kfree_skb that could be used. */
export function dropEvent(format: EventFormat): DropEvent | undefined {
  const { fields } = format
  const location = fields.get('location')
  const readLocation = location && addressReader(location)
  if (location === undefined || readLocation === undefined) return undefined
  const [reason, protocol] = [fields.get('reason'), fields.get('protocol')]
  const pid = fields.get('common_pid')
  return {
    id: format.id,
    bytes: endOf([location, reason, protocol, pid, fields.get('common_type')]),
    location: readLocation,
    reason: (reason && unsignedReader(reason)) ?? (() => -1),
    protocol: (protocol && unsignedReader(protocol)) ?? (() => 0),
    pid: (pid && unsignedReader(pid)) ?? (() => 0),
    keyFields: ['location', 'reason', 'protocol'].filter((name) => fields.has(name)),
  }
}

/** Reads common_type, by which records of different events are told apart; undefined if the format lacks it. */
export function typeReader(
  format: EventFormat,
): { readonly read: FieldReader; readonly bytes: number } | undefined {
  const place = format.fields.get('common_type')
  const read = place && unsignedReader(place)
  return place && read && { read, bytes: place.offset + place.size }
}

const endOf = (places: readonly (FieldPlace | undefined)[]): number =>
  Math.max(...places.map((place) => (place ? place.offset + place.size : 0)))
