/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The state of the socket a packet was dropped at. Read for details only, so plain probe reads will do. */
#ifndef DROPCORR_SOCKET_BPF_H
#define DROPCORR_SOCKET_BPF_H

#define TCP_TIME_WAIT 6
#define TCP_LISTEN 10
#define TCP_NEW_SYN_RECV 12
#define IPPROTO_TCP_SOCKET 6
#define AF_UNSPEC 0

/* skb->sk may be a timewait or request socket: those have struct sock_common and nothing behind it. */
static __always_inline bool is_full_socket(struct sock *sk)
{
	const __u32 state = BPF_CORE_READ(sk, __sk_common.skc_state);
	return state != TCP_TIME_WAIT && state != TCP_NEW_SYN_RECV;
}

static __always_inline void read_full_socket(struct drop_record *record, struct sock *sk)
{
	record->socket_protocol = BPF_CORE_READ(sk, sk_protocol);
	record->socket_rcvbuf = BPF_CORE_READ(sk, sk_rcvbuf);
	record->socket_rmem = BPF_CORE_READ(sk, sk_backlog.rmem_alloc.counter);
	record->socket_sndbuf = BPF_CORE_READ(sk, sk_sndbuf);
	record->socket_wmem = BPF_CORE_READ(sk, sk_wmem_alloc.refs.counter);
	if (record->socket_state == TCP_LISTEN) {
		record->socket_accept_queue = BPF_CORE_READ(sk, sk_ack_backlog);
		record->socket_backlog = BPF_CORE_READ(sk, sk_max_ack_backlog);
	}
	/* The socket of a tun device (AF_UNSPEC) is not within a socket_alloc: it has no inode of its own. */
	struct socket *socket = BPF_CORE_READ(sk, sk_socket);
	if (socket && record->socket_family != AF_UNSPEC)
		record->socket_inode = BPF_CORE_READ((struct socket_alloc *)socket, vfs_inode.i_ino);
}

static __always_inline void read_socket(struct drop_record *record, struct sock *rx_sk, struct sock *skb_sk)
{
	struct sock *sk = rx_sk ? rx_sk : skb_sk;
	if (!sk)
		return;
	record->socket_origin = rx_sk ? SOCKET_RX : SOCKET_SKB;
	record->socket_family = BPF_CORE_READ(sk, __sk_common.skc_family);
	record->socket_state = BPF_CORE_READ(sk, __sk_common.skc_state);
	record->socket_local_port = BPF_CORE_READ(sk, __sk_common.skc_num);
	record->socket_remote_port = __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (is_full_socket(sk))
		read_full_socket(record, sk);
	else
		record->socket_protocol = IPPROTO_TCP_SOCKET;
}

#endif
