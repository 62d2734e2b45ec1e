/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef DROPCORR_FLOWS_BPF_H
#define DROPCORR_FLOWS_BPF_H

static __always_inline bool same_tuple(const struct flow_tuple *a, const struct flow_tuple *b)
{
	const __u32 *x = (const __u32 *)a;
	const __u32 *y = (const __u32 *)b;
	__u32 difference = 0;
#pragma unroll
	for (int i = 0; i < (int)(sizeof(*a) / sizeof(*x)); i++)
		difference |= x[i] ^ y[i];
	return !difference;
}

/* 0 if there is no room: in the map, or for this key. A flood from forged addresses must not take the room of all other keys. */
static __always_inline __u32 add_flow(struct cpu_state *state, struct key_entry *key,
				      const struct flow_tuple *tuple)
{
	__u32 id = 0;
	if (key->flows >= config.max_flows_per_key || bpf_map_pop_elem(&free_flow_ids, &id))
		return 0;
	struct flow_entry *entry = bpf_map_lookup_elem(&flow_table, &id);
	if (!entry)
		return 0;
	if (bpf_map_update_elem(&flow_ids, tuple, &id, BPF_NOEXIST)) {
		bpf_map_push_elem(&free_flow_ids, &id, BPF_ANY);
		return 0;
	}
	__sync_fetch_and_add(&key->flows, 1);
	__builtin_memcpy(&entry->tuple.family, &tuple->family, sizeof(*tuple) - sizeof(tuple->key));
	/* The addon reads the tuple once it sees this. */
	__sync_fetch_and_add(&entry->tuple.key, tuple->key);
	if (state->highest_flow < id)
		state->highest_flow = id;
	return id;
}

/* Id of the flow, new if need be; 0 if the map is full. */
static __always_inline __u32 find_flow(struct cpu_state *state, struct key_entry *key,
				       const struct flow_tuple *tuple, bool *first)
{
	const __u32 last = state->last_flow;
	struct flow_entry *entry = last ? bpf_map_lookup_elem(&flow_table, &last) : 0;
	if (entry && same_tuple(&entry->tuple, tuple))
		return last;
	__u32 *known = bpf_map_lookup_elem(&flow_ids, tuple);
	__u32 id = known ? *known : 0;
	if (!id) {
		id = add_flow(state, key, tuple);
		*first = id != 0;
		if (!id) {
			known = bpf_map_lookup_elem(&flow_ids, tuple);
			if (!known)
				return 0;
			id = *known;
		}
	}
	state->last_flow = id;
	return id;
}

#endif
