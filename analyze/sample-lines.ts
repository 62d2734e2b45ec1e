import { describePacket } from '../session/packet/describe.js'
import type { Analysis } from './analyze.js'
import type { DropGroup, DropSample } from './group.js'
import type { SampleDrops } from './report-model.js'

const linesPerFinding = 12

export function samplesOf(analysis: Analysis): SampleDrops[] {
  const claimed = new Set(analysis.settled.map((s) => s.group.id))
  const rest = analysis.groups.filter((g) => !g.masked && !claimed.has(g.id))
  return [
    ...[...analysis.cases].map(([id, found]) => [id, found.groups] as const),
    ['', rest] as const,
  ]
    .filter(([, groups]) => groups.length > 0)
    .map(([id, groups]) => sampleDrops(analysis, id, groups))
}

function sampleDrops(
  analysis: Analysis,
  findingId: string,
  groups: readonly DropGroup[],
): SampleDrops {
  const host = analysis.recorded.host
  const samples = groups
    .flatMap((group) => group.samples.map((sample) => ({ group, sample })))
    .sort((a, b) => a.sample.atNs - b.sample.atNs)
  const unique = [...new Map(samples.map((s) => [s.sample, s])).values()]
  return {
    findingId,
    of: groups.reduce((sum, g) => sum + g.drops, 0),
    lines: unique.slice(0, linesPerFinding).map(({ group, sample }) => ({
      atMs: sample.atNs / 1e6,
      interface: host?.interfaceName(group.netns, group.ifindex, sample.atNs) ?? '',
      site: group.site,
      reason: group.reason,
      text:
        sample.headers === undefined
          ? `${sample.length} bytes, no header kept`
          : describePacket(sample.headers),
    })),
    stack: commonStack(unique.map((s) => s.sample)),
  }
}

function commonStack(samples: readonly DropSample[]): readonly string[] {
  const tally = new Map<string, { stack: readonly string[]; n: number }>()
  for (const { stack } of samples) {
    if (stack.length === 0) continue
    const key = stack.join(' ')
    const known = tally.get(key)
    if (known === undefined) tally.set(key, { stack, n: 1 })
    else known.n++
  }
  return [...tally.values()].sort((a, b) => b.n - a.n)[0]?.stack ?? []
}
