/** What the decoder reads from the header bytes of one packet. Plain data; addresses are canonical text. */
export interface PacketHeaders {
  /** Bytes that were given to the decoder. */
  readonly captured: number
  /** EtherType after VLAN tags, 0x0004 for 802.3/LLC, 0 if not known. */
  readonly etherType: number
  /** '' where there is no Ethernet header. */
  readonly srcMac: string
  readonly dstMac: string
  /** VLAN ids in the bytes, outermost first (a tag the NIC stripped is not in the bytes). */
  readonly vlans: readonly number[]
  /** Offset of the network header, -1 if there is none. */
  readonly networkOffset: number
  /** Offset of the transport header, -1 if there is none (later fragments have none). */
  readonly transportOffset: number
  /** Offset of what follows the innermost header decoded, -1 if that header is incomplete. */
  readonly payloadOffset: number

  /** 4, 6, or 0 for what is not IP. */
  readonly family: 4 | 6 | 0
  /** IP protocol after extension headers, 0 if not IP. */
  readonly proto: number
  /** Source address; the sender's protocol address for ARP; '' if neither. */
  readonly src: string
  /** Source port, or ICMP type; 0 if neither. */
  readonly sport: number
  readonly dst: string
  /** Destination port, or ICMP code; 0 if neither. */
  readonly dport: number
  /** 0 if not TCP. */
  readonly tcpFlags: number
  /** A fragment, first or later. */
  readonly fragment: boolean

  readonly ipv4: Ipv4Header | undefined
  readonly ipv6: Ipv6Header | undefined
  readonly tcp: TcpHeader | undefined
  readonly udp: UdpHeader | undefined
  readonly icmp: IcmpHeader | undefined
  readonly arp: ArpHeader | undefined

  /** The layer whose header did not fit in the bytes given; what lies above it is unknown. */
  readonly truncated: 'link' | 'network' | 'transport' | undefined
  /** What is wrong in the headers themselves, for example 'IPv4 header length 8'; empty in a good packet. */
  readonly malformed: readonly string[]
}

export interface Ipv4Header {
  /** Bytes, options included. */
  readonly headerLength: number
  readonly tos: number
  /** Bytes from the IP header on, as the packet says. 0 in GSO packets beyond 64 KiB. */
  readonly totalLength: number
  readonly id: number
  readonly dontFragment: boolean
  readonly moreFragments: boolean
  /** Bytes. */
  readonly fragmentOffset: number
  readonly ttl: number
  readonly proto: number
  readonly checksum: number
  readonly checksumValid: ChecksumState
  /** Option numbers in order (0 and 1 are padding, left out). */
  readonly options: readonly number[]
}

export interface Ipv6Header {
  readonly trafficClass: number
  readonly flowLabel: number
  readonly payloadLength: number
  readonly hopLimit: number
  /** Next-header numbers walked, the transport's last. */
  readonly nextHeaders: readonly number[]
  readonly fragment:
    | {
        readonly id: number
        /** Bytes. */
        readonly offset: number
        readonly more: boolean
      }
    | undefined
}

export interface TcpHeader {
  readonly sport: number
  readonly dport: number
  readonly seq: number
  readonly ack: number
  readonly flags: number
  /** Not scaled. */
  readonly window: number
  /** Bytes, options included. */
  readonly headerLength: number
  readonly checksum: number
  readonly urgent: number
  /** Bytes of data as the IP header says, -1 if it can't tell. */
  readonly dataLength: number
}

export interface UdpHeader {
  readonly sport: number
  readonly dport: number
  /** Header and data, as the packet says. */
  readonly length: number
  readonly checksum: number
}

export interface IcmpHeader {
  readonly type: number
  readonly code: number
  readonly checksum: number
  /** Bytes 4 to 7: identifier and sequence of echo, MTU of "too big" … */
  readonly rest: number
  /** The packet an error is about, as far as it is quoted; undefined if this is no error. */
  readonly embedded: PacketHeaders | undefined
}

export interface ArpHeader {
  /** 1 request, 2 reply. */
  readonly operation: number
  readonly senderMac: string
  readonly senderAddress: string
  readonly targetMac: string
  readonly targetAddress: string
}

/**
 * unknown = the bytes do not tell: cut short, a fragment, no checksum sent (UDP over IPv4), or left to the
 * NIC by the sender (the field then holds the pseudo header's sum only).
 */
export type ChecksumState = 'valid' | 'invalid' | 'unknown'
