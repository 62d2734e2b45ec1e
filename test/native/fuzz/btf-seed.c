// Types as the kernel has them, few enough for a first input: what clang makes of them is BTF.
enum skb_drop_reason { SKB_NOT_DROPPED_YET = 0, SKB_DROP_REASON_NOT_SPECIFIED = 2 };
enum mac80211_drop_reason { RX_DROP_U_REPLAY = 65536 };
enum skb_drop_reason_subsys { SKB_DROP_REASON_SUBSYS_CORE, SKB_DROP_REASON_SUBSYS_MAC80211 };
struct sk_buff;
typedef void (*btf_trace_kfree_skb)(void *, struct sk_buff *, void *, enum skb_drop_reason);
enum skb_drop_reason reason;
enum mac80211_drop_reason subsystem_reason;
enum skb_drop_reason_subsys subsystem;
btf_trace_kfree_skb tracepoint;
