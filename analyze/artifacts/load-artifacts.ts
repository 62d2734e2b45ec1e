import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import type { ArtifactName, Artifacts } from '../cause.js'
import { Firewall } from '../firewall/firewall.js'
import { Host } from './host.js'
import { loadCounters } from './load-counters.js'
import { loadSockets } from './load-sockets.js'
import { loadTraffic } from './load-traffic.js'

/** What was recorded; an artifact whose source did not work is undefined, never empty. */
export type Recorded = { readonly [K in ArtifactName]: Artifacts[K] | undefined }

/** When drops counted; counters are read right after its beginning, and right before and after its end. */
export interface Attached {
  readonly fromNs: number
  readonly toNs: number
}

export async function loadArtifacts(reader: SessionReader, attached: Attached): Promise<Recorded> {
  const health = new Map((await reader.rows('source_health')).map((h) => [h.source, h.status]))
  const works = (source: string): boolean => {
    const status = health.get(source)
    return status === 'ok' || status === 'partial'
  }
  const counters = await loadCounters(reader, attached)
  const capture = await reader.rows('capture')
  return {
    host: await loadHost(reader),
    counters: counters.all.length > 0 ? counters : undefined,
    sockets: works('sockets') ? await loadSockets(reader) : undefined,
    firewall: works('firewall') ? new Firewall(await reader.rows('firewall_rule')) : undefined,
    traffic: capture.length > 0 ? await loadTraffic(reader, capture) : undefined,
  }
}

async function loadHost(reader: SessionReader): Promise<Host> {
  return new Host({
    netns: new Map((await reader.rows('netns')).map((row) => [row.id, row])),
    interfaces: await reader.rows('interface'),
    addresses: await reader.rows('address'),
    memberships: await reader.rows('membership'),
    routes: await reader.rows('route'),
    policyRules: distinctRules(await reader.rows('rule')),
    neighbours: await reader.rows('neighbour'),
    qdiscs: await reader.rows('qdisc'),
    sysctls: await reader.rows('sysctl'),
    packetTypes: await reader.rows('packet_type'),
    cgroupPrograms: await reader.rows('cgroup_program'),
  })
}

/** Those of the start, and those that were made while recorded: each once, whatever it was read. */
function distinctRules(rows: readonly Row<'rule'>[]): Row<'rule'>[] {
  const key = (r: Row<'rule'>): string => `${r.netns} ${r.family} ${r.priority} ${r.text}`
  return [...new Map([...rows].reverse().map((row) => [key(row), row])).values()].reverse()
}
