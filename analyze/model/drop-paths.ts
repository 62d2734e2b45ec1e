import { ipProtocolName } from '../../session/packet/numbers.js'
import type { Analysis } from '../analyze.js'
import { endpoint } from '../artifacts/host.js'
import type { DropPath, DropPaths } from './report-model.js'

const maxPaths = 200

/** What the lost packets were on their way to, where they ended and why. Housekeeping is left out. */
export function dropPathsOf(analysis: Analysis): DropPaths {
  const claimed = new Set(analysis.settled.map((s) => s.group.id))
  const losses = new Set(
    analysis.findings.findings.filter((f) => f.severity !== 'benign').map((f) => f.id),
  )
  const paths = new Map<string, DropPath>()
  const add = (findingId: string, group: Analysis['groups'][number]): void => {
    const { flow, site, drops } = group
    const destination =
      flow === undefined || flow.family === 0
        ? ''
        : `${ipProtocolName(flow.proto)} ${hasPorts(flow.proto) ? endpoint(flow.dst, flow.dport) : flow.dst}`
    const key = JSON.stringify([destination, site, findingId])
    const known = paths.get(key)
    paths.set(key, { destination, site, findingId, drops: (known?.drops ?? 0) + drops })
  }
  for (const [id, { groups }] of analysis.cases)
    if (losses.has(id)) for (const group of groups) add(id, group)
  for (const group of analysis.groups) if (!group.masked && !claimed.has(group.id)) add('', group)
  const all = [...paths].sort(([a, p], [b, q]) => q.drops - p.drops || (a < b ? -1 : 1))
  return {
    paths: all.slice(0, maxPaths).map(([, path]) => path),
    morePaths: Math.max(0, all.length - maxPaths),
  }
}

/** TCP 6, UDP 17, DCCP 33, SCTP 132, UDP-Lite 136; elsewhere the fields hold type and code. */
const hasPorts = (proto: number): boolean => [6, 17, 33, 132, 136].includes(proto)
