/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One drop detail. The same bytes end up in drop_block.data: keep in sync with session/drop-record.ts. */
#ifndef DROPCORR_DROP_RECORD_H
#define DROPCORR_DROP_RECORD_H

#ifdef __cplusplus
#define _Static_assert static_assert
#endif

#define DROP_RECORD_HEAD_SIZE 128
#define DROP_RECORD_NO_OFFSET 0xffff

enum drop_record_head_start { HEAD_NONE = 0, HEAD_MAC = 1, HEAD_NETWORK = 2 };
enum drop_record_socket_origin { SOCKET_NONE = 0, SOCKET_RX = 1, SOCKET_SKB = 2 };

struct drop_record {
	/* The kernel writes CLOCK_MONOTONIC here; the reader replaces it by an f64 relative to the session's start. */
	unsigned long long at_ns;
	/* The kernel writes its own key and flow ids; the reader replaces them by dense ones. */
	unsigned int key;
	unsigned int flow;
	unsigned int stack;
	unsigned int length;
	unsigned int incoming_ifindex;
	unsigned int mark;
	unsigned short cpu;
	unsigned short vlan_tci;
	unsigned short gso_segments;
	unsigned char packet_type;
	unsigned char ip_summed;
	unsigned char head_start;
	unsigned char head_length;
	unsigned short network_offset;
	unsigned short transport_offset;
	unsigned char socket_origin;
	unsigned char socket_state;
	/* The kernel writes an integer; the reader replaces it by an f64. */
	unsigned long long socket_inode;
	unsigned short socket_family;
	unsigned short socket_protocol;
	unsigned short socket_local_port;
	unsigned short socket_remote_port;
	unsigned int socket_rcvbuf;
	unsigned int socket_rmem;
	unsigned int socket_sndbuf;
	unsigned int socket_wmem;
	unsigned int socket_accept_queue;
	unsigned int socket_backlog;
	unsigned int pid;
	char comm[16];
	unsigned int truesize;
	unsigned char reserved[16];
	unsigned char head[DROP_RECORD_HEAD_SIZE];
};

_Static_assert(sizeof(struct drop_record) == 256, "drop-record.ts says 256");

#endif
