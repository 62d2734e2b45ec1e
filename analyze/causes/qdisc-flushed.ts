import type { Row } from '../../session/tables.js'
import { plural } from '../attribution/evidence.js'
import type { Evidence } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { isUp, noticedWithinNs } from '../links/link-state.js'
import { quote } from '../attribution/query.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'

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
  subject: (group, { names }) => names.interface(group.netns, group.ifindex, group.fromNs),
  explain(found, { host }) {
    const [group] = found.groups
    const wentDown = host !== undefined && group !== undefined && isDownAfter(group, host)
    const of = found.subject === '' ? '' : ` of ${found.subject}`
    return {
      title: `${plural(found.drops, 'queued packet')}${of} thrown away when ${wentDown ? 'the interface was taken down' : 'a qdisc was replaced or its device stopped'}`,
      severity: 'problem',
      evidence: host === undefined || group === undefined ? [] : changes(group, host),
      remedy: [
        {
          what: 'Somebody changed a qdisc or took a device down while packets were queued; nothing to mend if that was meant.',
          command: '',
          verify: 'repeat the recording: the finding is gone',
          undo: '',
        },
      ],
    }
  },
})

const isDownAfter = (group: DropGroup, host: Host): boolean =>
  host
    .historyOf(group.netns, group.ifindex)
    .some(
      (row) =>
        !isUp(row) && row.from_ns >= group.fromNs && row.from_ns <= group.toNs + noticedWithinNs,
    )

/** Qdiscs of the device that were there at the start only, or at the end only. */
function changes(group: DropGroup, host: Host): Evidence[] {
  const listed = host.qdiscsOf(group.netns, group.ifindex)
  const text = ({ kind, handle, parent }: Row<'qdisc'>) => `${kind} ${handle} (${parent})`
  const row = (label: string, q: Row<'qdisc'>): Evidence => ({
    label,
    value: text(q),
    query: `SELECT phase, kind, handle, parent FROM qdisc WHERE netns = ${q.netns} AND ifindex = ${q.ifindex} AND handle = ${quote(q.handle)}`,
  })
  return [
    ...listed
      .filter((q) => host.isQdiscReplaced(q))
      .map((q) => row('qdisc that was there at the start and is gone', q)),
    ...listed
      .filter((q) => q.phase !== 'start')
      .map((q) => row('qdisc that came while recording', q)),
  ].slice(0, 8)
}
