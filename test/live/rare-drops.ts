import { join } from 'node:path'
import { dropDetails } from '../../session/drop-details.js'
import { packageRoot } from '../../session/package-root.js'
import { SessionReader } from '../../session/reader.js'
import { compiled } from './lab/compiled.js'
import type { Lab, ToolOptions } from './lab/lab.js'
import { netnsName } from './lab/netns.js'
import { east, west } from './lab/topology.js'

/** Of each rare kind. */
export const rareDrops = 7

const ethernet = { iface: 'lan0', dstMac: east.mac }
const four = { ...ethernet, src: west.address, dst: east.address, proto: 'udp' }
const six = { ...ethernet, src: west.address6, dst: east.address6, proto: 'udp' }

/** Frames that a host drops, each kind at a site, with a reason or in a protocol of its own. */
export const rareKinds: Readonly<Record<string, ToolOptions>> = {
  'unknown EtherType': { ...ethernet, ethertype: 0x1234, hex: '00'.repeat(46) },
  "another host's MAC": { ...four, dstMac: '02:00:00:00:00:77' },
  'bad IP checksum': { ...four, ipBadChecksum: true },
  'IP header too short': { ...four, headerLength: 16 },
  'bad IP options': { ...four, ipOptions: '07030000' },
  'truncated IP packet': { ...four, totalLength: 900 },
  'unknown IP protocol': { ...four, proto: 199 },
  'martian source': { ...four, src: '127.0.0.1' },
  'not forwarded': { ...four, dst: '10.88.0.1' },
  'bad UDP checksum': { ...four, badChecksum: true },
  'bad UDP length': { ...four, lengthDelta: 500 },
  'closed TCP port': { ...four, proto: 'tcp' },
  'bad TCP checksum': { ...four, proto: 'tcp', badChecksum: true },
  'bad TCP header': { ...four, proto: 'tcp', dataOffset: 2 },
  'bad ICMP checksum': { ...four, proto: 'icmp', badChecksum: true },
  'unknown ICMP type': { ...four, proto: 'icmp', icmpType: 40 },
  'closed UDP port, IPv6': six,
  'bad UDP checksum, IPv6': { ...six, badChecksum: true },
  'closed TCP port, IPv6': { ...six, proto: 'tcp' },
  'unknown IP protocol, IPv6': { ...six, proto: 199 },
}

/**
 * Floods a closed port of 'east' with at least `storm` datagrams and, from its beginning to its end, drops `rareDrops` packets
 * of each kind there. Returns the storm's length: it does not end before the last of the rare ones.
 */
export async function stormWithRareDrops(lab: Lab, storm: number): Promise<number> {
  const flooder = await compiled('udp-flood', [join(packageRoot, 'bench/generator/udp-flood.c')])
  const slice = 50_000
  let rareDone = false
  const rare = (async () => {
    for (const kind of Object.values(rareKinds))
      await lab.tool('west', 'send-frames', { ...kind, count: rareDrops })
    rareDone = true
  })()
  let sent = 0
  while (sent < storm || !rareDone) {
    await lab.run('west', `${flooder} ${slice} ${east.address} 9`)
    sent += slice
  }
  await rare
  return sent
}

export interface CountedKind {
  readonly site: string
  readonly reason: string
  readonly protocol: number
  readonly drops: number
  /** Drops of it that are described one by one. */
  readonly details: number
}

/** What a session holds of the drops on 'east': greatest first. */
export async function kindsInSession(path: string): Promise<readonly CountedKind[]> {
  const reader = await SessionReader.open(path)
  try {
    const detailsOfKey = new Map<number, number>()
    for (const { data } of await reader.rows('drop_block')) {
      const details = dropDetails(data)
      for (let index = 0; index < details.count; index++) {
        const key = details.key(index)
        detailsOfKey.set(key, (detailsOfKey.get(key) ?? 0) + 1)
      }
    }
    const rows = await reader.query(
      `SELECT k.id, s.name AS site, k.reason, k.protocol, sum(c.drops) AS drops
       FROM drop_key k JOIN drop_count c ON c.key = k.id JOIN symbol s ON s.id = k.site JOIN netns n ON n.id = k.netns
       WHERE n.name = '${netnsName('east')}' GROUP BY k.id ORDER BY drops DESC`,
    )
    return rows.map((row) => ({
      site: String(row['site']),
      reason: String(row['reason']),
      protocol: Number(row['protocol']),
      drops: Number(row['drops']),
      details: detailsOfKey.get(Number(row['id'])) ?? 0,
    }))
  } finally {
    await reader.close()
  }
}
