interface Head<T> {
  value: T
  atNs: number
  readonly rest: AsyncIterator<T>
}

/**
 * Merges sequences that are each in order of time into one. Streams: holds one element of each. Of equal times the
 * earlier sequence comes first.
 */
export async function* mergedByTime<T>(
  sequences: readonly AsyncIterable<T>[],
  timeOf: (value: T) => number,
): AsyncGenerator<T> {
  const heads: Head<T>[] = []
  for (const sequence of sequences) {
    const rest = sequence[Symbol.asyncIterator]()
    const first = await rest.next()
    if (first.done !== true) heads.push({ value: first.value, atNs: timeOf(first.value), rest })
  }
  for (;;) {
    let next: Head<T> | undefined
    for (const head of heads) if (next === undefined || head.atNs < next.atNs) next = head
    if (next === undefined) return
    yield next.value
    const following = await next.rest.next()
    if (following.done === true) heads.splice(heads.indexOf(next), 1)
    else {
      next.value = following.value
      next.atNs = timeOf(following.value)
    }
  }
}
