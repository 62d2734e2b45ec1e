import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'bridge-no-target',
  kind: 'depends',
  what: 'the bridge had no port to send it to',
  places: [
    {
      reasons: ['NO_TX_TARGET'],
      sites: [
        'br_handle_frame_finish',
        'br_flood',
        'br_multicast_flood',
        'br_dev_xmit',
        'br_handle_frame',
      ],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'frame')} for which the bridge had no port to send to`,
    severity: 'benign',
    evidence: [],
    remedy: [],
  }),
})
