import type { Lab, Path } from './lab.js'
import { hasProgram } from './program.js'

/** Ports of the healthy traffic; faults stay clear of them. */
export const backgroundPorts = { udpEcho: 7007, tcpEcho: 7008 } as const

/** Starts healthy traffic that runs until tearDown: UDP echo, short TCP transfers, and ping. */
export async function startBackground(lab: Lab, path: Path): Promise<void> {
  await lab.startTool(path.to, 'udp-receive', { port: backgroundPorts.udpEcho, mode: 'echo' })
  await lab.startTool(path.to, 'tcp-listen', { port: backgroundPorts.tcpEcho, mode: 'echo' })
  await lab.startSender(path.from, 'udp-send', {
    to: path.address,
    port: backgroundPorts.udpEcho,
    count: 6000,
    rate: 100,
    echo: true,
  })
  await lab.startSender(path.from, 'tcp-connect', {
    to: path.address,
    port: backgroundPorts.tcpEcho,
    count: 600,
    bytes: 20_000,
    gapUs: 100_000,
  })
  if (hasProgram('ping')) await lab.start(path.from, `ping -q -i 0.3 -c 200 ${path.address}`)
}

/**
 * What every Ethernet carries and few hosts listen to: LLDP, STP, and mDNS, three frames of each. Sent from the first host
 * of the path if it has an interface lan0.
 */
export async function sendChatter(lab: Lab, path: Path): Promise<void> {
  const frames = { iface: 'lan0', count: 3 }
  await lab.tool(path.from, 'send-frames', {
    ...frames,
    dstMac: '01:80:c2:00:00:0e',
    ethertype: 0x88cc,
    hex: '0207040200000000010403056c616e30060200780000',
  })
  // Spanning tree is 802.3 with an LLC header: the field after the addresses is a length, here 38 bytes.
  await lab.tool(path.from, 'send-frames', {
    ...frames,
    dstMac: '01:80:c2:00:00:00',
    ethertype: 38,
    hex: `424203${'00'.repeat(35)}`,
  })
  await lab.tool(path.from, 'send-frames', {
    ...frames,
    dstMac: '01:00:5e:00:00:fb',
    src: '169.254.77.1',
    dst: '224.0.0.251',
    proto: 'udp',
    sport: 5353,
    dport: 5353,
  })
}
