import { shell } from '../attribution/shell.js'
import { receiveDropCounters } from '../ledger/device-counters.js'
import { plural } from '../attribution/evidence.js'
import { reasonCause } from '../attribution/reason-cause.js'

export default reasonCause({
  name: 'tun-device-down',
  kind: 'problem',
  what: 'a program (VPN, virtual machine) handed packets to a tun/tap device that is down',
  precedence: 1,
  places: [
    {
      reasons: ['DEV_READY'],
      sites: ['tun_get_user', 'tun_chr_write_iter', 'tun_xdp_one', 'tun_sendmsg'],
      why: 'the device refuses what its program writes for this only',
    },
  ],
  subject: (group) => String(group.ifindex),
  refs: (group, { names }) => receiveDropCounters(group, names),
  explain(found, { names }) {
    const [group] = found.groups
    const name =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, found.fromNs)
    const device = name === '' ? 'the tun/tap device' : name
    return {
      title: `${plural(found.drops, 'packet')} of a program refused by ${device}: the device is down`,
      evidence: [],
      remedy: [
        {
          what: `Bring ${device} up; the program was told (write: EIO) and may go on as if nothing were wrong.`,
          command: shell`ip link set ${name === '' ? 'IFACE' : name} up`,
          verify: shell`ip -s link show ${name === '' ? 'IFACE' : name}: RX dropped no longer rises`,
          undo: shell`ip link set ${name === '' ? 'IFACE' : name} down`,
        },
      ],
    }
  },
})
