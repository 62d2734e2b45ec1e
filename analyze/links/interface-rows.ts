import type { SessionReader } from '../../session/reader.js'
import type { Analysis } from '../analyze.js'
import type { InterfaceRow } from '../model/report-model.js'

/** Interfaces as they were last seen. */
export async function interfacesOf(
  reader: SessionReader,
  analysis: Analysis,
): Promise<InterfaceRow[]> {
  const { host } = analysis.recorded
  const captures = await reader.rows('capture')
  const drops = new Map<string, number>()
  for (const g of analysis.groups) {
    const key = `${g.netns} ${g.ifindex}`
    drops.set(key, (drops.get(key) ?? 0) + g.drops)
  }
  const latest = new Map(
    (host?.facts.interfaces ?? []).map((row) => [
      `${row.netns} ${row.ifindex}`,
      host?.holdersOf(row.netns, row.ifindex).at(-1) ?? row,
    ]),
  )
  return [...latest].map(([key, row]) => {
    const own = captures.filter((c) => c.netns === row.netns && c.ifindex === row.ifindex)
    return {
      netns: host?.netnsName(row.netns) ?? '',
      name: row.name,
      kind: row.kind,
      driver: row.driver ?? '',
      mtu: row.mtu,
      state: row.operstate,
      qdisc: row.qdisc,
      drops: drops.get(key) ?? 0,
      captured: own.length === 0 ? null : own.reduce((sum, c) => sum + c.received, 0),
      captureLost: own.length === 0 ? null : own.reduce((sum, c) => sum + c.lost, 0),
    }
  })
}
