import { flowKeyWords, readFlowKey } from '../../../session/packet/flow-key.js'
import { decodeFrame } from '../../../session/packet/decode.js'
import { locateNetwork, locatedOffset, locatedType } from '../../../session/packet/link-layer.js'
import { etherType, ipProtocol } from '../../../session/packet/numbers.js'

/** FIN, SYN, RST, ACK; PSH and URG would only split flows. */
const tcpFlagsKept = 0x17

/** Writes the words of flow-table.ts for a payload of that link type. */
export function readDropFlow(
  payload: Uint8Array,
  link: number,
  key: number,
  flow: Uint32Array,
): void {
  readFlowKey(payload, 0, payload.length, link, flow)
  const kind = flow[0] ?? 0
  const isIp = ((kind >>> 8) & 0xff) !== 0
  // The EtherType is in the drop key already; what is not IP has no addresses here.
  if (isIp) flow[0] = kind & 0xffff
  else flow.fill(0, 0, flowKeyWords)
  flow[flowKeyWords] = isIp && (kind & 0xff) === ipProtocol.tcp ? tcpFlags(payload, link) : 0
  flow[flowKeyWords + 1] = key
}

function tcpFlags(payload: Uint8Array, link: number): number {
  const located = locateNetwork(payload, 0, payload.length, link)
  const type = locatedType(located)
  const network = locatedOffset(located)
  if (type === etherType.ipv4) {
    const isLaterFragment =
      (((payload[network + 6] ?? 0) & 0x1f) | (payload[network + 7] ?? 0)) !== 0
    const tcp = network + ((payload[network] ?? 0) & 15) * 4
    return isLaterFragment ? 0 : (payload[tcp + 13] ?? 0) & tcpFlagsKept
  }
  if (payload[network + 6] === ipProtocol.tcp) return (payload[network + 53] ?? 0) & tcpFlagsKept
  // Behind extension headers.
  return decodeFrame(payload, link).tcpFlags & tcpFlagsKept
}
