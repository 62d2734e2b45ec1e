import { plural } from '../attribution/evidence.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'

export default reasonCause({
  name: 'tun-reader-exited',
  kind: 'problem',
  what: 'the program behind a tun/tap device went away with packets unread',
  precedence: 1,
  places: [
    {
      reasons: [...noReason, 'QUEUE_PURGE'],
      sites: ['tun_queue_purge', 'tun_detach_all', '__tun_detach', 'tun_ptr_free', 'tap_put_queue'],
      why: 'packets are freed there when a program closes the device',
    },
  ],
  subject: (group) => String(group.ifindex),
  explain(found, { names }) {
    const [group] = found.groups
    const name =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, found.fromNs)
    return {
      title: `${plural(found.drops, 'packet')} waiting in ${name === '' ? 'a tun/tap device' : name} lost with the program that should have read them`,
      evidence: [],
      remedy: [
        {
          what: 'See why the program (VPN, virtual machine) ended: crash, restart, out of memory.',
          command: 'journalctl --since "10 minutes ago"; dmesg | grep -i -e oom -e segfault',
          verify: 'repeat the recording: the finding is gone',
          undo: '',
        },
      ],
    }
  },
})
