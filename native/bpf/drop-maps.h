/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* What the BPF program and the addon share through memory-mapped maps. Ids start at 1; 0 means none. */
#ifndef DROPCORR_DROP_MAPS_H
#define DROPCORR_DROP_MAPS_H

#include "drop-record.h"

#define DROP_STACK_FRAMES 32

struct drop_config {
	/* Ids run from 1 to max_keys - 1; arrays have max_keys entries (per CPU). */
	unsigned int max_keys;
	unsigned int max_flows_per_key;
	/* Details per key, CPU and window of 100 ms; first packets of flows beyond that. */
	unsigned int detail_budget;
	/* Details of the first drops of each key and CPU, whatever the budget says. */
	unsigned int early_details;
	unsigned int first_budget;
	unsigned int ring_bytes;
	unsigned int jiffies_per_window;
	unsigned int with_stacks;
	/* Of the tracepoint: skb and location; the reason (5.17); the receiving socket (6.11). */
	unsigned int tracepoint_arguments;
};

/* What drops are counted by. No padding: it is hashed as bytes. */
struct drop_key {
	unsigned long long location;
	unsigned long long netns_cookie;
	int reason;
	unsigned int netns_inode;
	unsigned int ifindex;
	unsigned short protocol;
	unsigned short zero;
	/* The interface's name, as the kernel keeps it: its number may be another's the next moment. 0 where the device is not at hand. */
	unsigned long long device[2];
};

/* key_table[id]: written once, when the id is given out. */
struct key_entry {
	struct drop_key key;
	unsigned int ready;
	/* Written by the addon: 1 = count only. */
	unsigned int masked;
	/* Flows alive under this key; the program adds, the addon subtracts, both atomically. */
	unsigned long long flows;
	/* When the first drop came, CLOCK_MONOTONIC. */
	unsigned long long first_ns;
};

/* key_counts[cpu * max_keys + id]: each CPU writes its own. */
struct key_counts {
	unsigned long long drops;
	unsigned long long bytes;
	/* Budget: the window of 100 ms it is for, details given in it, and of those first packets of flows beyond the budget. */
	unsigned int window;
	unsigned short details;
	unsigned short firsts;
	unsigned long long over_budget;
};

/* A flow under a key. Hashed as bytes. */
struct flow_tuple {
	unsigned int key;
	unsigned char family;
	unsigned char proto;
	unsigned char tcp_flags;
	unsigned char zero;
	/* Host order. */
	unsigned short sport;
	unsigned short dport;
	/* Network order; IPv4 in the first word. */
	unsigned int saddr[4];
	unsigned int daddr[4];
};

/* flow_table[id]. tuple.key is written last and is 0 while the entry is free or being retired. */
struct flow_entry {
	struct flow_tuple tuple;
	unsigned int zero;
	unsigned long long drops;
	unsigned long long bytes;
};

/* cpu_state[cpu] */
struct cpu_state {
	/* The ids met last: in a storm both lookups are answered from here. */
	unsigned int last_key;
	unsigned int last_flow;
	/* Highest ids this CPU gave out: the addon scans no further. */
	unsigned int highest_key;
	unsigned int highest_flow;
	unsigned long long ring_full;
	unsigned long long key_map_full;
	unsigned long long key_map_full_bytes;
	unsigned long long flow_map_full;
	/* A cache line or two of its own. */
	unsigned long long reserved[10];
};

/* What the ring buffer carries. */
struct drop_event {
	struct drop_record record;
	/* Bytes of `stack` that are valid. */
	unsigned int stack_bytes;
	unsigned int zero;
	unsigned long long stack[DROP_STACK_FRAMES];
};

_Static_assert(sizeof(struct drop_key) == 48, "no padding");
_Static_assert(sizeof(struct key_counts) == 32, "no padding");
_Static_assert(sizeof(struct flow_tuple) == 44, "no padding");
_Static_assert(sizeof(struct flow_entry) == 64, "one cache line");
_Static_assert(sizeof(struct cpu_state) == 128, "two cache lines");

#endif
