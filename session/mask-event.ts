/** How a change of masks in mid-recording stands in the table event, under the kind 'mask'. */
const before = 'masks from here on: '
const none = 'all masks were taken off'

/** `masks` as in session_info: 'reason=QDISC_DROP'. */
export const maskEventText = (masks: readonly string[]): string =>
  masks.length === 0 ? none : before + masks.join(', ')

/** The masks again, undefined if the text is not one of `maskEventText`. */
export function masksOfEvent(text: string): readonly string[] | undefined {
  if (text === none) return []
  if (!text.startsWith(before)) return undefined
  // Names of namespaces may hold commas.
  return text.slice(before.length).split(/, (?=(?:reason|site|iface|netns)=)/)
}
