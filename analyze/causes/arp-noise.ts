import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'arp-noise',
  kind: 'benign',
  what: 'ARP that does not concern this host, or is malformed',
  places: [{ reasons: noReason, sites: ['arp_rcv', 'arp_process'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'ARP packet')} that does not concern this host or is malformed`,
    evidence: [],
    remedy: [],
  }),
})
