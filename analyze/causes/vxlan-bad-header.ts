import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'vxlan-bad-header',
  kind: 'problem',
  what: 'the VXLAN header is invalid',
  places: [{ reasons: ['VXLAN_INVALID_HDR'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'VXLAN packet')} with an invalid header`,
    evidence: [],
    remedy: [
      {
        what: 'Compare the tunnel options (GBP, GPE, checksums) on both ends.',
        command: 'ip -d link show type vxlan',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
