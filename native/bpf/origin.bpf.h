/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Which namespace and interface a dropped packet belongs to. */
#ifndef DROPCORR_ORIGIN_BPF_H
#define DROPCORR_ORIGIN_BPF_H

#include "load.bpf.h"

/* SKB_DST_NOREF: the low bit of skb->_skb_refdst is a flag. */
#define REFDST_POINTER (~1UL)
/* Inode numbers of namespaces start here (PROC_DYNAMIC_FIRST and, from 6.17, fixed ones just below). */
#define LOWEST_NETNS_INODE 0xe0000000

/* What ns.ops of every network namespace points to, learnt from the first task seen. */
const void *netns_operations;

static __always_inline void learn_netns_operations(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	netns_operations = BPF_CORE_READ(task, nsproxy, net_ns, ns.ops);
}

/*
 * skb->dev shares its place with dev_scratch (UDP receive queue) and with an rbtree pointer (TCP out-of-order
 * queue), _skb_refdst with a list: whatever such a pointer leads to is believed only if it is a namespace.
 * Loads of wild pointers are safe in BPF: they read 0.
 */
static __always_inline bool is_netns(const bool typed, struct net *net)
{
	if (!net)
		return false;
	if (bpf_core_field_exists(net->ns.ops) && netns_operations)
		return LOAD(typed, net, ns.ops) == netns_operations;
	return LOAD(typed, net, ns.inum) >= LOWEST_NETNS_INODE;
}

static __always_inline bool is_kernel_pointer(const void *pointer)
{
	return (long)pointer < 0;
}

static __always_inline void set_netns(const bool typed, struct drop_key *key, struct net *net)
{
	key->netns_inode = LOAD(typed, net, ns.inum);
	if (bpf_core_field_exists(net->net_cookie))
		key->netns_cookie = LOAD(typed, net, net_cookie);
	else if (bpf_core_field_exists(net->ns.ns_id))
		key->netns_cookie = LOAD(typed, net, ns.ns_id);
}

static __always_inline struct net *net_of_socket(struct sock *sk)
{
	return sk ? BPF_CORE_READ(sk, __sk_common.skc_net.net) : 0;
}

/* At socket sites skb->dev is gone: the socket that refused the packet, the sender's, the route. */
static __always_inline void set_origin_without_device(struct drop_key *key, struct sock *rx_sk,
						      struct sock *skb_sk, unsigned long refdst)
{
	struct net *net = net_of_socket(rx_sk);
	if (!is_netns(false, net))
		net = net_of_socket(skb_sk);
	if (!is_netns(false, net)) {
		struct dst_entry *dst = (void *)(refdst & REFDST_POINTER);
		net = dst ? BPF_CORE_READ(dst, dev, nd_net.net) : 0;
	}
	if (is_netns(false, net))
		set_netns(false, key, net);
}

static __always_inline void set_device(const bool typed, struct drop_key *key, struct net_device *dev)
{
	if (typed) {
		key->device[0] = *(const __u64 *)&dev->name[0];
		key->device[1] = *(const __u64 *)&dev->name[8];
	} else {
		bpf_core_read(key->device, sizeof(key->device), &dev->name);
	}
}

static __always_inline void set_origin(const bool typed, struct drop_key *key, struct sk_buff *skb,
				       struct sock *rx_sk)
{
	if (!netns_operations)
		learn_netns_operations();
	struct net_device *dev = LOAD(typed, skb, dev);
	/* dev_scratch has small numbers in its upper half; a load through it would be a fault, which is slow. */
	if (is_kernel_pointer(dev)) {
		struct net *net = LOAD(typed, dev, nd_net.net);
		if (is_netns(typed, net)) {
			key->ifindex = LOAD(typed, dev, ifindex);
			set_device(typed, key, dev);
			set_netns(typed, key, net);
			return;
		}
	}
	key->ifindex = LOAD(typed, skb, skb_iif);
	set_origin_without_device(key, rx_sk, LOAD(typed, skb, sk), LOAD(typed, skb, _skb_refdst));
}

#endif
