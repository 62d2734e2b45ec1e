import { runProgram } from './program.js'
import type { Lab } from './lab.js'
import { netnsName } from './netns.js'

/** Addresses and names that faults refer to. */
export const west = { address: '10.77.0.1', address6: 'fd77::1', mac: '02:00:00:00:00:01' } as const
export const east = { address: '10.77.0.2', address6: 'fd77::2', mac: '02:00:00:00:00:02' } as const
export const client = {
  address: '10.77.1.2',
  address6: 'fd77:1::2',
  mac: '02:00:00:00:01:02',
} as const
export const server = {
  address: '10.77.2.2',
  address6: 'fd77:2::2',
  mac: '02:00:00:00:02:02',
} as const
/** The router's side of the client's link and of the server's link. */
export const router = {
  toClient: { address: '10.77.1.1', address6: 'fd77:1::1', mac: '02:00:00:00:01:01' },
  toServer: { address: '10.77.2.1', address6: 'fd77:2::1', mac: '02:00:00:00:02:01' },
} as const

interface End {
  readonly role: string
  readonly iface: string
  readonly mac: string
}

/** A veth pair between two hosts, both ends up, IPv6 without addresses of its own making. */
async function link(a: End, b: End): Promise<void> {
  const [nameA, nameB] = [netnsName(a.role), netnsName(b.role)]
  await ip(
    `link add ${a.iface} netns ${nameA} address ${a.mac} type veth peer name ${b.iface} netns ${nameB} address ${b.mac}`,
  )
  for (const [name, iface] of [
    [nameA, a.iface],
    [nameB, b.iface],
  ] as const) {
    await ip(`-n ${name} link set ${iface} addrgenmode none`)
    await ip(`-n ${name} link set ${iface} up`)
  }
}

async function ip(commandLine: string): Promise<void> {
  await runProgram('ip', commandLine.split(' '))
}

async function address(lab: Lab, role: string, iface: string, ...prefixes: string[]) {
  for (const prefix of prefixes) {
    const family6 = prefix.includes(':') ? ' nodad' : ''
    await lab.run(role, `ip address add ${prefix} dev ${iface}${family6}`)
  }
}

/** One host, loopback only. */
export async function loopbackOnly(lab: Lab, role = 'solo'): Promise<void> {
  await lab.addHost(role)
  lab.path = { from: role, to: role, address: '127.0.0.1' }
}

/** One host, 'solo', with a tun device tun0 at 10.78.0.1/24 and fd78::1/64: see tcp-peer.ts. */
export async function tunHost(lab: Lab): Promise<void> {
  await loopbackOnly(lab)
  await lab.run('solo', 'ip tuntap add dev tun0 mode tun')
  await lab.run('solo', 'ip link set tun0 addrgenmode none')
  await address(lab, 'solo', 'tun0', '10.78.0.1/24', 'fd78::1/64')
  await lab.run('solo', 'ip link set tun0 up')
}

/** 'west' and 'east', joined by the interfaces lan0. */
export async function twoHosts(lab: Lab, options: { readonly ipv6?: boolean } = {}): Promise<void> {
  await pair(lab, 'west', 'east', options.ipv6 ?? false)
  lab.path = { from: 'west', to: 'east', address: east.address }
}

/** Two more hosts beside the fault's own, for traffic that must not touch it. */
export async function bystanders(lab: Lab): Promise<void> {
  await pair(lab, 'byst-w', 'byst-e', false)
  lab.path = { from: 'byst-w', to: 'byst-e', address: east.address }
}

async function pair(lab: Lab, roleA: string, roleB: string, ipv6: boolean): Promise<void> {
  await lab.addHost(roleA)
  await lab.addHost(roleB)
  await link(
    { role: roleA, iface: 'lan0', mac: west.mac },
    { role: roleB, iface: 'lan0', mac: east.mac },
  )
  const addresses = (end: typeof west | typeof east) =>
    ipv6 ? [`${end.address}/24`, `${end.address6}/64`] : [`${end.address}/24`]
  await address(lab, roleA, 'lan0', ...addresses(west))
  await address(lab, roleB, 'lan0', ...addresses(east))
}

/** 'client' (lan0) – 'router' (lan0, lan1) – 'server' (lan0), forwarding on, default routes through the router. */
export async function routed(lab: Lab, options: { readonly ipv6?: boolean } = {}): Promise<void> {
  for (const role of ['client', 'router', 'server']) await lab.addHost(role)
  await link(
    { role: 'client', iface: 'lan0', mac: client.mac },
    { role: 'router', iface: 'lan0', mac: router.toClient.mac },
  )
  await link(
    { role: 'router', iface: 'lan1', mac: router.toServer.mac },
    { role: 'server', iface: 'lan0', mac: server.mac },
  )
  await lab.sysctl('router', 'net/ipv4/ip_forward', 1)
  await address(lab, 'client', 'lan0', `${client.address}/24`)
  await address(lab, 'router', 'lan0', `${router.toClient.address}/24`)
  await address(lab, 'router', 'lan1', `${router.toServer.address}/24`)
  await address(lab, 'server', 'lan0', `${server.address}/24`)
  await lab.run('client', `ip route add default via ${router.toClient.address}`)
  await lab.run('server', `ip route add default via ${router.toServer.address}`)
  if (options.ipv6) await routedIpv6(lab)
  lab.path = { from: 'client', to: 'server', address: server.address }
}

async function routedIpv6(lab: Lab): Promise<void> {
  await lab.sysctl('router', 'net/ipv6/conf/all/forwarding', 1)
  await address(lab, 'client', 'lan0', `${client.address6}/64`)
  await address(lab, 'router', 'lan0', `${router.toClient.address6}/64`)
  await address(lab, 'router', 'lan1', `${router.toServer.address6}/64`)
  await address(lab, 'server', 'lan0', `${server.address6}/64`)
  await lab.run('client', `ip -6 route add default via ${router.toClient.address6}`)
  await lab.run('server', `ip -6 route add default via ${router.toServer.address6}`)
}

/** One more station at the bridge of `bridged`, 'third' (port p2), without an address. */
export async function thirdStation(lab: Lab): Promise<void> {
  await lab.addHost('third')
  await link(
    { role: 'third', iface: 'lan0', mac: '02:00:00:00:00:03' },
    { role: 'switch', iface: 'p2', mac: '02:00:00:00:03:03' },
  )
  await lab.run('switch', 'ip link set p2 master br0')
}

/** 'west' and 'east' as in twoHosts, joined by the bridge br0 of a third host 'switch' (ports p0, p1). */
export async function bridged(lab: Lab): Promise<void> {
  for (const role of ['west', 'switch', 'east']) await lab.addHost(role)
  await lab.run('switch', 'ip link add br0 type bridge')
  await lab.run('switch', 'ip link set br0 addrgenmode none')
  await link(
    { role: 'west', iface: 'lan0', mac: west.mac },
    { role: 'switch', iface: 'p0', mac: '02:00:00:00:03:01' },
  )
  await link(
    { role: 'east', iface: 'lan0', mac: east.mac },
    { role: 'switch', iface: 'p1', mac: '02:00:00:00:03:02' },
  )
  for (const port of ['p0', 'p1']) await lab.run('switch', `ip link set ${port} master br0`)
  await lab.run('switch', 'ip link set br0 up')
  await address(lab, 'west', 'lan0', `${west.address}/24`)
  await address(lab, 'east', 'lan0', `${east.address}/24`)
  lab.path = { from: 'west', to: 'east', address: east.address }
}
