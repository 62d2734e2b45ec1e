/** A change of this process that lasts as long as it records. */
export interface ProcessChange {
  /** Runs `start`, which starts a program that is not ours: it has what it would have without us. */
  suspended<T>(start: () => T): T
  end(): void
}

export function processChange(apply: () => void, undo: () => void): ProcessChange {
  apply()
  return {
    suspended: (start) => {
      undo()
      try {
        return start()
      } finally {
        apply()
      }
    },
    end: undo,
  }
}
