/** How a round that came late stands in the table event, under the kind 'gap'. Its time is when it came at last. */
const why = 'the recorder was not given the CPU, or a round took that long'

/** `what`: 'the round of counters'. */
export const gapEventText = (what: string, lateMs: number): string =>
  `${what} came ${Math.round(lateMs)} ms late: ${why}`

/** By how many milliseconds it was late; undefined if the text is not one of `gapEventText`. */
export function lateMsOfEvent(text: string): number | undefined {
  const late = / came (\d{1,12}) ms late: /.exec(text)?.[1]
  return late === undefined ? undefined : Number(late)
}
