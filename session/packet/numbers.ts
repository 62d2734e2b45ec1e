/** EtherTypes (linux/if_ether.h) and IP protocols (IANA) that the decoder tells apart. */
export const etherType = {
  /** What the kernel calls ETH_P_802_2: the frame has a length where the type would be, then LLC. */
  llc: 0x0004,
  ipv4: 0x0800,
  arp: 0x0806,
  vlan: 0x8100,
  ipv6: 0x86dd,
  /** 802.1ad service tag. */
  serviceVlan: 0x88a8,
  /** The tag some switches used before 802.1ad. */
  oldServiceVlan: 0x9100,
} as const

const etherTypeNames: Readonly<Record<number, string>> = {
  0x0004: '802.2 LLC',
  0x0800: 'IPv4',
  0x0806: 'ARP',
  0x8035: 'RARP',
  0x8100: '802.1Q',
  0x86dd: 'IPv6',
  0x8808: 'Ethernet flow control',
  0x8809: 'slow protocols (LACP)',
  0x8847: 'MPLS',
  0x8848: 'MPLS multicast',
  0x8863: 'PPPoE discovery',
  0x8864: 'PPPoE',
  0x888e: '802.1X',
  0x88a8: '802.1ad',
  0x88b5: 'local experimental 1',
  0x88b6: 'local experimental 2',
  0x88cc: 'LLDP',
  0x88e5: 'MACsec',
  0x88f7: 'PTP',
  0x8902: 'CFM',
  0x9000: 'loopback test',
}

/** 'IPv4', 'LLDP' …; an unknown type is given as '0x1234'. */
export const etherTypeName = (type: number): string =>
  etherTypeNames[type] ?? `0x${type.toString(16).padStart(4, '0')}`

export const ipProtocol = {
  hopByHop: 0,
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  routing: 43,
  fragment: 44,
  gre: 47,
  esp: 50,
  authentication: 51,
  icmpv6: 58,
  noNextHeader: 59,
  destinationOptions: 60,
  dccp: 33,
  sctp: 132,
  mobility: 135,
  udplite: 136,
  hip: 139,
  shim6: 140,
} as const

const ipProtocolNames: Readonly<Record<number, string>> = {
  0: 'hop-by-hop',
  1: 'icmp',
  2: 'igmp',
  4: 'ipip',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  41: 'ipv6',
  43: 'ipv6-route',
  44: 'ipv6-frag',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  59: 'ipv6-nonxt',
  60: 'ipv6-opts',
  89: 'ospf',
  103: 'pim',
  112: 'vrrp',
  132: 'sctp',
  136: 'udplite',
}

/** 'tcp', 'udp' …; an unknown protocol is given as its number. */
export const ipProtocolName = (proto: number): string => ipProtocolNames[proto] ?? String(proto)

/** libpcap link types (https://www.tcpdump.org/linktypes.html) that the decoder reads. */
export const linkType = {
  bsdLoopback: 0,
  ethernet: 1,
  raw: 101,
  linuxCooked: 113,
  linuxCooked2: 276,
} as const

export const tcpFlag = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  psh: 0x08,
  ack: 0x10,
  urg: 0x20,
  ece: 0x40,
  cwr: 0x80,
} as const
