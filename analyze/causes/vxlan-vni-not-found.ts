import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'vxlan-vni-not-found',
  kind: 'problem',
  what: 'no VXLAN device here has that network identifier',
  places: [{ reasons: ['VXLAN_VNI_NOT_FOUND'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'VXLAN packet')} for a network identifier no device here has`,
    evidence: [],
    remedy: [
      {
        what: 'Compare the VNI on both ends of the tunnel.',
        command: 'ip -d link show type vxlan',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
