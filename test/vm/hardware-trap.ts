/** A simulated switch, as shell text for a guest: its traps report packets that it dropped in hardware. */
const bus = '/sys/bus/netdevsim'
const device = 'netdevsim/netdevsim10'
/** Reports nothing until its action is changed; the exceptions among the traps always report. */
export const trapName = 'blackhole_route'
/** That of a tc filter in hardware, and the cookie that whoever made the filter gave it. */
export const filterTrap = { name: 'ingress_flow_action_drop', cookie: 'deadbeef0102' } as const

/**
 * netdevsim reports each trap whose action is not `drop` ten times a second while its port is up, without any traffic.
 * The port is let up until the trap's own statistics stand at a prime. `devlink -s -j trap show` from before and after
 * goes to the files "$measured".before and .after.
 */
export const hardwareTrap = {
  setUp: [
    `[ -e ${bus}/devices/netdevsim10 ] || echo "10 1" >${bus}/new_device`,
    // Else it sends neighbour solicitations, which netdevsim drops and counts.
    `echo 1 >/proc/sys/net/ipv6/conf/"$(ls ${bus}/devices/netdevsim10/net)"/disable_ipv6`,
    `devlink trap set ${device} trap ${trapName} action trap`,
    `devlink trap set ${device} trap ${filterTrap.name} action trap`,
    `echo ${filterTrap.cookie} >/sys/kernel/debug/netdevsim/netdevsim10/trap_flow_action_cookie`,
    'devlink -s -j trap show >"$measured".before',
  ].join('\n'),
  make: [
    'reported() {',
    `  devlink -s trap show ${device} trap ${trapName} | sed -n 's/.* packets \\([0-9]*\\).*/\\1/p'`,
    '}',
    `port=$(ls ${bus}/devices/netdevsim10/net)`,
    'before=$(reported) drops=0',
    'until [ $drops -gt 16 ] && [ "$(factor $drops)" = "$drops: $drops" ]; do',
    '  ip link set "$port" up',
    '  sleep 0.5',
    '  ip link set "$port" down',
    // A report may be on its way.
    '  sleep 0.3',
    '  drops=$(($(reported) - before))',
    'done',
    'devlink -s -j trap show >"$measured".after',
  ].join('\n'),
} as const

interface TrapList {
  readonly trap: Readonly<
    Record<
      string,
      readonly {
        readonly name: string
        readonly type: string
        readonly stats: { readonly rx: { readonly packets: number } }
      }[]
    >
  >
}

/** Packets that each trap reported between two outputs of devlink; traps without any are left out. */
export function reportedPackets(before: string, after: string): ReadonlyMap<string, number> {
  const start = packetsOf(before)
  const deltas = [...packetsOf(after)].map(
    ([name, packets]) => [name, packets - (start.get(name) ?? 0)] as const,
  )
  return new Map(deltas.filter(([, packets]) => packets > 0))
}

function packetsOf(text: string): ReadonlyMap<string, number> {
  const list = JSON.parse(text) as TrapList
  const traps = list.trap[device] ?? []
  // NET_DM is told of drops and exceptions; control traps hand over packets that are not lost.
  const drops = traps.filter(({ type }) => type !== 'control')
  return new Map(drops.map(({ name, stats }) => [name, stats.rx.packets]))
}
