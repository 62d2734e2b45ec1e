import type { SourceHealth } from '../../source.js'
import type { SharedRows } from './shared-rows.js'

/** How the rows of sources that run through all files fared, since the recording began. */
export function rotationHealth({ forgotten, late }: SharedRows['losses']): SourceHealth {
  const reasons = [
    ...(forgotten > 0
      ? [
          `${forgotten} flows, keys, stacks or namespaces were forgotten to bound memory: should they count again, later files lack their names`,
        ]
      : []),
    ...(late > 0
      ? [`${late} rows came after their file was closed and count in the next one`]
      : []),
  ]
  return {
    status: reasons.length === 0 ? 'ok' : 'partial',
    why: reasons.join('; '),
    lost: forgotten,
    detail: { forgotten, late },
  }
}
