import { PacketView } from '../../analyze/impact/packet-view.js'
import { uint16 } from '../../session/packet/link-layer.js'
import { ipProtocol } from '../../session/packet/numbers.js'

/** Ports from here on are a client's own choice (ip_local_port_range starts at 32768); services keep theirs. */
const firstClientPort = 32_768

/** Another client port for each variant, the same in both directions; variant 0 changes nothing. */
export const portVariant = (port: number, variant: number): number =>
  port < firstClientPort
    ? port
    : firstClientPort + ((port - firstClientPort + variant * 131) % 32_000)

const view = new PacketView()

/** Rewrites the client's port of one captured packet in place, and its TCP or UDP checksum by RFC 1624. */
export function rewritePorts(
  bytes: Uint8Array,
  start: number,
  end: number,
  linkType: number,
  variant: number,
): void {
  if (variant === 0 || !view.read(bytes, start, end, linkType)) return
  const { transport, proto } = view
  const isTcp = proto === ipProtocol.tcp
  if (transport < 0 || transport + (isTcp ? 18 : 8) > end) return
  if (!isTcp && proto !== ipProtocol.udp) return
  const checksumAt = transport + (isTcp ? 16 : 6)
  for (const at of [transport, transport + 2]) {
    const old = uint16(bytes, at)
    const port = portVariant(old, variant)
    putUint16(bytes, at, port)
    const sum = (~uint16(bytes, checksumAt) & 0xffff) + (~old & 0xffff) + port
    if (isTcp || uint16(bytes, checksumAt) !== 0)
      putUint16(bytes, checksumAt, ~folded(sum) & 0xffff)
  }
}

function putUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8
  bytes[at + 1] = value & 0xff
}

function folded(sum: number): number {
  let rest = sum
  while (rest > 0xffff) rest = (rest & 0xffff) + (rest >>> 16)
  return rest
}
