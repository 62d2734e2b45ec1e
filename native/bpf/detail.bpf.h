/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One drop in detail: what session/drop-record.ts describes, and the kernel stack. */
#ifndef DROPCORR_DETAIL_BPF_H
#define DROPCORR_DETAIL_BPF_H

static __always_inline bool has_vlan_tag(struct sk_buff *skb)
{
	if (bpf_core_field_exists(skb->vlan_all))
		return BPF_CORE_READ(skb, vlan_all) != 0;
	if (bpf_core_field_exists(skb->vlan_present))
		return BPF_CORE_READ_BITFIELD_PROBED(skb, vlan_present);
	return BPF_CORE_READ(skb, vlan_proto) != 0;
}

/* Header bytes from the MAC header if there is one before the network header, else from the network header. */
static __always_inline void read_head(struct drop_record *record, struct sk_buff *skb)
{
	unsigned char *head = BPF_CORE_READ(skb, head);
	const __u32 tail = BPF_CORE_READ(skb, tail);
	const __u32 mac = BPF_CORE_READ(skb, mac_header);
	const __u32 network = BPF_CORE_READ(skb, network_header);
	const __u32 transport = BPF_CORE_READ(skb, transport_header);
	const bool has_mac = mac != HEADER_UNSET && mac < tail && (!network || mac < network);
	const bool has_network = network && network < tail;
	record->network_offset = DROP_RECORD_NO_OFFSET;
	record->transport_offset = DROP_RECORD_NO_OFFSET;
	if (!has_mac && !has_network)
		return;
	const __u32 start = has_mac ? mac : network;
	__u64 length = tail - start;
	if (length > DROP_RECORD_HEAD_SIZE)
		length = DROP_RECORD_HEAD_SIZE;
	if (bpf_probe_read_kernel(record->head, BOUNDED(length, 0xff), head + start))
		return;
	record->head_start = has_mac ? HEAD_MAC : HEAD_NETWORK;
	record->head_length = length;
	if (has_network && network - start < length)
		record->network_offset = network - start;
	if (transport != HEADER_UNSET && transport > start && transport - start < length)
		record->transport_offset = transport - start;
}

static __always_inline void read_skb(struct drop_record *record, struct sk_buff *skb)
{
	record->length = BPF_CORE_READ(skb, len);
	record->incoming_ifindex = BPF_CORE_READ(skb, skb_iif);
	record->mark = BPF_CORE_READ(skb, mark);
	record->truesize = BPF_CORE_READ(skb, truesize);
	record->packet_type = BPF_CORE_READ_BITFIELD_PROBED(skb, pkt_type);
	record->ip_summed = BPF_CORE_READ_BITFIELD_PROBED(skb, ip_summed);
	if (has_vlan_tag(skb))
		record->vlan_tci = BPF_CORE_READ(skb, vlan_tci);
	struct skb_shared_info *shared = (void *)(BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, end));
	record->gso_segments = BPF_CORE_READ(shared, gso_segs);
	read_head(record, skb);
}

/* False if the ring was full. */
static __always_inline bool send_detail(void *context, struct sk_buff *skb, struct sock *rx_sk, __u32 key,
					__u32 flow, __u32 cpu)
{
	struct drop_event *event = bpf_ringbuf_reserve(&details, sizeof(*event), 0);
	if (!event)
		return false;
	struct drop_record *record = &event->record;
	__builtin_memset(record, 0, sizeof(*record));
	record->at_ns = bpf_ktime_get_ns();
	record->key = key;
	record->flow = flow;
	record->cpu = cpu;
	record->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(record->comm, sizeof(record->comm));
	read_skb(record, skb);
	read_socket(record, rx_sk, BPF_CORE_READ(skb, sk));
	event->zero = 0;
	event->stack_bytes = 0;
	if (config.with_stacks) {
		const long bytes = bpf_get_stack(context, event->stack, sizeof(event->stack), 0);
		if (bytes > 0)
			event->stack_bytes = bytes;
	}
	/* The reader polls: waking it for each event would cost 15 times what the event does. */
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return true;
}

#endif
