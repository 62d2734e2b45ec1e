import { etherTypeName, ipProtocol, ipProtocolName, tcpFlag } from './numbers.js'
import type { IcmpHeader, PacketHeaders } from './headers.js'

/** One line in the manner of `tcpdump -n`: 'IP 10.0.0.1.4000 > 10.0.0.2.53: UDP, length 20'. */
export function describePacket(headers: PacketHeaders): string {
  const vlan = headers.vlans.map((id) => `vlan ${id}, `).join('')
  const notes = [
    ...(headers.truncated === undefined ? [] : [`${headers.truncated} header cut short`]),
    ...headers.malformed,
  ]
  return vlan + body(headers) + (notes.length > 0 ? ` [${notes.join('; ')}]` : '')
}

function body(headers: PacketHeaders): string {
  if (headers.arp !== undefined) return arpText(headers)
  if (headers.family === 0) return linkText(headers)
  const family = headers.family === 4 ? 'IP' : 'IP6'
  return `${family} ${endpoints(headers)}: ${ipText(headers)}`
}

function linkText({ srcMac, dstMac, etherType, captured }: PacketHeaders): string {
  const addresses = srcMac === '' ? '' : `${srcMac} > ${dstMac}, `
  return `${addresses}${etherTypeName(etherType)}, length ${captured}`
}

function arpText({ arp }: PacketHeaders): string {
  if (arp === undefined) return 'ARP'
  if (arp.operation === 1) {
    return `ARP, Request who-has ${arp.targetAddress} tell ${arp.senderAddress}`
  }
  if (arp.operation === 2) return `ARP, Reply ${arp.senderAddress} is-at ${arp.senderMac}`
  return `ARP, operation ${arp.operation} from ${arp.senderAddress} to ${arp.targetAddress}`
}

function endpoints({ src, sport, dst, dport, tcp, udp, proto, transportOffset }: PacketHeaders) {
  const ported =
    tcp !== undefined ||
    udp !== undefined ||
    (transportOffset >= 0 && (proto === ipProtocol.sctp || sport + dport > 0) && !isIcmp(proto))
  return ported ? `${src}.${sport} > ${dst}.${dport}` : `${src} > ${dst}`
}

const isIcmp = (proto: number): boolean => proto === ipProtocol.icmp || proto === ipProtocol.icmpv6

function ipText(headers: PacketHeaders): string {
  const { tcp, udp, icmp, proto, fragment, transportOffset } = headers
  if (fragment && transportOffset < 0) return `${ipProtocolName(proto)}, ${fragmentText(headers)}`
  const suffix = fragment ? `, ${fragmentText(headers)}` : ''
  if (tcp !== undefined) return tcpText(headers) + suffix
  if (udp !== undefined) return `UDP, length ${Math.max(0, udp.length - 8)}${suffix}`
  if (icmp !== undefined) return icmpText(icmp, headers.family) + suffix
  return ipProtocolName(proto) + suffix
}

function fragmentText({ ipv4, ipv6 }: PacketHeaders): string {
  const id = ipv4?.id ?? ipv6?.fragment?.id ?? 0
  const offset = ipv4?.fragmentOffset ?? ipv6?.fragment?.offset ?? 0
  const more = ipv4?.moreFragments ?? ipv6?.fragment?.more ?? false
  return `fragment id ${id} offset ${offset}${more ? ' more' : ' last'}`
}

const flagLetters: readonly (readonly [number, string])[] = [
  [tcpFlag.fin, 'F'],
  [tcpFlag.syn, 'S'],
  [tcpFlag.rst, 'R'],
  [tcpFlag.psh, 'P'],
  [tcpFlag.urg, 'U'],
  [tcpFlag.ece, 'E'],
  [tcpFlag.cwr, 'W'],
  [tcpFlag.ack, '.'],
]

/** As tcpdump prints them: 'S', 'S.', 'P.', '.', 'none'. */
export const tcpFlagsText = (flags: number): string =>
  flagLetters
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, letter]) => letter)
    .join('') || 'none'

function tcpText({ tcp }: PacketHeaders): string {
  if (tcp === undefined) return 'tcp'
  const { seq, ack, flags, window, dataLength } = tcp
  const range = dataLength > 0 ? `seq ${seq}:${(seq + dataLength) % 2 ** 32}` : `seq ${seq}`
  const acked = flags & tcpFlag.ack ? `, ack ${ack}` : ''
  const length = dataLength < 0 ? '' : `, length ${dataLength}`
  return `Flags [${tcpFlagsText(flags)}], ${range}${acked}, win ${window}${length}`
}

const icmpNames: Readonly<Record<string, string>> = {
  '4/0': 'echo reply',
  '4/3/0': 'net unreachable',
  '4/3/1': 'host unreachable',
  '4/3/2': 'protocol unreachable',
  '4/3/3': 'port unreachable',
  '4/3/4': 'need to frag',
  '4/3/13': 'admin prohibited',
  '4/3': 'unreachable',
  '4/5': 'redirect',
  '4/8': 'echo request',
  '4/11': 'time exceeded',
  '4/12': 'parameter problem',
  '6/1': 'unreachable',
  '6/1/4': 'port unreachable',
  '6/2': 'packet too big',
  '6/3': 'time exceeded',
  '6/4': 'parameter problem',
  '6/128': 'echo request',
  '6/129': 'echo reply',
  '6/130': 'multicast listener query',
  '6/131': 'multicast listener report',
  '6/133': 'router solicitation',
  '6/134': 'router advertisement',
  '6/135': 'neighbor solicitation',
  '6/136': 'neighbor advertisement',
  '6/137': 'redirect',
  '6/143': 'multicast listener report v2',
}

function icmpText({ type, code, rest, embedded }: IcmpHeader, family: number): string {
  const label = family === 4 ? 'ICMP' : 'ICMP6'
  const name =
    icmpNames[`${family}/${type}/${code}`] ??
    icmpNames[`${family}/${type}`] ??
    `type ${type} code ${code}`
  const isEcho = family === 4 ? type === 0 || type === 8 : type === 128 || type === 129
  if (isEcho) return `${label} ${name}, id ${rest >>> 16}, seq ${rest & 0xffff}`
  return `${label} ${name}${embedded === undefined ? '' : ` (about ${describePacket(embedded)})`}`
}
