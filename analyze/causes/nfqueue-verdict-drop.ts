import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'

const sites = ['nf_reinject', 'nfqnl_recv_verdict', 'nfqnl_reinject']

/** A queue that is taken away gives the verdict for what waits in it. */
const flushed = ['nfqnl_flush', '__nfqnl_flush', 'instance_destroy_rcu', '__instance_destroy']

const isByProgram = ({ samples }: DropGroup): boolean =>
  !samples.some(({ stack }) => stack.some((frame) => flushed.includes(frame)))

export default reasonCause({
  name: 'nfqueue-verdict-drop',
  kind: 'problem',
  what: 'the program that serves a netfilter queue said drop',
  precedence: 3,
  places: [{ reasons: ['NETFILTER_DROP', ...noReason], sites, when: isByProgram }],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} dropped because the program that serves a netfilter queue said so`,
    evidence: [],
    remedy: [
      {
        what: 'The program (an intrusion prevention system, a user-space firewall) decided so: look into its own rules and log.',
        command: 'cat /proc/net/netfilter/nfnetlink_queue   # queue, port id of the program',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
