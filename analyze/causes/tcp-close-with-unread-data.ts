import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { workedWithoutLoss } from '../ledger/quiet-counters.js'

const aborted = 'netstat:TcpExt.TCPAbortOnClose'

export default defineCause({
  name: 'tcp-close-with-unread-data',
  kind: 'benign',
  what: 'a program closed a TCP connection with data unread: its peer got a reset, and no packet was lost',
  needs: ['counters'],

  silent: (context) =>
    workedWithoutLoss(
      context,
      [aborted],
      [],
      'the counter rises there only; no packet is freed by it',
    ),

  explain: (found, { counters }) => ({
    title: `${plural(counters.delta(found.netns, aborted) ?? 0, 'TCP connection')} closed by a program with data unread: peers were reset`,
    evidence: counterEvidence(counters, { netns: found.netns, name: aborted }),
    remedy: [
      {
        what: 'If peers complain of resets: let the program read to the end, or shut its side down (shutdown SHUT_WR) and read before it closes.',
        command: 'nstat -az TcpExtTCPAbortOnClose',
        verify: 'TcpExt.TCPAbortOnClose no longer rises',
        undo: '',
      },
    ],
  }),
})
