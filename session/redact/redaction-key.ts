/** One secret makes all pseudonyms of a redaction: the same secret, the same pseudonyms, in any session. */
import { createHmac, createHash } from 'node:crypto'

/** What is hidden under a key of its own, so that equal bytes of different meaning share no pseudonym. */
export type KeyPurpose = 'ipv4' | 'ipv6' | 'mac' | 'name' | 'checksum' | 'rtp'

export interface RedactionKey {
  /** 32 bytes. */
  readonly of: (purpose: KeyPurpose) => Buffer
}

/** `secret`: any bytes; the fewer can be guessed the better. */
export function redactionKey(secret: Uint8Array): RedactionKey {
  const root = createHash('sha256').update('dropcorr redaction 1\0').update(secret).digest()
  return { of: (purpose) => createHmac('sha256', root).update(purpose).digest() }
}
