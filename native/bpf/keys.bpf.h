/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef DROPCORR_KEYS_BPF_H
#define DROPCORR_KEYS_BPF_H

static __always_inline bool same_key(const struct drop_key *a, const struct drop_key *b)
{
	const __u64 *x = (const __u64 *)a;
	const __u64 *y = (const __u64 *)b;
	return x[0] == y[0] && x[1] == y[1] && x[2] == y[2] && x[3] == y[3] && x[4] == y[4] && x[5] == y[5];
}

/* 0 if there is no room. */
static __always_inline __u32 add_key(struct cpu_state *state, const struct drop_key *key)
{
	__u32 id = 0;
	if (bpf_map_pop_elem(&free_key_ids, &id))
		return 0;
	struct key_entry *entry = bpf_map_lookup_elem(&key_table, &id);
	if (!entry)
		return 0;
	if (bpf_map_update_elem(&key_ids, key, &id, BPF_NOEXIST)) {
		/* Another CPU was faster, or (5.11 on) an interrupt met a locked bucket: the caller looks again. */
		bpf_map_push_elem(&free_key_ids, &id, BPF_ANY);
		return 0;
	}
	entry->key = *key;
	entry->first_ns = bpf_ktime_get_ns();
	/* The addon reads the key once it sees this: an atomic, as a plain store could overtake. */
	__sync_fetch_and_add(&entry->ready, 1);
	if (state->highest_key < id)
		state->highest_key = id;
	return id;
}

/* Id of the key, new if need be; 0 if the map is full. */
static __always_inline __u32 find_key(struct cpu_state *state, const struct drop_key *key)
{
	const __u32 last = state->last_key;
	struct key_entry *entry = last ? bpf_map_lookup_elem(&key_table, &last) : 0;
	if (entry && same_key(&entry->key, key))
		return last;
	__u32 *known = bpf_map_lookup_elem(&key_ids, key);
	__u32 id = known ? *known : add_key(state, key);
	if (!id) {
		known = bpf_map_lookup_elem(&key_ids, key);
		if (!known)
			return 0;
		id = *known;
	}
	state->last_key = id;
	return id;
}

#endif
