import { join } from 'node:path'
import type { Lab } from '../../test/live/lab/lab.js'
import { Recording } from '../../test/live/lab/recording.js'
import { east, twoHosts } from '../../test/live/lab/topology.js'

/** Drops of the base session by cause; prime, so that a wrong sum shows. */
export const baseDrops = {
  'udp-no-listener': 1009,
  'udp-rcvbuf-full': 251,
  'firewall-input': 503,
  'udp-bad-checksum': 127,
} as const

/**
 * Records four faults over TCP transfers and a UDP echo between two namespaces: some ten thousand packets. Returns the
 * session, in the lab's folder: read it before `lab` is torn down.
 */
export async function recordBase(lab: Lab): Promise<string> {
  await twoHosts(lab)
  await lab.nft(
    'east',
    `table inet guard {
  chain in {
    type filter hook input priority 0
    udp dport 9003 counter drop
  }
}
`,
  )
  const receiver = await lab.startTool('east', 'udp-receive', { port: 9000, rcvbuf: 20_000 })
  await lab.startTool('east', 'udp-receive', { port: 9004, mode: 'echo' })
  await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo' })
  const recording = await Recording.start(lab.folder, ['-i', `${lab.netnsNames[1] ?? ''}/lan0`])
  receiver.signal('SIGSTOP')
  const to = east.address
  await Promise.all([
    lab.tool('west', 'udp-send', { to, port: 9, count: baseDrops['udp-no-listener'] }),
    lab.tool('west', 'udp-send', { to, port: 9003, count: baseDrops['firewall-input'] }),
    lab.tool('west', 'udp-send', {
      to,
      port: 9000,
      size: 1000,
      count: 5000,
      untilDrops: baseDrops['udp-rcvbuf-full'],
      dropsFile: `/proc/${receiver.pid}/net/udp`,
    }),
    lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: '10.77.0.1',
      dst: to,
      proto: 'udp',
      dport: 9004,
      badChecksum: true,
      count: baseDrops['udp-bad-checksum'],
    }),
    lab.tool('west', 'udp-send', { to, port: 9004, count: 2000, rate: 1000, echo: true }),
    lab.tool('west', 'tcp-connect', { to, port: 9200, count: 60, bytes: 40_000, gapUs: 20_000 }),
  ])
  await recording.stop()
  recording.kill()
  return join(lab.folder, 'session.db')
}
