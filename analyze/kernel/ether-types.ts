/**
 * EtherTypes that Linux itself handles or passes on, so that seeing them captured means nothing: IPv4, ARP,
 * RARP, VLAN tags, IPv6, PPPoE, MPLS, batman, TIPC, 802.1X, MACsec, PTP, PRP, HSR, LLC (4), CAN.
 * Others may be handled by modules: then the finding is 'likely' only.
 */
export const handledEtherTypes: ReadonlySet<number> = new Set([
  0x0004, 0x000c, 0x000d, 0x000e, 0x0800, 0x0806, 0x8035, 0x8100, 0x86dd, 0x8847, 0x8848, 0x8863,
  0x8864, 0x888e, 0x88a8, 0x88ca, 0x88e5, 0x88f7, 0x88fb, 0x892f, 0x4305,
])
