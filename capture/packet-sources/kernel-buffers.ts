const mebibyte = 1 << 20

/** Unswappable kernel memory for all packet rings together. */
const totalBytes = 256 * mebibyte
/** At snap length 128 a packet takes some 200 bytes: 2 MiB hold 10,000 packets, 64 MiB hold 330,000. */
const minBytes = 2 * mebibyte
const maxBytes = 64 * mebibyte

export interface BufferPlan {
  /** Size of the ring of each interface that is there at the start. */
  readonly bytes: number
  /** All rings together take no more. */
  readonly limitBytes: number
}

/**
 * Shares out kernel memory among `interfaces` rings: at most 256 MiB, and at most an eighth of what is free.
 * Where even the smallest rings exceed that, up to twice the budget is taken.
 */
export function planBuffers(interfaces: number, availableBytes: number): BufferPlan {
  const budget = Math.max(minBytes, Math.min(totalBytes, availableBytes / 8))
  return { bytes: ringBytes(budget / Math.max(1, interfaces)), limitBytes: 2 * budget }
}

/** Size of the ring of an interface that came later, when `usedBytes` are taken; undefined = there is no room for it. */
export function laterRingBytes({ limitBytes }: BufferPlan, usedBytes: number): number | undefined {
  if (usedBytes + minBytes > limitBytes) return undefined
  // Half of what is left of the budget: others may follow.
  return ringBytes((limitBytes / 2 - usedBytes) / 2)
}

const ringBytes = (share: number): number =>
  Math.min(maxBytes, Math.max(minBytes, Math.floor(share / mebibyte) * mebibyte))
