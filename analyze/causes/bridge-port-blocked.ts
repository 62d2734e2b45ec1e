import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'bridge-port-blocked',
  kind: 'depends',
  what: 'the bridge port may not forward in its STP state, or is disabled',
  places: [
    { reasons: ['BRIDGE_INGRESS_STP_STATE'] },
    {
      reasons: noReason,
      sites: ['br_handle_frame', 'br_handle_frame_finish'],
      confidence: 'possible',
      why: 'freed by the bridge, without a reason',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'frame')} refused by a bridge port that is not forwarding`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'See the state of the port: spanning tree blocks it, or it was set so.',
        command: 'bridge -d link show',
        verify: 'bridge link show says forwarding',
        undo: '',
      },
    ],
  }),
})
