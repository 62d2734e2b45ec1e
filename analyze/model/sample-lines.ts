import { describePacket } from '../../session/packet/describe.js'
import type { SessionReader } from '../../session/reader.js'
import type { Analysis } from '../analyze.js'
import type { DropGroup, DropSample } from '../artifacts/group.js'
import { sinceLastPacket, type GroupSample } from './last-packets.js'
import type { SampleDrops } from './report-model.js'

const linesPerFinding = 12

export async function samplesOf(reader: SessionReader, analysis: Analysis): Promise<SampleDrops[]> {
  const claimed = new Set(analysis.settled.map((s) => s.group.id))
  const rest = analysis.groups.filter((g) => !g.masked && !claimed.has(g.id))
  const chosen = [
    ...[...analysis.cases].map(([id, found]) => [id, found.groups] as const),
    ['', rest] as const,
  ]
    .filter(([, groups]) => groups.length > 0)
    .map(([id, groups]) => ({ id, groups, samples: uniqueSamples(groups) }))
  const shown = chosen.flatMap(({ samples }) => samples.slice(0, linesPerFinding))
  const sinceMs = await sinceLastPacket(reader, analysis.recorded, shown)
  return chosen.map(({ id, groups, samples }) => ({
    findingId: id,
    of: groups.reduce((sum, g) => sum + g.drops, 0),
    lines: samples.slice(0, linesPerFinding).map((one) => lineOf(analysis, one, sinceMs)),
    stack: commonStack(samples.map((s) => s.sample)),
  }))
}

/** In order of time; groups whose flows are not known share the samples of their key. */
function uniqueSamples(groups: readonly DropGroup[]): readonly GroupSample[] {
  const groupOf = new Map<DropSample, DropGroup>()
  for (const group of groups) for (const sample of group.samples) groupOf.set(sample, group)
  return [...groupOf]
    .map(([sample, group]) => ({ group, sample }))
    .sort((a, b) => a.sample.atNs - b.sample.atNs)
}

const lineOf = (
  { recorded: { host } }: Analysis,
  { group, sample }: GroupSample,
  sinceMs: ReadonlyMap<DropSample, number>,
): SampleDrops['lines'][number] => ({
  atMs: sample.atNs / 1e6,
  sinceMs: sinceMs.get(sample) ?? null,
  interface: host?.interfaceName(group.netns, group.ifindex, sample.atNs) ?? '',
  site: group.site,
  reason: group.reason,
  text:
    sample.headers === undefined
      ? `${sample.length} bytes, no header kept`
      : describePacket(sample.headers),
})

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
