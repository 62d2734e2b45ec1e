import {
  hasImpossibleSource,
  isRouteInputDrop,
  martianSourceCounter,
  sourcesOf,
} from '../routes/martian.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'martian-source',
  kind: 'problem',
  what: 'a source address that nobody may send from',
  places: [
    { reasons: ['IP_INVALID_SOURCE'] },
    {
      reasons: ['IP_LOCALNET', ...noReason],
      when: (group) => isRouteInputDrop(group) && hasImpossibleSource(group),
      why: 'no host may send from that address',
    },
  ],
  refs: () => [martianSourceCounter],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} from an impossible source address (${sourcesOf(found)})`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its MAC address (see the sample drops): a broken or misconfigured host, or spoofed packets.',
        command: 'sysctl -w net.ipv4.conf.all.log_martians=1',
        verify: 'repeat the recording: the finding is gone',
        undo: 'sysctl -w net.ipv4.conf.all.log_martians=0',
      },
    ],
  }),
})
