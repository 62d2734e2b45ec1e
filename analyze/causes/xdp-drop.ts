import type { Case, Names } from '../cause.js'
import type { Host } from '../host.js'
import { deviceOf } from '../link-state.js'

const device = (found: Case, names: Names): string => {
  const [group] = found.groups
  return group === undefined ? '' : names.interface(group.netns, group.ifindex, group.fromNs)
}

function program(found: Case, host: Host | undefined) {
  const [group] = found.groups
  const row = group === undefined || host === undefined ? undefined : deviceOf(group, host)
  if (row?.xdp == null) return []
  const query = `SELECT xdp FROM interface WHERE netns = ${row.netns} AND ifindex = ${row.ifindex}`
  return [{ label: `XDP programs on ${row.name}`, value: row.xdp, query }]
}

import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'xdp-drop',
  kind: 'problem',
  what: 'an XDP program dropped it',
  places: [
    {
      reasons: [...noReason, 'XDP'],
      sites: [
        'do_xdp_generic',
        'netif_receive_generic_xdp',
        'bpf_prog_run_generic_xdp',
        'veth_xdp_rcv_skb',
        'veth_poll',
        'veth_xdp_rcv',
        'tun_get_user',
        'virtnet_receive',
        'receive_buf',
      ],
      when: (group) =>
        group.reason === 'XDP' || group.site.includes('xdp') || group.site === 'veth_poll',
      why: 'packets are freed there when an XDP program says so',
    },
  ],
  subject: (group) => String(group.ifindex),
  explain: (found, { host, names }) => ({
    title: `${plural(found.drops, 'packet')} dropped by the XDP program on ${device(found, names)}`,
    evidence: program(found, host),
    against: [
      {
        label: 'not told apart',
        value: 'XDP_DROP and a program that failed (XDP_ABORTED) look the same here',
        query: 'SELECT name, reason FROM drop_key JOIN symbol ON symbol.id = site',
      },
    ],
    remedy: [
      {
        what: 'See what the program is meant to drop; remove it if it is not meant to.',
        command: `bpftool net show; ip link set ${device(found, names)} xdp off`,
        verify: 'repeat the recording: the finding is gone',
        undo: `ip link set ${device(found, names)} xdp object FILE`,
      },
    ],
  }),
})
