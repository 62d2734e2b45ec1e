import type { DropGroup } from '../artifacts/group.js'
import type { Trust } from '../model/trust.js'

/** The source told nothing of these packets. */
export const isBlind = ({ flow, samples, trap }: DropGroup): boolean =>
  flow === undefined && trap === '' && samples.every(({ headers }) => headers === undefined)

/** A share of unknown flows below this changes nothing that a finding says. */
const noticeable = 0.01

function unknownFlows(groups: readonly DropGroup[]): string {
  const all = sumOf(groups)
  const unknown = sumOf(groups.filter(({ flowId }) => flowId === 0))
  return unknown > noticeable * all
    ? `the recorder had no room left for the flows of ${unknown} of these drops`
    : ''
}

const sumOf = (groups: readonly DropGroup[]): number =>
  groups.reduce((sum, { drops }) => sum + drops, 0)

/**
 * What the drop source does not tell of these drops and a certain cause would rest on, in half a sentence; '' if it
 * tells all that the kernel knows. BPF sees the packet itself; tracefs and NET_DM summaries only where it was freed,
 * NET_DM packet alerts not in which namespace.
 */
export function sourceBlindness(
  groups: readonly DropGroup[],
  { primarySource: source, lostFlows }: Pick<Trust, 'primarySource' | 'lostFlows'>,
): string {
  if (source === '') return ''
  const inKernel = groups.filter(({ trap }) => trap === '')
  if (source === 'bpf') return lostFlows ? unknownFlows(inKernel) : ''
  if (inKernel.some(isBlind)) {
    return `${source} tells where these packets were freed, but neither what they were nor whose`
  }
  if (inKernel.some(({ capturedFlow }) => capturedFlow !== undefined)) {
    return `${source} tells only where these packets were freed; which they were is inferred from captured packets of the same number`
  }
  return inKernel.some(({ netns }) => netns === null)
    ? `${source} does not tell in which namespace that was`
    : ''
}
