import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { localSendCounters } from '../sockets/local-send.js'
import { isUdp } from '../packets/packet-facts.js'
import { failedRedirect } from '../links/tc-redirect.js'

export default defineCause({
  name: 'tc-redirect-device-down',
  kind: 'problem',
  what: 'a tc filter redirected it to a device that is down',
  precedence: 1,
  uses: ['counters', 'host'],

  claim(group, context) {
    const redirect = failedRedirect(group, context)
    if (redirect === undefined) return undefined
    return {
      confidence: 'certain',
      why: 'a tc filter dropped it; the action that redirects counted as many packets that it could not send, and its device is down',
      subject: `${redirect.counter.name} ${redirect.target}`,
    }
  },

  moves(group, context) {
    const redirect = failedRedirect(group, context)
    const { counters, names } = context
    const hook = `qdisc:${names.interface(group.netns, group.ifindex, group.fromNs)}/ffff:.drops`
    const isOut = group.reason === 'TC_EGRESS' || group.site === 'sch_handle_egress'
    return [
      ...(redirect === undefined ? [] : [redirect.counter.name]),
      ...((counters?.delta(group.netns, hook) ?? 0) > 0 ? [hook] : []),
      ...(isOut && isUdp(group) ? localSendCounters(group) : []),
    ].map((name) => ({ netns: group.netns, name }))
  },

  explain(found, { counters, names }) {
    const [counter = '', target = ''] = found.subject.split(' ')
    const [group] = found.groups
    const device =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, found.fromNs)
    const direction =
      group?.reason === 'TC_EGRESS' || group?.site === 'sch_handle_egress' ? 'egress' : 'ingress'
    return {
      title: `${plural(found.drops, 'packet')} lost: a tc filter on ${device} redirects them to ${target}, which is down`,
      evidence: [
        ...counterEvidence(
          counters,
          { netns: found.netns, name: counter },
          'packets that the redirecting action could not send',
        ),
        {
          label: `state of ${target}`,
          value: 'down or without carrier while packets were lost',
          query: `SELECT name, flags, operstate, from_ns, to_ns FROM interface WHERE netns IS ${found.netns ?? 'NULL'} AND name = '${target.replaceAll("'", "''")}'`,
        },
      ],
      remedy: [
        {
          what: `Bring ${target} up, or remove the filter that sends packets there.`,
          command: shell`ip link set ${target} up   # or: tc filter show dev ${device} ${direction}; tc filter del dev ${device} ${direction}`,
          verify: shell`tc -s filter show dev ${device} ${direction}: overlimits of the action no longer rises`,
          undo: shell`ip link set ${target} down`,
        },
      ],
    }
  },
})
