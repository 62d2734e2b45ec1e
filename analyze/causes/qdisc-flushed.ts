import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'qdisc-flushed',
  kind: 'depends',
  what: 'a queue was replaced or reset with packets in it',
  places: [
    {
      reasons: noReason,
      sites: [
        '__rtnl_unlock',
        'rtnl_unlock',
        'qdisc_reset',
        'qdisc_destroy',
        '__qdisc_reset_queue',
        'dev_deactivate_many',
        'rtnl_kfree_skbs',
      ],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'queued packet')} thrown away when a qdisc was replaced or its device stopped`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Somebody changed a qdisc or took a device down while packets were queued; nothing to mend if that was meant.',
        command: '',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
