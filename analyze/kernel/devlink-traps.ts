/**
 * The generic packet traps of devlink (enum devlink_trap_generic_id, 5.4 to 6.18). Drivers add traps of their own,
 * which are not in here. What each means is said in our own words; the field's reference is the kernel's
 * Documentation/networking/devlink/devlink-trap.rst.
 */
export interface DevlinkTrap {
  /** What the device found, completing "packets dropped by the device: …". */
  readonly meaning: string
  /**
   * drop = the device threw it away and the report is a copy; exception = the device could not forward it and handed
   * the packet itself to the kernel, which may still do so.
   */
  readonly kind: 'drop' | 'exception'
  /** Where to look first. */
  readonly look: string
}

const drop = (meaning: string, look: string): DevlinkTrap => ({ meaning, kind: 'drop', look })
const exception = (meaning: string, look: string): DevlinkTrap => ({
  meaning,
  kind: 'exception',
  look,
})

const parserLook = 'look at the sample packets: their sender, or something between, damages them'
const routeLook = 'ip route show table all; ip -6 route show table all'
const bridgeLook = 'bridge vlan show; bridge -d link show'
const addressLook = 'find the sender by its MAC address: it sends what must not be routed'
const parsing = (header: string): DevlinkTrap =>
  drop(`the ${header} header is damaged or cut off`, parserLook)

export const devlinkTraps: Readonly<Partial<Record<string, DevlinkTrap>>> = {
  source_mac_is_multicast: drop('the source MAC address is a multicast address', addressLook),
  vlan_tag_mismatch: drop(
    'a tagged frame came to a port that takes untagged ones only, or the other way round',
    bridgeLook,
  ),
  ingress_vlan_filter: drop('the port is no member of the VLAN of the frame', bridgeLook),
  ingress_spanning_tree_filter: drop(
    'spanning tree keeps the port from taking frames in',
    'bridge -d link show (state)',
  ),
  port_list_is_empty: drop(
    'no port is left to send the frame to: flooding is off, or none is in the VLAN',
    bridgeLook,
  ),
  port_loopback_filter: drop(
    'the frame would have to leave by the port it came in on',
    'bridge -d link show (hairpin)',
  ),
  blackhole_route: drop('a blackhole route covers the destination', routeLook),
  blackhole_nexthop: drop('the route leads to a blackhole next hop', 'ip nexthop show'),
  ttl_value_is_too_small: exception(
    'TTL or hop limit has run out while routing',
    'traceroute to the destination: look for a loop',
  ),
  tail_drop: drop('the transmit queue of a port was full', 'ethtool -S PORT; tc -s qdisc show'),
  early_drop: drop(
    'RED dropped it before the transmit queue of a port was full',
    'tc -s qdisc show',
  ),
  non_ip: drop('a packet that is not IP came to be routed', addressLook),
  uc_dip_over_mc_dmac: drop(
    'the IP destination is one host, the MAC destination a group',
    addressLook,
  ),
  dip_is_loopback_address: drop('the destination is a loopback address', addressLook),
  sip_is_mc: drop('the source is a multicast address', addressLook),
  sip_is_loopback_address: drop('the source is a loopback address', addressLook),
  ip_header_corrupted: drop('the IP header is damaged: checksum, version or length', parserLook),
  ipv4_sip_is_limited_bc: drop('the source is 255.255.255.255', addressLook),
  ipv6_mc_dip_reserved_scope: drop(
    'the IPv6 group has the reserved scope (ffx0::/16)',
    addressLook,
  ),
  ipv6_mc_dip_interface_local_scope: drop(
    'the IPv6 group has interface-local scope (ffx1::/16), which never leaves a host',
    addressLook,
  ),
  mtu_value_is_too_small: exception(
    "it is larger than the port's MTU and may not be fragmented",
    'ip link show: compare the MTU of ports and senders',
  ),
  unresolved_neigh: exception(
    'the MAC address of the next hop was not known yet',
    'ip neigh show: look for FAILED and INCOMPLETE',
  ),
  mc_reverse_path_forwarding: exception(
    'multicast came in by another port than the way back to its source',
    'ip mroute show',
  ),
  reject_route: exception('an unreachable or prohibit route covers the destination', routeLook),
  ipv4_lpm_miss: exception('no IPv4 route covers the destination', routeLook),
  ipv6_lpm_miss: exception('no IPv6 route covers the destination', routeLook),
  non_routable_packet: drop('packets of this kind are not routed', addressLook),
  decap_error: exception(
    'a tunnel packet could not be unpacked',
    'ip -d link show type vxlan; ip tunnel show',
  ),
  overlay_smac_is_mc: drop('inside a tunnel the source MAC address is a group', addressLook),
  ingress_flow_action_drop: drop(
    'a tc filter on the way in says drop',
    'tc -s filter show dev PORT ingress',
  ),
  egress_flow_action_drop: drop(
    'a tc filter on the way out says drop',
    'tc -s filter show dev PORT egress',
  ),
  dmac_filter: drop(
    'the destination MAC address is not one of the port',
    'ip -d link show PORT: MAC address, promiscuous mode',
  ),
  locked_port: drop(
    'the port is locked, and the sender is not authorised (802.1X)',
    'bridge -d link show (locked); bridge fdb show',
  ),
  vxlan_parsing: parsing('VXLAN'),
  llc_snap_parsing: parsing('LLC/SNAP'),
  vlan_parsing: parsing('VLAN'),
  pppoe_ppp_parsing: parsing('PPPoE'),
  mpls_parsing: parsing('MPLS'),
  arp_parsing: parsing('ARP'),
  ip_1_parsing: parsing('first IP'),
  ip_n_parsing: parsing('inner IP'),
  gre_parsing: parsing('GRE'),
  udp_parsing: parsing('UDP'),
  tcp_parsing: parsing('TCP'),
  ipsec_parsing: parsing('IPsec'),
  sctp_parsing: parsing('SCTP'),
  dccp_parsing: parsing('DCCP'),
  gtp_parsing: parsing('GTP'),
  esp_parsing: parsing('ESP'),
}
