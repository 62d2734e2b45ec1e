import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import type { Lab } from '../../test/live/lab/lab.js'
import { east, twoHosts } from '../../test/live/lab/topology.js'

const ports = { closed: 9, unread: 9100, firewalled: 9300 } as const
/** 'east' forwards nothing: what 'west' sends there by way of it is dropped. */
const elsewhere = '10.88.0.1'
/** More than the smallest receive buffer holds. */
const filling = 1000

const closed = `${east.address} ${ports.closed}`
const unread = `${east.address} ${ports.unread}`
const firewalled = `${east.address} ${ports.firewalled}`
const notForwarded = `${elsewhere} ${ports.closed}`

/** Targets of udp-flood by the name of the flood. Each packet is dropped. */
export const floods = {
  'closed port': [closed],
  'receive buffer full': [unread],
  'nft drop': [firewalled],
  'four sites at once': [closed, unread, firewalled, notForwarded],
} as const
export type FloodName = keyof typeof floods
export const floodNames = Object.keys(floods) as readonly FloodName[]
/** Different sites and reasons of all floods together. */
export const floodKinds = 4

export interface Flooded {
  readonly sent: number
  readonly wallNs: number
  /** CPU time of the flooder: the kernel's work on each drop, hooks included, runs in it. */
  readonly cpuNs: number
}

/** Makes 'west' and 'east' and what drops there; returns what floods 'east' from 'west'. */
export async function makeFloods(
  lab: Lab,
): Promise<(name: FloodName, packets: number) => Promise<Flooded>> {
  const flooder = await compiled('udp-flood', [join(packageRoot, 'bench/generator/udp-flood.c')])
  const flood = async (targets: readonly string[], packets: number): Promise<Flooded> =>
    JSON.parse(await lab.run('west', `${flooder} ${packets} ${targets.join(' ')}`)) as Flooded
  await twoHosts(lab)
  await lab.run('west', `ip route add ${elsewhere} via ${east.address}`)
  await lab.nft(
    'east',
    `table inet bench {
 chain input {
 type filter hook input priority 0
 udp dport ${ports.firewalled} drop
 }
}
`,
  )
  // Or answers would be dropped at the other end, where tools that know no namespaces count them too.
  await lab.sysctl('east', 'net/ipv4/icmp_ratelimit', 1_000_000)
  const receiver = { bind: east.address, port: ports.unread, rcvbuf: 4000, mode: 'never' }
  await lab.startTool('east', 'udp-receive', receiver)
  await flood([unread], filling)
  return (name, packets) => flood(floods[name], packets)
}
