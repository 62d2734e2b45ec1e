/** Waits for a promise, but not for ever: 'timed out' after `limitMs`. A later rejection is not lost but told to `late`. */
export async function bounded<T>(
  promise: Promise<T>,
  limitMs: number,
  late: (error: unknown) => void,
): Promise<{ readonly value: T } | 'timed out'> {
  let timer: NodeJS.Timeout | undefined
  let isLate = false
  const timeout = new Promise<'timed out'>((resolve) => {
    timer = setTimeout(() => {
      isLate = true
      resolve('timed out')
    }, limitMs)
  })
  const settled = promise.then(
    (value) => ({ value }),
    (error: unknown) => {
      if (!isLate) throw error
      late(error)
      return 'timed out' as const
    },
  )
  try {
    return await Promise.race([settled, timeout])
  } finally {
    clearTimeout(timer)
  }
}
