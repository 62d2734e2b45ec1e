/** per_cpu/cpuN/stats of a trace instance. */
export interface BufferStatistics {
  /** Events that were written over before they were read. */
  readonly overrun: number
  /** Events that interrupted too many others to be kept. */
  readonly commitOverrun: number
  /** Events that found the buffer full (only without the option overwrite). */
  readonly dropped: number
}

/** Lines it does not know are skipped; what is absent is 0. */
export function parseBufferStatistics(text: string): BufferStatistics {
  const numbers = new Map<string, number>()
  for (const [, name = '', number] of text.matchAll(/^([a-z ]{1,30}): (\d{1,15})$/gm)) {
    numbers.set(name, Number(number))
  }
  return {
    overrun: numbers.get('overrun') ?? 0,
    commitOverrun: numbers.get('commit overrun') ?? 0,
    dropped: numbers.get('dropped events') ?? 0,
  }
}

export const lostIn = ({ overrun, commitOverrun, dropped }: BufferStatistics): number =>
  overrun + commitOverrun + dropped
