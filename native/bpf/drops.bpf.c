// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Counts every kfree_skb exactly, by key and by flow, and sends some in detail.
 *
 * Keys and flows have ids taken from queues. A hash finds the id, a memory-mapped array has
 * the rest, so the addon reads counts and sets masks without a system call, and a storm of one flow needs
 * neither hash: the ids met last are compared first. Verifies on 5.10 (no fetching atomics, no bpf_loop).
 */
#include "vmlinux_min.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "drop-record.h"
#include "drop-maps.h"

/* The only constant: the addon sets .rodata as a whole, before loading. */
const volatile struct drop_config config = {};

/* The addon sets every max_entries. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct drop_key);
	__type(value, __u32);
} key_ids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct flow_tuple);
	__type(value, __u32);
} flow_ids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 1);
	__uint(value_size, sizeof(__u32));
} free_key_ids SEC(".maps"), free_flow_ids SEC(".maps");

#define SHARED_ARRAY(name, value_type)                       \
	struct {                                             \
		__uint(type, BPF_MAP_TYPE_ARRAY);            \
		__uint(max_entries, 1);                      \
		__uint(map_flags, BPF_F_MMAPABLE);           \
		__type(key, __u32);                          \
		__type(value, value_type);                   \
	} name SEC(".maps")

SHARED_ARRAY(key_table, struct key_entry);
SHARED_ARRAY(key_counts, struct key_counts);
SHARED_ARRAY(flow_table, struct flow_entry);
SHARED_ARRAY(cpu_states, struct cpu_state);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} details SEC(".maps");

/* Runs once for each id before anything is attached: as many system calls would take a tenth of a second. */
__u32 filled;
SEC("socket")
int fill_free_ids(void *context)
{
	(void)context;
	const __u32 id = ++filled;
	/* Refused once there are as many as the tables have places. */
	bpf_map_push_elem(&free_key_ids, &id, BPF_ANY);
	bpf_map_push_elem(&free_flow_ids, &id, BPF_ANY);
	return 0;
}

#include "origin.bpf.h"
#include "socket.bpf.h"
#include "tuple.bpf.h"
#include "detail.bpf.h"
#include "keys.bpf.h"
#include "flows.bpf.h"

/* Within the budget of its key, CPU and window? The first packet of a flow has a budget of its own, and so
 * have the first drops of a key, while the ring is not half full. */
static __always_inline bool wants_detail(struct key_counts *counts, bool first)
{
	const __u32 window = bpf_jiffies64() / config.jiffies_per_window;
	if (counts->window != window) {
		counts->window = window;
		counts->details = 0;
		counts->firsts = 0;
	}
	if (counts->details < config.detail_budget) {
		counts->details++;
		return true;
	}
	if (first && counts->firsts < config.first_budget &&
	    bpf_ringbuf_query(&details, BPF_RB_AVAIL_DATA) < config.ring_bytes / 2) {
		counts->firsts++;
		return true;
	}
	if (counts->drops <= config.early_details &&
	    bpf_ringbuf_query(&details, BPF_RB_AVAIL_DATA) < config.ring_bytes / 2)
		return true;
	counts->over_budget++;
	return false;
}

static __always_inline int on_drop(const bool typed, void *context, struct sk_buff *skb, __u64 location,
				   int reason, struct sock *rx_sk)
{
	const __u32 cpu = bpf_get_smp_processor_id();
	struct cpu_state *state = bpf_map_lookup_elem(&cpu_states, &cpu);
	if (!state)
		return 0;

	struct drop_key key = {};
	key.location = location;
	key.reason = reason;
	key.protocol = __builtin_bswap16(LOAD(typed, skb, protocol));
	set_origin(typed, &key, skb, rx_sk);
	const __u32 length = LOAD(typed, skb, len);

	const __u32 key_id = find_key(state, &key);
	struct key_entry *entry = key_id ? bpf_map_lookup_elem(&key_table, &key_id) : 0;
	const __u32 slot = cpu * config.max_keys + key_id;
	struct key_counts *counts = entry ? bpf_map_lookup_elem(&key_counts, &slot) : 0;
	if (!counts) {
		__sync_fetch_and_add(&state->key_map_full, 1);
		__sync_fetch_and_add(&state->key_map_full_bytes, length);
		return 0;
	}
	/* Atomic although each CPU has its own: before 6.2 an interrupt may enter the program again. */
	__sync_fetch_and_add(&counts->drops, 1);
	__sync_fetch_and_add(&counts->bytes, length);
	if (entry->masked)
		return 0;

	struct flow_tuple tuple = {};
	tuple.key = key_id;
	read_tuple(typed, &tuple, skb, key.protocol);
	bool first = false;
	const __u32 flow_id = find_flow(state, entry, &tuple, &first);
	struct flow_entry *flow = flow_id ? bpf_map_lookup_elem(&flow_table, &flow_id) : 0;
	if (flow) {
		/* Shared by all CPUs, but a flow lives on one, as a rule. */
		__sync_fetch_and_add(&flow->drops, 1);
		__sync_fetch_and_add(&flow->bytes, length);
	} else {
		__sync_fetch_and_add(&state->flow_map_full, 1);
	}
	if (wants_detail(counts, first) && !send_detail(context, skb, rx_sk, key_id, flow_id, cpu))
		__sync_fetch_and_add(&state->ring_full, 1);
	return 0;
}

/* A tracepoint without the argument: the verifier refuses to read beyond the last, and never sees these loads. */
#define REASON(context) (config.tracepoint_arguments >= 3 ? (int)(context)[2] : -1)
#define RX_SOCKET(context) (config.tracepoint_arguments >= 4 ? (struct sock *)(context)[3] : 0)

SEC("tp_btf/kfree_skb")
int drop_typed(__u64 *context)
{
	return on_drop(true, context, (struct sk_buff *)context[0], context[1], REASON(context),
		       RX_SOCKET(context));
}

/* Where BTF tracepoints are refused. */
SEC("raw_tp/kfree_skb")
int drop_raw(__u64 *context)
{
	return on_drop(false, context, (struct sk_buff *)context[0], context[1], REASON(context),
		       RX_SOCKET(context));
}

/* Dual: the kernel wants a GPL-compatible licence for the helpers used. */
char dropcorr_license[] SEC("license") = "Dual MIT/GPL";
