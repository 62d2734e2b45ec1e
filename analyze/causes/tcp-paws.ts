import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-paws',
  kind: 'problem',
  what: 'the TCP timestamp goes backwards: several hosts behind one NAT address, or a clock that jumped',
  places: [{ reasons: ['TCP_RFC7323_PAWS', 'TCP_RFC7323_TW_PAWS', 'TCP_RFC7323_TSECR'] }],
  refs: (group, { counters }) =>
    ['netstat:TcpExt.PAWSEstab', 'netstat:TcpExt.TSEcrRejected', 'netstat:TcpExt.PAWSTimewait']
      .filter((name) => (counters?.delta(group.netns, name) ?? 0) > 0)
      .slice(0, 1)
      .map((name) => ({ netns: group.netns, name })),
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} with a timestamp older than one already seen`,
    evidence: [],
    remedy: [
      {
        what: 'Several hosts behind one NAT address, or a restarted peer: switch timestamps off at the client side of the NAT, or give each host its own address.',
        command: 'sysctl -w net.ipv4.tcp_timestamps=0   # at the client',
        verify: 'TcpExt.PAWSEstab no longer rises',
        undo: 'sysctl -w net.ipv4.tcp_timestamps=1',
      },
    ],
  }),
})
