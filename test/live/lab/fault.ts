import type { Severity } from '../../../analyze/finding.js'
import type { Lab } from './lab.js'

/** What a fault must be recognised as. */
export interface ExpectedCause {
  /** Name from the vocabulary of causes. */
  readonly cause: string
  /** Exact number of packets lost; a prime of its own, so that no two causes can be mistaken for each other. */
  readonly drops: number
  /**
   * Where the kernel frees these packets, as 'site/REASON' of tracepoint skb:kfree_skb; `npm run lab -- --evidence` checks it
   * without dropcorr. 'none' = lost without an event, known from counters alone; absent = not looked at.
   * Sites are those of 6.18: other compilers inline other functions.
   */
  readonly event?: string
  /** Absent where the vocabulary leaves it to evidence. */
  readonly severity?: Severity
  /** Counters whose delta in the finding is `drops` and explained to the last packet. */
  readonly counters?: readonly string[]
  /** Told by the finding's sentence: which of several ways to come to this it was. */
  readonly title?: RegExp
  /** Some evidence of each of its findings says so, and not only that it may be: the rule that dropped, for example. */
  readonly evidence?: RegExp
  /** Must be in the report although nothing is lost (`drops` is 0). */
  readonly told?: true
  /** State of the receiving process. */
  readonly processState?: string
  /** Comm of the receiving process, for the socket row. */
  readonly comm?: string
}

/** A file in faults/ exports one of these as default. Its file name is its name. */
export interface Fault {
  /** One line: what goes wrong. */
  readonly title: string
  /** Empty for a healthy network. */
  readonly causes: readonly ExpectedCause[]
  /** Programs it cannot do without; others skip it. */
  readonly needs?: readonly string[]
  /** More arguments of `dropcorr record`. */
  readonly recordArguments?: readonly string[]
  /** Healthy traffic through the same hosts ('along', the default), through hosts of its own ('apart'), or none. */
  readonly background?: 'along' | 'apart' | 'none'
  /** Before recording. Throws NotHere where the kernel lacks something. */
  setUp(lab: Lab): Promise<void>
  /** While recording. */
  run(lab: Lab): Promise<void>
  /** After `run`: the causes with what was measured, where the number is the kernel's to choose (queue lengths). */
  measure?(lab: Lab): Promise<readonly ExpectedCause[]>
}

export interface NamedFault extends Fault {
  readonly name: string
}

/** This machine cannot make the fault; the message says what is missing. */
export class NotHere extends Error {
  override readonly name = 'NotHere'
}
