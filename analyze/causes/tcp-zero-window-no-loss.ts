import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { workedWithoutLoss } from '../ledger/quiet-counters.js'

const closed = 'netstat:TcpExt.TCPToZeroWindowAdv'
const lost = [
  'netstat:TcpExt.TCPZeroWindowDrop',
  'netstat:TcpExt.TCPRcvQDrop',
  'netstat:TcpExt.TCPOFODrop',
]

/** What a receiver has no room for, by the reasons of the kernel. */
const lostReasons = [
  'TCP_ZEROWINDOW',
  'TCP_OVERWINDOW',
  'TCP_INVALID_SEQUENCE',
  'TCP_INVALID_END_SEQUENCE',
  'PROTO_MEM',
]

export default defineCause({
  name: 'tcp-zero-window-no-loss',
  kind: 'benign',
  what: 'a program read slower than its peer sent, and TCP made the peer wait; nothing was lost',
  needs: ['counters'],

  silent: (context) =>
    workedWithoutLoss(
      context,
      [closed],
      lost,
      'the receive window was closed, and nothing came that it had no room for',
      lostReasons,
    ),

  explain: (found, { counters }) => ({
    title: `TCP told a peer ${plural(counters.delta(found.netns, closed) ?? 0, 'time')} to wait (zero window): a program reads slower than data comes, nothing was lost`,
    evidence: [closed, ...lost].flatMap((name) =>
      counterEvidence(counters, { netns: found.netns, name }),
    ),
    remedy: [
      {
        what: 'Slow transfers are the fault of the program that reads, not of the network: see what it waits for.',
        command: 'ss -tnpm',
        verify: 'Recv-Q of the connection goes back to 0',
        undo: '',
      },
    ],
  }),
})
