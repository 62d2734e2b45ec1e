import { parseFields } from './event-format.js'
import type { FieldPlace } from './unsigned-field.js'

/** How this kernel lays out the pages of its trace buffers. */
export interface RingBufferLayout {
  /** What one read of trace_pipe_raw returns. Larger than a page since 6.8 if buffer_subbuf_size_kb says so. */
  readonly pageBytes: number
  readonly timestamp: FieldPlace
  readonly commit: FieldPlace
  readonly dataOffset: number
  /** Bits of an event's first word. */
  readonly typeLenBits: number
  readonly timeDeltaBits: number
  /** Values of type_len that mark no data. */
  readonly padding: number
  readonly timeExtend: number
  readonly timeStamp: number
  /** Greatest type_len that is a length, in words of 4 bytes. */
  readonly maxTypeLen: number
}

const largestPage = 1 << 20
const wordBits = 32

/** From events/header_page and events/header_event; undefined if they do not describe a buffer this can read. */
export function parseRingBufferLayout(
  headerPage: string,
  headerEvent: string,
): RingBufferLayout | undefined {
  const fields = parseFields(headerPage)
  const timestamp = fields.get('timestamp')
  const commit = fields.get('commit')
  const data = fields.get('data')
  const typeLenBits = numberOf(/^\s*type_len\s*:\s*(\d{1,2}) bits/m, headerEvent)
  const timeDeltaBits = numberOf(/^\s*time_delta\s*:\s*(\d{1,2}) bits/m, headerEvent)
  const arrayBits = numberOf(/^\s*array\s*:\s*(\d{1,2}) bits/m, headerEvent)
  const padding = numberOf(/^\s*padding\s*: type == (\d{1,2})/m, headerEvent)
  const timeExtend = numberOf(/^\s*time_extend\s*: type == (\d{1,2})/m, headerEvent)
  const timeStamp = numberOf(/^\s*time_stamp\s*: type == (\d{1,2})/m, headerEvent)
  const maxTypeLen = numberOf(/^\s*data max type_len\s*== (\d{1,2})/m, headerEvent)
  if (
    timestamp?.size !== 8 ||
    commit === undefined ||
    data === undefined ||
    typeLenBits === undefined ||
    timeDeltaBits === undefined ||
    padding === undefined ||
    timeExtend === undefined ||
    timeStamp === undefined ||
    maxTypeLen === undefined
  ) {
    return undefined
  }
  const pageBytes = data.offset + data.size
  const headerFits = Math.max(timestamp.offset + 8, commit.offset + commit.size) <= data.offset
  const isReadable =
    headerFits &&
    pageBytes <= largestPage &&
    (commit.size === 4 || commit.size === 8) &&
    arrayBits === wordBits &&
    typeLenBits > 0 &&
    timeDeltaBits > 0 &&
    typeLenBits + timeDeltaBits === wordBits &&
    maxTypeLen < Math.min(padding, timeExtend, timeStamp)
  if (!isReadable) return undefined
  return {
    pageBytes,
    timestamp,
    commit,
    dataOffset: data.offset,
    typeLenBits,
    timeDeltaBits,
    padding,
    timeExtend,
    timeStamp,
    maxTypeLen,
  }
}

function numberOf(pattern: RegExp, text: string): number | undefined {
  const [, number] = pattern.exec(text) ?? []
  return number === undefined ? undefined : Number(number)
}
