const hexByte: readonly string[] = Array.from({ length: 256 }, (_, value) =>
  value.toString(16).padStart(2, '0'),
)

/** '02:00:00:00:00:01', or '' where six bytes are not there. */
export function macText(bytes: Uint8Array, offset: number): string {
  if (offset < 0 || offset + 6 > bytes.length) return ''
  let text = ''
  for (let i = offset; i < offset + 6; i++) {
    text += (i > offset ? ':' : '') + (hexByte[bytes[i] ?? 0] ?? '')
  }
  return text
}

/** '192.0.2.1', or '' where four bytes are not there. */
export function ipv4Text(bytes: Uint8Array, offset = 0): string {
  if (offset < 0 || offset + 4 > bytes.length) return ''
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`
}

/** RFC 5952 text of an IPv6 address, or '' where sixteen bytes are not there. */
export function ipv6Text(bytes: Uint8Array, offset = 0): string {
  if (offset < 0 || offset + 16 > bytes.length) return ''
  if (isIpv4Mapped(bytes, offset)) return `::ffff:${ipv4Text(bytes, offset + 12)}`
  const zeros = longestZeroRun(bytes, offset)
  let text = ''
  for (let group = 0; group < 8; group++) {
    if (group === zeros.start) {
      text += '::'
      group += zeros.length - 1
      continue
    }
    if (text !== '' && !text.endsWith(':')) text += ':'
    text += groupAt(bytes, offset, group).toString(16)
  }
  return text
}

/** An IPv4 or IPv6 address by its length: 4 or 16 bytes; '' for any other length. */
export const addressText = (bytes: Uint8Array): string =>
  bytes.length === 4 ? ipv4Text(bytes) : bytes.length === 16 ? ipv6Text(bytes) : ''

const groupAt = (bytes: Uint8Array, offset: number, group: number): number =>
  ((bytes[offset + group * 2] ?? 0) << 8) | (bytes[offset + group * 2 + 1] ?? 0)

function isIpv4Mapped(bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[offset + i] !== 0) return false
  return bytes[offset + 10] === 0xff && bytes[offset + 11] === 0xff
}

/** RFC 5952 §4.2: the first of the longest runs, and never a single group. */
function longestZeroRun(bytes: Uint8Array, offset: number): { start: number; length: number } {
  let best = { start: -1, length: 1 }
  let length = 0
  for (let group = 0; group < 8; group++) {
    length = groupAt(bytes, offset, group) === 0 ? length + 1 : 0
    if (length > best.length) best = { start: group - length + 1, length }
  }
  return best
}
