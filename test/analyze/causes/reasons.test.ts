/** Causes that the kernel's reason, the place and the packet itself tell: one namespace for each in one session. */
import assert from 'node:assert/strict'
import type { Analysis } from '../../../analyze/analyze.js'
import type { Severity } from '../../../analyze/finding.js'
import { analyzed } from '../session-builder.js'
import type { DropLiteral } from '../session-literal.js'

interface ReasonCase {
  readonly cause: string
  readonly site?: string
  readonly reason?: string
  readonly severity?: Severity
  /** Packet, socket and the like. */
  readonly drop?: Partial<DropLiteral>
  /** Counters that move by one for each drop. */
  readonly counters?: readonly string[]
}

const v6 = { src: '2001:db8::1', dst: '2001:db8::2' }
const tcp = { proto: 'tcp', tcpFlags: 16, sport: 4000, dport: 80 } as const
const udp6 = { ...v6, sport: 4000, dport: 53 }
const local = { incoming: '' }

// prettier-ignore
const cases: readonly ReasonCase[] = [
  { cause: 'arp-noise', severity: 'benign', site: 'arp_process', drop: { protocol: 0x0806 } },
  { cause: 'arp-queue-full', site: '__neigh_event_send', reason: 'NEIGH_QUEUEFULL' },
  { cause: 'arp-unresolved', site: 'neigh_invalidate', reason: 'NEIGH_FAILED' },
  { cause: 'arp-unresolved', site: 'arp_error_report' },
  { cause: 'nd-unresolved', site: 'ndisc_error_report', drop: { packet: udp6 } },
  { cause: 'bridge-no-target', severity: 'benign', site: 'br_flood', reason: 'NO_TX_TARGET' },
  { cause: 'bridge-port-blocked', site: 'br_handle_frame_finish', reason: 'BRIDGE_INGRESS_STP_STATE' },
  { cause: 'broadcast-nobody-listens', severity: 'benign', site: '__udp4_lib_rcv', drop: { packetType: 1, packet: { dst: '192.0.2.255', dport: 137 } }, counters: ['snmp:Udp.IgnoredMulti'] },
  { cause: 'broadcast-nobody-listens', severity: 'benign', site: 'tcp_v4_rcv', drop: { packetType: 1, packet: { ...tcp, dst: '255.255.255.255', tcpFlags: 2 } } },
  { cause: 'capture-socket-overflow', severity: 'benign', site: 'packet_rcv', reason: 'PACKET_SOCK_ERROR' },
  { cause: 'cgroup-bpf-egress', site: '__cgroup_bpf_run_filter_skb', reason: 'BPF_CGROUP_EGRESS', drop: local },
  { cause: 'ethernet-pause-frames', severity: 'benign', site: '__netif_receive_skb_core.constprop.0', reason: 'UNHANDLED_PROTO', drop: { protocol: 0x8808 }, counters: ['link:eth0.rx_dropped', 'dev:eth0.rx_drop'] },
  { cause: 'firewall-unknown-hook', site: 'nft_do_chain', reason: 'NETFILTER_DROP' },
  { cause: 'fragment-duplicate', severity: 'benign', site: 'ip_defrag', reason: 'DUP_FRAG' },
  { cause: 'fragment-memory-full', site: 'ip_defrag', reason: 'FRAG_TOO_FAR' },
  { cause: 'fragment-overlap', site: 'ip_defrag' },
  { cause: 'fragment-timeout', site: 'ip_expire', reason: 'FRAG_REASM_TIMEOUT' },
  { cause: 'icmp-bad-checksum', site: 'icmp_rcv', reason: 'ICMP_CSUM', drop: { packet: { proto: 'icmp', sport: 8 } }, counters: ['snmp:Icmp.InCsumErrors', 'snmp:Icmp.InErrors'] },
  { cause: 'icmp-truncated', site: 'icmp_rcv', drop: { packet: { proto: 'icmp', sport: 3, dport: 1, cut: 12 } }, counters: ['snmp:Icmp.InErrors'] },
  { cause: 'icmp-truncated', site: 'icmpv6_rcv', reason: 'PKT_TOO_SMALL', drop: { packet: { ...v6, proto: 'icmpv6', sport: 1, cut: 12 } }, counters: ['snmp6:Icmp6InErrors'] },
  { cause: 'icmp-unknown-type', severity: 'benign', site: 'icmpv6_rcv', drop: { packet: { ...v6, proto: 'icmpv6', sport: 200 } } },
  { cause: 'icmp-unknown-type', severity: 'benign', site: 'icmp_rcv', reason: 'UNHANDLED_PROTO', drop: { packet: { proto: 'icmp', sport: 99 } } },
  { cause: 'icmpv6-bad-checksum', site: 'icmpv6_rcv', reason: 'ICMP_CSUM', drop: { packet: { ...v6, proto: 'icmpv6' } }, counters: ['snmp6:Icmp6InCsumErrors', 'snmp6:Icmp6InErrors'] },
  { cause: 'ip-bad-header', site: 'ip_rcv_core', reason: 'IP_INHDR', counters: ['snmp:Ip.InHdrErrors'] },
  { cause: 'ip-bad-header-checksum', site: 'ip_rcv_core', reason: 'IP_CSUM', counters: ['snmp:Ip.InHdrErrors', 'netstat:IpExt.InCsumErrors'] },
  { cause: 'ip-forwarding-disabled', site: 'ip_error', reason: 'IP_INADDRERRORS', counters: ['snmp:Ip.InAddrErrors'] },
  { cause: 'ip-truncated', site: 'ip_rcv_core', reason: 'PKT_TOO_SMALL', counters: ['netstat:IpExt.InTruncatedPkts'] },
  { cause: 'ip-unknown-protocol', site: 'ip_local_deliver_finish', reason: 'IP_NOPROTO', drop: { packet: { proto: 253 } }, counters: ['snmp:Ip.InUnknownProtos'] },
  { cause: 'ipv6-bad-extension-header', site: 'ip6_tlvopt_unknown', reason: 'UNHANDLED_PROTO', drop: { packet: udp6 }, counters: ['snmp6:Ip6InHdrErrors'] },
  { cause: 'ipv6-bad-extension-header', site: 'ip6_parse_tlv', reason: 'PKT_TOO_SMALL', drop: { packet: udp6 }, counters: ['snmp6:Ip6InHdrErrors'] },
  { cause: 'ipv6-bad-header', site: 'ip6_rcv_core', reason: 'IP_INHDR', drop: { packet: udp6 }, counters: ['snmp6:Ip6InHdrErrors'] },
  { cause: 'ipv6-disabled', site: 'ip6_rcv_core', reason: 'IPV6DISABLED', drop: { packet: udp6 }, counters: ['snmp6:Ip6InDiscards'] },
  { cause: 'ipv6-forwarding-disabled', site: 'ip6_forward', reason: 'IP_INADDRERRORS', drop: { packet: udp6 }, counters: ['snmp6:Ip6InAddrErrors'] },
  { cause: 'ipv6-martian-source', site: 'ip6_rcv_core', reason: 'IP_INHDR', drop: { packet: { ...udp6, src: 'ff02::1' } }, counters: ['snmp6:Ip6InHdrErrors'] },
  { cause: 'ipv6-multicast-not-joined', severity: 'benign', site: 'ip6_mc_input', drop: { packet: { ...udp6, dst: 'ff02::1234' } } },
  { cause: 'ipv6-no-next-header', severity: 'benign', site: 'dst_discard_out', drop: { packet: { ...v6, proto: 59 } } },
  { cause: 'ipv6-truncated', site: 'ip6_rcv_core', reason: 'PKT_TOO_SMALL', drop: { packet: udp6 }, counters: ['snmp6:Ip6InTruncatedPkts'] },
  { cause: 'ipv6-unknown-protocol', site: 'ip6_input_finish', reason: 'IP_NOPROTO', drop: { packet: { ...v6, proto: 253 } }, counters: ['snmp6:Ip6InUnknownProtos'] },
  { cause: 'martian-destination', site: 'ip_rcv_finish_core', reason: 'IP_INVALID_DEST', drop: { packet: { dst: '0.0.0.9' } } },
  { cause: 'martian-destination', site: 'ip6_rcv_core', reason: 'IP_INHDR', drop: { packet: { ...udp6, dst: '::1' } }, counters: ['snmp6:Ip6InHdrErrors'] },
  { cause: 'martian-destination', site: 'ip6_rcv_core', reason: 'IP_INHDR', drop: { packet: { ...udp6, dst: 'ff01::1' } }, counters: ['snmp6:Ip6InHdrErrors'] },
  { cause: 'martian-destination', site: 'ip6_forward', reason: 'IP_INADDRERRORS', drop: { packet: { ...udp6, dst: '::' } }, counters: ['snmp6:Ip6InAddrErrors'] },
  { cause: 'martian-destination', site: 'ip6_pkt_discard', reason: 'IP_INADDRERRORS', drop: { packet: { ...udp6, dst: '::' } }, counters: ['snmp6:Ip6InAddrErrors'] },
  { cause: 'martian-destination', site: 'ip_error', reason: 'IP_INADDRERRORS', drop: { packet: { dst: '0.0.0.9' } }, counters: ['snmp:Ip.InAddrErrors'] },
  { cause: 'martian-destination', site: 'ip_rcv_finish_core', reason: 'IP_LOCALNET', drop: { packet: { dst: '127.0.0.9' } } },
  { cause: 'martian-own-address', site: 'ip_rcv_finish_core', reason: 'IP_LOCAL_SOURCE' },
  { cause: 'martian-source', site: 'ip_rcv_finish_core', reason: 'IP_INVALID_SOURCE', drop: { packet: { src: '224.0.0.9' } } },
  { cause: 'martian-source', site: 'ip_rcv_finish_core', reason: 'IP_LOCALNET', drop: { packet: { src: '127.0.0.9' } } },
  { cause: 'martian-source', site: 'ip_rcv_finish_core', drop: { packet: { src: '240.0.0.9' } } },
  { cause: 'mtu-df', site: 'ip_forward', reason: 'PKT_TOO_BIG', drop: { length: 1514 }, counters: ['snmp:Ip.FragFails'] },
  { cause: 'mtu-df', site: 'ip6_forward', reason: 'PKT_TOO_BIG', drop: { packet: udp6 }, counters: ['snmp6:Ip6InTooBigErrors', 'snmp6:Ip6FragFails'] },
  { cause: 'multicast-no-port', severity: 'benign', site: '__udp4_lib_rcv', drop: { packetType: 2, packet: { dst: '239.1.2.3', dport: 5000 } }, counters: ['snmp:Udp.IgnoredMulti'] },
  { cause: 'multicast-not-joined', severity: 'benign', site: 'ip_rcv_finish_core', drop: { packetType: 2, packet: { dst: '239.1.2.3', dport: 5000 } } },
  { cause: 'nd-for-others', severity: 'benign', site: 'ndisc_recv_ns', reason: 'IPV6_NDISC_NS_OTHERHOST', drop: { packet: { ...v6, proto: 'icmpv6' } } },
  { cause: 'ndisc-hop-limit', site: 'ndisc_rcv', reason: 'IPV6_NDISC_HOP_LIMIT', drop: { packet: { ...v6, proto: 'icmpv6' } } },
  { cause: 'netlink-overrun', severity: 'benign', site: 'netlink_broadcast_filtered', drop: { protocol: 0, device: '' } },
  { cause: 'nfqueue-verdict-drop', site: 'nfqnl_recv_verdict', reason: 'NETFILTER_DROP' },
  { cause: 'no-route', site: 'ip_error', reason: 'IP_INNOROUTES', counters: ['netstat:IpExt.InNoRoutes'] },
  { cause: 'no-route', site: 'ip6_pkt_discard', reason: 'IP_INNOROUTES', drop: { packet: udp6 }, counters: ['snmp6:Ip6InNoRoutes'] },
  { cause: 'no-route-local-tcp', site: '__ip_queue_xmit', reason: 'IP_OUTNOROUTES', drop: { ...local, packet: tcp }, counters: ['snmp:Ip.OutNoRoutes'] },
  { cause: 'not-our-mac', severity: 'benign', site: 'ip_rcv_core', reason: 'OTHERHOST', counters: ['link:eth0.rx_otherhost_dropped'] },
  { cause: 'ping-reply', severity: 'benign', site: 'ping_rcv', reason: 'NO_SOCKET', drop: { packet: { proto: 'icmp' } } },
  { cause: 'qdisc-flushed', site: 'rtnl_unlock', drop: local },
  { cause: 'raw-rcvbuf-full', site: 'raw_rcv', reason: 'SOCKET_RCVBUFF', drop: { packet: { proto: 'icmp' } } },
  { cause: 'raw-rcvbuf-full', site: 'raw_rcv_skb', reason: 'SOCKET_RCVBUFF' },
  { cause: 'rp-filter', site: 'ip_rcv_finish_core', reason: 'IP_RPFILTER', counters: ['netstat:TcpExt.IPReversePathFilter'] },
  { cause: 'security-hook', site: 'sk_filter_trim_cap', reason: 'SECURITY_HOOK' },
  { cause: 'socket-closed-with-unread-data', severity: 'benign', site: 'skb_queue_purge_reason', reason: 'QUEUE_PURGE' },
  { cause: 'socket-closed-with-unread-data', severity: 'benign', site: 'inet_sock_destruct' },
  { cause: 'socket-filter', site: 'udp_queue_rcv_one_skb', reason: 'SOCKET_FILTER', counters: ['snmp:Udp.InErrors'] },
  { cause: 'socket-filter', site: 'udpv6_queue_rcv_one_skb', reason: 'SOCKET_FILTER', drop: { packet: udp6 }, counters: ['snmp6:Udp6InErrors'] },
  { cause: 'tap-filter', site: 'tun_net_xmit', reason: 'TAP_FILTER', counters: ['link:eth0.tx_dropped'] },
  { cause: 'tap-tx-filter', severity: 'benign', site: 'tun_net_xmit', reason: 'TAP_TXFILTER', counters: ['link:eth0.tx_dropped'] },
  { cause: 'tc-egress-filter', site: '__dev_queue_xmit', reason: 'TC_EGRESS', drop: local, counters: ['snmp:Ip.OutDiscards', 'snmp:Udp.SndbufErrors'] },
  { cause: 'tc-ingress-filter', site: '__netif_receive_skb_core.constprop.0', reason: 'TC_INGRESS' },
  { cause: 'tcp-ack-too-old', site: 'tcp_ack', reason: 'TCP_TOO_OLD_ACK', drop: { packet: tcp } },
  { cause: 'tcp-ack-without-connection', site: 'tcp_v4_rcv', reason: 'NO_SOCKET', drop: { packet: tcp } },
  { cause: 'tcp-ack-without-connection', severity: 'benign', site: 'tcp_v4_rcv', reason: 'NO_SOCKET', drop: { packet: { ...tcp, tcpFlags: 4 } } },
  { cause: 'tcp-ack-without-connection', site: 'tcp_v4_do_rcv', reason: 'TCP_FLAGS', drop: { packet: tcp, socket: { state: 10 } } },
  { cause: 'tcp-invalid-flags', site: 'tcp_rcv_state_process', reason: 'TCP_FLAGS', drop: { packet: { ...tcp, tcpFlags: 3 }, socket: { state: 10 } } },
  { cause: 'ipv6-disabled', severity: 'benign', site: 'ip6_rcv_core', reason: 'IPV6DISABLED', drop: { packet: { ...udp6, dst: 'ff02::16' } } },
  { cause: 'tcp-ack-while-closing', severity: 'benign', site: 'tcp_rcv_state_process', drop: { packet: { ...tcp, data: 0 }, socket: { state: 9 } } },
  { cause: 'unknown-site', severity: 'unknown', site: 'tcp_rcv_state_process', drop: { packet: { ...tcp, data: 100 }, socket: { state: 9 } } },
  { cause: 'ipv6-disabled', severity: 'benign', site: 'ip6_output', reason: 'IPV6DISABLED', drop: { ...local, packet: { ...udp6, dst: 'ff02::16' } }, counters: ['snmp6:Ip6OutDiscards'] },
  { cause: 'tcp-ao-failure', site: 'tcp_inbound_ao_hash', reason: 'TCP_AOFAILURE', drop: { packet: tcp } },
  { cause: 'tcp-bad-checksum', site: 'tcp_v4_rcv', reason: 'TCP_CSUM', drop: { packet: tcp }, counters: ['snmp:Tcp.InCsumErrors', 'snmp:Tcp.InErrs'] },
  { cause: 'tcp-bad-header', site: 'tcp_v4_rcv', reason: 'PKT_TOO_SMALL', drop: { packet: tcp }, counters: ['snmp:Tcp.InErrs'] },
  { cause: 'tcp-blind-reset', site: 'tcp_validate_incoming', reason: 'TCP_RESET', drop: { packet: { ...tcp, tcpFlags: 4 } } },
  { cause: 'tcp-data-after-close', site: 'tcp_rcv_state_process', reason: 'TCP_ABORT_ON_DATA', drop: { packet: tcp } },
  { cause: 'tcp-data-after-close', site: 'tcp_rcv_state_process', reason: 'TCP_CLOSE', drop: { packet: { ...tcp, data: 100 } } },
  { cause: 'tcp-data-after-close', severity: 'benign', site: 'tcp_rcv_state_process', reason: 'TCP_CLOSE', drop: { packet: { ...tcp, tcpFlags: 17, data: 0 } } },
  { cause: 'tcp-data-after-close', severity: 'benign', site: 'tcp_rcv_state_process', reason: 'TCP_CLOSE', drop: { packet: { ...tcp, tcpFlags: 20, data: 4 } } },
  { cause: 'tcp-deferred-accept', severity: 'benign', site: 'tcp_v4_rcv', drop: { packet: tcp, socket: { state: 12 } }, counters: ['netstat:TcpExt.TCPDeferAcceptDrop'] },
  { cause: 'tcp-duplicate-data', severity: 'benign', site: 'tcp_data_queue', reason: 'TCP_OLD_DATA', drop: { packet: { ...tcp, data: 100 } } },
  { cause: 'tcp-duplicate-out-of-order', severity: 'benign', site: 'tcp_data_queue_ofo', reason: 'TCP_OFOMERGE', drop: { packet: tcp } },
  { cause: 'tcp-invalid-ack', site: 'tcp_ack', reason: 'TCP_ACK_UNSENT_DATA', drop: { packet: tcp } },
  { cause: 'tcp-invalid-flags', site: 'tcp_rcv_state_process', reason: 'TCP_FLAGS', drop: { packet: tcp } },
  { cause: 'tcp-keepalive', severity: 'benign', site: 'tcp_validate_incoming', reason: 'TCP_OLD_SEQUENCE', drop: { packet: { ...tcp, data: 1 } } },
  { cause: 'tcp-blind-reset', site: 'tcp_validate_incoming', reason: 'TCP_INVALID_SEQUENCE', drop: { packet: { ...tcp, tcpFlags: 4 } } },
  { cause: 'tcp-blind-reset', site: 'tcp_validate_incoming', reason: 'TCP_OLD_SEQUENCE', drop: { packet: { ...tcp, tcpFlags: 4 } } },
  { cause: 'tcp-bad-header', site: 'tcp_v4_rcv', drop: { packet: { ...tcp, tcpFlags: 2, cut: 6 } } },
  { cause: 'tcp-bad-header', site: 'tcp_v6_rcv', drop: { packet: { ...tcp, ...v6, cut: 14 } } },
  { cause: 'tcp-md5-failure', site: 'tcp_v4_rcv', reason: 'TCP_MD5FAILURE', drop: { packet: tcp }, counters: ['netstat:TcpExt.TCPMD5Failure'] },
  { cause: 'tcp-md5-missing', site: 'tcp_v4_rcv', reason: 'TCP_MD5NOTFOUND', drop: { packet: tcp }, counters: ['netstat:TcpExt.TCPMD5NotFound'] },
  { cause: 'tcp-minttl', site: 'tcp_v4_rcv', reason: 'TCP_MINTTL', drop: { packet: tcp }, counters: ['netstat:TcpExt.TCPMinTTLDrop'] },
  { cause: 'tcp-ofo-queue-pruned', site: 'tcp_prune_ofo_queue', reason: 'TCP_OFO_QUEUE_PRUNE', drop: { packet: tcp } },
  { cause: 'tcp-old-ack', severity: 'benign', site: 'tcp_ack', reason: 'TCP_OLD_ACK', drop: { packet: tcp } },
  { cause: 'tcp-paws', site: 'tcp_validate_incoming', reason: 'TCP_RFC7323_PAWS', drop: { packet: tcp }, counters: ['netstat:TcpExt.PAWSEstab'] },
  { cause: 'tcp-receiver-not-reading', site: 'tcp_data_queue', reason: 'TCP_ZEROWINDOW', drop: { packet: tcp }, counters: ['netstat:TcpExt.TCPZeroWindowDrop'] },
  { cause: 'tcp-segment-below-window', severity: 'benign', site: 'tcp_validate_incoming', reason: 'TCP_OLD_SEQUENCE', drop: { packet: { ...tcp, data: 100 } } },
  { cause: 'tcp-segment-out-of-window', site: 'tcp_validate_incoming', reason: 'TCP_INVALID_SEQUENCE', drop: { packet: tcp }, counters: ['netstat:TcpExt.BeyondWindow'] },
  { cause: 'tcp-socket-backlog-full', site: 'tcp_add_backlog', reason: 'SOCKET_BACKLOG', drop: { packet: tcp }, counters: ['netstat:TcpExt.TCPBacklogDrop'] },
  { cause: 'tcp-syn-in-established', site: 'tcp_validate_incoming', reason: 'TCP_INVALID_SYN', drop: { packet: { ...tcp, tcpFlags: 2 } }, counters: ['snmp:Tcp.InErrs'] },
  { cause: 'tcp-time-wait-segment', severity: 'benign', site: 'tcp_v4_rcv', drop: { packet: { ...tcp, tcpFlags: 17 } } },
  { cause: 'ttl-expired', site: 'ip_forward', reason: 'IP_INHDR', drop: { packet: { ttl: 1 } }, counters: ['snmp:Ip.InHdrErrors'] },
  { cause: 'ttl-expired', site: 'ip_forward', drop: { packet: { ttl: 1 } }, counters: ['snmp:Ip.InHdrErrors'] },
  { cause: 'tun-reader-stalled', site: 'tun_net_xmit', reason: 'FULL_RING', counters: ['link:eth0.tx_dropped', 'dev:eth0.tx_drop'] },
  { cause: 'tun-no-reader', site: 'tun_net_xmit', reason: 'DEV_READY', counters: ['link:eth0.tx_dropped'] },
  { cause: 'device-down', site: 'enqueue_to_backlog', reason: 'DEV_READY', counters: ['link:eth0.rx_dropped'] },
  { cause: 'udp-bad-checksum', site: '__udp4_lib_rcv', reason: 'UDP_CSUM', counters: ['snmp:Udp.InCsumErrors', 'snmp:Udp.InErrors'] },
  { cause: 'udp-bad-length', site: '__udp4_lib_rcv', reason: 'PKT_TOO_SMALL', drop: { packet: { udpLength: 900 } }, counters: ['snmp:Udp.InErrors'] },
  { cause: 'udp-bad-length', site: '__udp4_lib_rcv', drop: { packet: { cut: 4 } }, counters: ['snmp:Udp.InErrors'] },
  { cause: 'udp-bad-length', site: '__udp6_lib_rcv', drop: { packet: { ...udp6, cut: 4 } }, counters: ['snmp6:Udp6InErrors'] },
  { cause: 'udp-memory-full', site: 'udp_queue_rcv_one_skb', reason: 'PROTO_MEM', counters: ['snmp:Udp.InErrors', 'snmp:Udp.MemErrors'] },
  { cause: 'udp-no-listener', site: '__udp4_lib_rcv', reason: 'NO_SOCKET', counters: ['snmp:Udp.NoPorts'] },
  { cause: 'tcp-no-listener', site: 'tcp_v4_rcv', reason: 'NO_SOCKET', drop: { packet: { ...tcp, tcpFlags: 2 } } },
  { cause: 'tcp-accept-queue-full', site: 'tcp_check_req', reason: 'TCP_LISTEN_OVERFLOW', drop: { packet: tcp }, counters: ['netstat:TcpExt.ListenOverflows', 'netstat:TcpExt.ListenDrops'] },
  { cause: 'unhandled-ethertype', severity: 'benign', site: '__netif_receive_skb_core.constprop.0', reason: 'UNHANDLED_PROTO', drop: { protocol: 0x88cc }, counters: ['link:eth0.rx_dropped', 'dev:eth0.rx_drop'] },
  { cause: 'unicast-in-l2-multicast', site: 'ip_rcv_finish_core', reason: 'UNICAST_IN_L2_MULTICAST' },
  { cause: 'unicast-in-l2-multicast', site: 'tcp_v4_rcv', drop: { packetType: 1, packet: { ...tcp, tcpFlags: 2 } } },
  { cause: 'unix-queue-full', severity: 'benign', site: 'unix_dgram_sendmsg', drop: { protocol: 0, device: '' } },
  { cause: 'vsock-housekeeping', severity: 'benign', site: 'virtio_transport_recv_pkt', drop: { protocol: 0, device: '' } },
  { cause: 'vxlan-bad-header', site: 'vxlan_rcv', reason: 'VXLAN_INVALID_HDR' },
  { cause: 'vxlan-no-destination', site: 'vxlan_xmit', reason: 'NO_TX_TARGET', counters: ['link:eth0.tx_dropped'] },
  { cause: 'vxlan-vni-not-found', site: 'vxlan_rcv', reason: 'VXLAN_VNI_NOT_FOUND' },
  { cause: 'xdp-drop', site: 'do_xdp_generic' },
  { cause: 'xfrm-policy', site: 'tcp_v4_rcv', reason: 'XFRM_POLICY', drop: { packet: tcp } },
]

const drops = 7
const name = ({ cause, site = '', reason = '' }: ReasonCase, i: number): string =>
  `${cause} #${i}: ${site} ${reason}`.trim()

describe('causes told by reason, place and packet', () => {
  let analysis: Analysis

  before(async () => {
    analysis = await analyzed({
      drops: cases.map(({ site = '', reason = 'NOT_SPECIFIED', drop }, i) => ({
        site,
        reason,
        netns: `ns${i}`,
        drops,
        ...drop,
      })),
      gainedIn: Object.fromEntries(
        cases.map(({ counters = [] }, i) => [
          `ns${i}`,
          Object.fromEntries(counters.map((counter) => [counter, drops])),
        ]),
      ),
    })
  })

  for (const [i, wanted] of cases.entries()) {
    it(name(wanted, i), () => {
      const { findings, ledger } = analysis.findings
      const own = findings.filter((f) => f.netns.includes(`ns${i}`))
      assert.deepEqual(
        own.map((f) => [f.cause, f.drops, f.severity]),
        [[wanted.cause, drops, wanted.severity ?? 'problem']],
      )
      for (const counter of wanted.counters ?? []) {
        const row = ledger.find((l) => l.scope === `ns${i}` && l.counter === counter)
        assert.equal(row?.residue ?? 0, 0, counter)
      }
      const short = ledger.filter((l) => l.scope === `ns${i}` && l.residue < 0)
      assert.deepEqual(short, [], 'nothing is booked twice')
    })
  }
})
