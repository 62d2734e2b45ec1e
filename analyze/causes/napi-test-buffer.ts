import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

/**
 * Since 6.0 netif_napi_add allocates an empty skb and frees it, to see where its head comes from. In a function of its own
 * (6.3 to 6.13) or within the caller.
 */
export default reasonCause({
  name: 'napi-test-buffer',
  kind: 'benign',
  what: 'an empty buffer that the kernel tries out when a device is brought up: no packet',
  places: [
    {
      reasons: noReason,
      sites: ['napi_get_frags_check', 'netif_napi_add_weight', 'netif_napi_add_weight_locked'],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'empty buffer')} freed while a device was brought up`,
    evidence: [],
    remedy: [],
  }),
})
