/**
 * Words of `nft list ruleset`, `iptables-save`, `ip route`, `ip rule` and of capture filters that are syntax. Any other
 * word in such a text was chosen by a person, and is hidden.
 */
export const ruleWords: ReadonlySet<string> = new Set(
  // nft
  (
    'policy accept drop reject queue continue return jump goto masquerade snat dnat redirect tproxy notrack dup fwd ' +
    'counter packets bytes log prefix level group flags comment limit rate over burst second minute hour day week kbytes mbytes ' +
    'quota until used with type code tcp udp sctp dccp udplite icmp icmpv6 ipv6-icmp igmp esp ah comp gre th ip ip6 inet arp ether vlan bridge netdev ' +
    'saddr daddr sport dport saddr daddr protocol nexthdr length ttl hoplimit dscp ecn id frag-off version hdrlength checksum flowlabel ' +
    'meta l4proto nfproto iif oif iifname oifname iiftype oiftype iifgroup oifgroup mark priority pkttype cpu skuid skgid cgroup ' +
    'random ibrname obrname ct state status direction original reply established related new invalid untracked expiration helper zone count ' +
    'fib addrtype local unicast broadcast multicast anycast blackhole unreachable prohibit missing exists type socket transparent wildcard level cgroupv2 ' +
    'tcp reset host no-route port-unreachable net-unreachable host-unreachable prot-unreachable net-prohibited host-prohibited admin-prohibited ' +
    'echo-request echo-reply destination-unreachable time-exceeded parameter-problem packet-too-big redirect nd-neighbor-solicit nd-neighbor-advert nd-router-solicit nd-router-advert nd-redirect mld-listener-query mld-listener-report mld-listener-done mld2-listener-report router-solicitation router-advertisement source-quench ' +
    'syn ack fin rst psh urg ecn cwr seq ackseq window doff reserved option maxseg size set add update delete map vmap element timeout ' +
    'numgen inc mod offset jhash symhash to random fully-random persistent bypass fanout num hook device and or not xor eq ne lt gt ' +
    'rt classid nexthop mtu ipsec in out reqid spi osf name exthdr hbh dst rh srh frag mh rt0 rt2 rt4 rule chain table handle ' +
    'emerg alert crit err warn notice info debug audit true false yes no both all any default none self kernel static boot ra dhcp zebra bird ' +
    // iptables
    'src icmp-type icmpv6-type ctstate conntrack ESTABLISHED RELATED NEW INVALID UNTRACKED DNAT SNAT LOCAL UNICAST BROADCAST MULTICAST ANYCAST BLACKHOLE UNREACHABLE PROHIBIT ' +
    'SYN ACK FIN RST PSH URG ALL NONE multiport iprange set hashlimit recent u32 bpf owner physdev statistic nth tos dscp string mac addrtype rpfilter connlimit connmark connbytes quota time length ecn state ' +
    'icmp-net-unreachable icmp-host-unreachable icmp-port-unreachable icmp-proto-unreachable icmp-net-prohibited icmp-host-prohibited icmp-admin-prohibited tcp-reset icmp6-port-unreachable icmp6-no-route icmp6-adm-prohibited icmp6-addr-unreachable ' +
    // ip route, ip rule
    'via dev src scope link global site nowhere proto metric onlink linkdown dead pervasive table lookup from fwmark uidrange ipproto tos pref advmss mtu lock hoplimit initcwnd initrwnd rto_min features expires sec weight nexthop nhid encap mpls seg6 bpf throw nat unspec offload trap rt_trap cache suppress_prefixlength suppress_prefix suppress_ifgroup l3mdev main goto nop realms realm unicast broadcast local medium high low ' +
    // libpcap
    'net port portrange proto less greater ether wlan vlan mpls pppoed pppoes ip6 icmp6 stp lldp inbound outbound tcpflags len ether broadcast multicast'
  ).split(' '),
)

/** The word before tells what kind of name follows. */
export const interfaceAfter: ReadonlySet<string> = new Set([
  ...[
    'dev',
    'iif',
    'oif',
    'iifname',
    'oifname',
    'ibrname',
    'obrname',
    'device',
    'on',
    'inbound',
    'ifname',
  ],
  ...['-i', '-o', '--in-interface', '--out-interface', '--physdev-in', '--physdev-out'],
])
