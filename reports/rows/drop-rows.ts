import type { Analysis } from '../../analyze/analyze.js'
import type { DropGroup } from '../../analyze/artifacts/group.js'
import { ipProtocolName } from '../../session/packet/numbers.js'
import type { Cell, RowExport } from './columns.js'

/** Drops by flow and 100 ms (1 s where there were very many flows), with what they were attributed to. */
export function dropRows(analysis: Analysis): RowExport {
  return {
    columns: [
      'at_ms',
      'drops',
      'cause',
      'finding',
      'site',
      'reason',
      'netns',
      'interface',
      'family',
      'proto',
      'src',
      'sport',
      'dst',
      'dport',
      'masked',
    ],
    rows: () => rows(analysis),
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the other tables do read
async function* rows(analysis: Analysis): AsyncGenerator<readonly Cell[]> {
  const { host } = analysis.recorded
  const findingOf = new Map<number, { readonly id: string; readonly cause: string }>()
  for (const [id, { cause, groups }] of analysis.cases) {
    for (const group of groups) findingOf.set(group.id, { id, cause: cause.name })
  }
  for (const { group, bucket } of bucketsByTime(analysis.groups)) {
    const finding = findingOf.get(group.id)
    const { flow } = group
    const atNs = group.buckets[2 * bucket] ?? 0
    yield [
      atNs / 1e6,
      group.buckets[2 * bucket + 1] ?? 0,
      finding?.cause ?? '',
      finding?.id ?? '',
      group.site,
      group.reason,
      host?.netnsName(group.netns) ?? '',
      group.ifindex === 0 ? '' : (host?.interfaceName(group.netns, group.ifindex, atNs) ?? ''),
      flow?.family ?? null,
      flow === undefined || flow.family === 0 ? '' : ipProtocolName(flow.proto),
      flow?.src ?? '',
      flow?.sport ?? null,
      flow?.dst ?? '',
      flow?.dport ?? null,
      group.masked ? 1 : 0,
    ]
  }
}

function bucketsByTime(
  groups: readonly DropGroup[],
): readonly { readonly group: DropGroup; readonly bucket: number; readonly atNs: number }[] {
  return groups
    .flatMap((group) =>
      Array.from({ length: group.buckets.length / 2 }, (_, bucket) => ({
        group,
        bucket,
        atNs: group.buckets[2 * bucket] ?? 0,
      })),
    )
    .sort((a, b) => a.atNs - b.atNs || a.group.id - b.group.id)
}
