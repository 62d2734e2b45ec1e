import type { SelftestHosts } from './selftest-hosts.js'

/** One fault that `dropcorr selftest` makes. All run at once: each has a cause of its own. */
export interface SelftestFault {
  /** What it must be called, from the vocabulary of causes. */
  readonly cause: string
  /** What is done, in a few words. */
  readonly what: string
  readonly ipVersion: 4 | 6
  /** Before recording. Throws NotHere where this host lacks something. */
  setUp?(hosts: SelftestHosts): void
  /** While recording; resolves to the number of packets that were lost. */
  run(hosts: SelftestHosts, stop: AbortSignal): Promise<number>
}

/** This host cannot make the fault; the message says what is missing. */
export class NotHere extends Error {
  override readonly name = 'NotHere'
}
