import type { DropGroup } from '../artifacts/group.js'

export type Hook =
  | 'ingress'
  | 'prerouting'
  | 'input'
  | 'forward'
  | 'output'
  | 'postrouting'
  | 'egress'
  | 'bridge'
  | 'arp'

/**
 * Functions that run a hook, as they stand in the stack above nf_hook_slow (5.10 to 6.18). Inlining hides
 * some: several callers are listed for each hook.
 */
const callers: Readonly<Record<string, Hook>> = {
  br_handle_frame: 'bridge',
  br_handle_frame_finish: 'bridge',
  br_pass_frame_up: 'bridge',
  br_forward_finish: 'bridge',
  __br_forward: 'bridge',
  br_forward: 'bridge',
  br_flood: 'bridge',
  br_nf_hook_thresh: 'bridge',
  // br_netfilter (net.bridge.bridge-nf-call-*) has the rules of IP look at what a bridge passes on
  br_nf_pre_routing: 'prerouting',
  br_nf_pre_routing_ipv6: 'prerouting',
  br_nf_forward: 'forward',
  br_nf_forward_ip: 'forward',
  br_nf_post_routing: 'postrouting',
  br_nf_forward_arp: 'arp',
  arp_rcv: 'arp',
  arp_xmit: 'arp',
  arp_send_dst: 'arp',
  __netif_receive_skb_core: 'ingress',
  __netif_receive_skb_list_core: 'ingress',
  __netif_receive_skb_one_core: 'ingress',
  nf_ingress: 'ingress',
  ip_rcv: 'prerouting',
  ip_sublist_rcv: 'prerouting',
  ip_list_rcv: 'prerouting',
  ipv6_rcv: 'prerouting',
  ipv6_list_rcv: 'prerouting',
  ip6_sublist_rcv: 'prerouting',
  ip_local_deliver: 'input',
  ip6_input: 'input',
  ip6_mc_input: 'input',
  ip_forward: 'forward',
  ip6_forward: 'forward',
  ip_mr_forward: 'forward',
  __ip_local_out: 'output',
  ip_local_out: 'output',
  __ip6_local_out: 'output',
  ip6_local_out: 'output',
  ip6_xmit: 'output',
  raw_send_hdrinc: 'output',
  raw_sendmsg: 'output',
  rawv6_sendmsg: 'output',
  rawv6_send_hdrinc: 'output',
  ndisc_send_skb: 'output',
  igmp6_send: 'output',
  mld_sendpack: 'output',
  ip_output: 'postrouting',
  ip_mc_output: 'postrouting',
  ip6_output: 'postrouting',
  __dev_queue_xmit: 'egress',
  nf_hook_egress: 'egress',
}

/** Frames of netfilter itself, between the place of the drop and the function that ran the hook. */
const inside =
  /^(nf_|nft_|ipt_|ip6t_|iptable_|ip6table_|xt_|kfree_skb|sk_skb_reason_drop|__traceiter|bpf_|br_nf_|ebt_)/

/** undefined where no stack was kept and the packet does not tell. */
export function hookOf(group: DropGroup): Hook | undefined {
  const tally = new Map<Hook, number>()
  for (const { stack } of group.samples) {
    const hook = hookInStack(stack)
    if (hook !== undefined) tally.set(hook, (tally.get(hook) ?? 0) + 1)
  }
  return [...tally].sort((a, b) => b[1] - a[1])[0]?.[0]
}

function hookInStack(stack: readonly string[]): Hook | undefined {
  for (const frame of stack) {
    if (frame === 'nf_hook_ingress' || frame === 'nf_hook_egress') continue
    const hook = callers[frame]
    if (hook !== undefined) return hook
    if (frame !== '' && !inside.test(frame) && !isTracing(frame)) return undefined
  }
  return undefined
}

/** Trampolines of the tracer and unresolved frames at the top of a stack. */
const isTracing = (frame: string): boolean => /^(bpf_|__bpf|trace_|perf_)/.test(frame)
