const mebibyte = 1 << 20

/** Unswappable kernel memory for all packet rings together. */
const totalBytes = 256 * mebibyte
/** At snap length 128 a packet takes some 200 bytes: 2 MiB hold 10,000 packets, 64 MiB hold 330,000. */
const minBytes = 2 * mebibyte
const maxBytes = 64 * mebibyte

export interface BufferPlan {
  /** Size of each interface's ring. */
  readonly bytes: number
  /** More interfaces than this cannot be captured at once. */
  readonly maxInterfaces: number
}

/**
 * Shares out kernel memory among `interfaces` rings: at most 256 MiB, and at most an eighth of what is free.
 * Where even the smallest rings exceed that, up to twice the budget is taken.
 */
export function planBuffers(interfaces: number, availableBytes: number): BufferPlan {
  const budget = Math.max(minBytes, Math.min(totalBytes, availableBytes / 8))
  const share = Math.floor(budget / Math.max(1, interfaces) / mebibyte) * mebibyte
  return {
    bytes: Math.min(maxBytes, Math.max(minBytes, share)),
    maxInterfaces: Math.max(1, Math.floor((2 * budget) / minBytes)),
  }
}
