/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The flow of a packet: addresses and ports from its headers, or from its socket while it has none yet. */
#ifndef DROPCORR_TUPLE_BPF_H
#define DROPCORR_TUPLE_BPF_H

#include "load.bpf.h"

#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd
#define ETH_P_8021Q 0x8100
#define ETH_P_8021AD 0x88a8
#define ETHERNET_HEADER 14
#define VLAN_HEADER 4

#define IPPROTO_HOPOPTS 0
#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_DCCP 33
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_AH 51
#define IPPROTO_ICMPV6 58
#define IPPROTO_DSTOPTS 60
#define IPPROTO_SCTP 132
#define IPPROTO_UDPLITE 136

#define AF_INET 2
#define AF_INET6 10

/* FIN, SYN, RST, ACK; PSH and URG would only split flows. */
#define TCP_FLAGS_KEPT 0x17
/* IPv6 extension headers walked: each kind once, as RFC 8200 recommends. */
#define IPV6_EXTENSIONS 5
/* IPv6 header and the first bytes of the transport's. */
#define HEADERS_READ 56

#define HEADER_UNSET 0xffff

/* The linear part of an skb: offsets are from `head`, valid bytes end at `tail`. */
struct linear {
	unsigned char *head;
	__u32 tail;
};

/* What a flow needs of a transport header. */
struct transport {
	__u8 first[4];
	__u8 tcp_flags;
};

static __always_inline bool read_linear(const struct linear *linear, __u32 offset, void *to, __u32 size)
{
	return offset + size <= linear->tail && !bpf_probe_read_kernel(to, size, linear->head + offset);
}

static __always_inline __u32 be16_at(const __u8 *bytes)
{
	return (__u32)bytes[0] << 8 | bytes[1];
}

static __always_inline void set_ports(struct flow_tuple *tuple, const struct transport *transport)
{
	switch (tuple->proto) {
	case IPPROTO_TCP:
		tuple->tcp_flags = transport->tcp_flags & TCP_FLAGS_KEPT;
		/* fall through */
	case IPPROTO_UDP:
	case IPPROTO_DCCP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
		tuple->sport = be16_at(transport->first);
		tuple->dport = be16_at(transport->first + 2);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		tuple->sport = transport->first[0];
		tuple->dport = transport->first[1];
		break;
	}
}

/* Walks extension headers from `offset` on and leaves it at the transport header. False behind a later fragment. */
static __always_inline bool skip_extensions(const struct linear *linear, __u32 *offset, __u8 *proto)
{
	__u32 next = *proto;
	bool first_fragment = true;
#pragma unroll
	for (int i = 0; i < IPV6_EXTENSIONS; i++) {
		__u8 extension[4];
		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_FRAGMENT &&
		    next != IPPROTO_AH && next != IPPROTO_DSTOPTS)
			break;
		if (!read_linear(linear, *offset, extension, 4))
			break;
		if (next == IPPROTO_FRAGMENT) {
			*offset += 8;
			/* What follows a later fragment's header is payload. */
			first_fragment = be16_at(extension + 2) < 8;
		} else if (next == IPPROTO_AH) {
			*offset += (extension[1] + 2) * 4;
		} else {
			*offset += (extension[1] + 1) * 8;
		}
		next = extension[0];
		if (!first_fragment)
			break;
	}
	*proto = next;
	return first_fragment;
}

/* False if there is no IP header of that version at that offset. */
static __always_inline bool read_ip(struct flow_tuple *tuple, const struct linear *linear, __u32 offset,
				    __u32 protocol)
{
	__u64 words[8] = {};
	const __u8 *header = (const __u8 *)words;
	const __u32 *header32 = (const __u32 *)words;
	struct transport transport = {};
	if (offset >= linear->tail)
		return false;
	__u64 size = linear->tail - offset;
	if (size > HEADERS_READ)
		size = HEADERS_READ;
	if (size < 20 || bpf_probe_read_kernel(words, BOUNDED(size, 63), linear->head + offset))
		return false;

	const __u32 version = header[0] >> 4;
	bool has_ports = true;
	bool read = false;
	if (version == 4 && protocol == ETH_P_IP && (header[0] & 15) >= 5) {
		tuple->family = 4;
		tuple->proto = header[9];
		tuple->saddr[0] = header32[3];
		tuple->daddr[0] = header32[4];
		/* Only the first fragment has ports. */
		has_ports = !(be16_at(header + 6) & 0x1fff);
		read = (header[0] & 15) == 5 && size >= 34;
		offset += (header[0] & 15) * 4;
		*(__u32 *)transport.first = header32[5];
		transport.tcp_flags = header[33];
	} else if (version == 6 && protocol == ETH_P_IPV6 && size >= 40) {
		tuple->family = 6;
		tuple->proto = header[6];
		__builtin_memcpy(tuple->saddr, header + 8, sizeof(tuple->saddr));
		__builtin_memcpy(tuple->daddr, header + 24, sizeof(tuple->daddr));
		offset += 40;
		read = size >= 54 && (header[6] == IPPROTO_TCP || header[6] == IPPROTO_UDP);
		*(__u32 *)transport.first = header32[10];
		transport.tcp_flags = header[53];
		if (!read)
			has_ports = skip_extensions(linear, &offset, &tuple->proto);
	} else {
		return false;
	}
	if (!has_ports)
		return true;
	if (!read) {
		if (!read_linear(linear, offset, transport.first, 4))
			return true;
		if (tuple->proto == IPPROTO_TCP)
			read_linear(linear, offset + 13, &transport.tcp_flags, 1);
	}
	set_ports(tuple, &transport);
	return true;
}

/* For frames which no layer has looked into yet (XDP, tagged frames): the header behind up to two VLAN tags. */
static __always_inline __u32 behind_vlan_tags(const struct linear *linear, __u32 mac, __u32 *protocol)
{
	__u32 offset = mac + ETHERNET_HEADER;
#pragma unroll
	for (int i = 0; i < 3; i++) {
		__u8 type[2];
		if (!read_linear(linear, offset - 2, type, 2))
			return 0;
		*protocol = be16_at(type);
		if (*protocol != ETH_P_8021Q && *protocol != ETH_P_8021AD)
			return offset;
		offset += VLAN_HEADER;
	}
	return 0;
}

/* A local packet that was dropped before it had an IP header: the flow is that of its socket, outgoing. */
static __always_inline void read_socket_tuple(struct flow_tuple *tuple, struct sock *sk)
{
	struct sock_common *common = &sk->__sk_common;
	const __u32 family = BPF_CORE_READ(common, skc_family);
	if (family == AF_INET) {
		tuple->family = 4;
		tuple->saddr[0] = BPF_CORE_READ(common, skc_rcv_saddr);
		tuple->daddr[0] = BPF_CORE_READ(common, skc_daddr);
	} else if (family == AF_INET6 && bpf_core_field_exists(common->skc_v6_daddr)) {
		tuple->family = 6;
		bpf_core_read(tuple->saddr, sizeof(tuple->saddr), &common->skc_v6_rcv_saddr);
		bpf_core_read(tuple->daddr, sizeof(tuple->daddr), &common->skc_v6_daddr);
	} else {
		return;
	}
	tuple->proto = BPF_CORE_READ(sk, sk_protocol);
	tuple->sport = BPF_CORE_READ(common, skc_num);
	tuple->dport = __builtin_bswap16(BPF_CORE_READ(common, skc_dport));
}

static __always_inline void read_tuple(const bool typed, struct flow_tuple *tuple, struct sk_buff *skb,
				       __u32 protocol)
{
	const bool is_ip = protocol == ETH_P_IP || protocol == ETH_P_IPV6;
	const bool is_vlan = protocol == ETH_P_8021Q || protocol == ETH_P_8021AD;
	if (!is_ip && !is_vlan && protocol)
		return;
	const struct linear linear = { LOAD(typed, skb, head), LOAD(typed, skb, tail) };
	const __u32 network = LOAD(typed, skb, network_header);
	const __u32 mac = LOAD(typed, skb, mac_header);
	__u32 header = is_ip && network < linear.tail ? network : 0;
	if (!header && mac != HEADER_UNSET)
		header = behind_vlan_tags(&linear, mac, &protocol);
	if (header && read_ip(tuple, &linear, header, protocol))
		return;
	struct sock *sk = LOAD(typed, skb, sk);
	if (!network && sk && is_full_socket(sk))
		read_socket_tuple(tuple, sk);
}

#endif
