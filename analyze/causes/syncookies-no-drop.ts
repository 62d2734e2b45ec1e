import { defineCause } from '../cause.js'
import { count, counterEvidence, plural, sysctlEvidence } from '../attribution/evidence.js'
import { workedWithoutLoss } from '../ledger/quiet-counters.js'

const cookies = 'netstat:TcpExt.TCPReqQFullDoCookies'
const sent = 'netstat:TcpExt.SyncookiesSent'

export default defineCause({
  name: 'syncookies-no-drop',
  kind: 'benign',
  what: 'SYN cookies took over for a full queue of half-open connections; nothing was lost',
  needs: ['counters'],
  uses: ['host'],

  silent: (context) =>
    workedWithoutLoss(
      context,
      [cookies, sent],
      ['netstat:TcpExt.ListenDrops', 'netstat:TcpExt.TCPReqQFullDrop'],
      'requests were answered by cookies, and no listener dropped any',
    ),

  explain(found, { counters, host }) {
    const answered = counters.delta(found.netns, sent) ?? counters.delta(found.netns, cookies) ?? 0
    const received = counters.delta(found.netns, 'netstat:TcpExt.SyncookiesRecv') ?? 0
    return {
      title: `${plural(answered, 'TCP connection request')} answered by SYN cookies (${count(received)} came back): nothing was lost`,
      evidence: [
        ...[cookies, sent, 'netstat:TcpExt.SyncookiesRecv', 'netstat:TcpExt.ListenDrops'].flatMap(
          (name) => counterEvidence(counters, { netns: found.netns, name }),
        ),
        ...sysctlEvidence(host, found.netns, 'net.ipv4.tcp_syncookies'),
        ...sysctlEvidence(host, found.netns, 'net.ipv4.tcp_max_syn_backlog'),
      ],
      remedy: [],
    }
  },
})
