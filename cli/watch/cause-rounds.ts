import type { CauseFinder } from './cause-finder.js'
import type { CausesKnown } from './causes-known.js'
import type { DropSnapshot } from './drop-snapshot.js'
import type { WatchOutput } from './watch-output.js'

/** The session is committed twice a second: sooner there would be nothing new in it. */
const gapMs = 3000
/** The analysis shall take a third of one CPU at most. */
const restPerRun = 2

/** When the causes are looked for: every few seconds while something drops. */
export class CauseRounds {
  readonly #finder: CauseFinder
  readonly #session: string
  readonly #causes: CausesKnown
  readonly #output: WatchOutput
  #busy = false
  #dueMs = 0
  /** Drops when the last analysis began. */
  #analysed = 0
  #toldOf = ''

  constructor(finder: CauseFinder, session: string, causes: CausesKnown, output: WatchOutput) {
    this.#finder = finder
    this.#session = session
    this.#causes = causes
    this.#output = output
  }

  /** Looks for them if it is time to, without waiting for the answer. */
  maybe(snapshot: DropSnapshot): void {
    const { total } = snapshot.drops
    if (this.#busy || total === this.#analysed || performance.now() < this.#dueMs) return
    this.#analysed = total
    void this.#look(snapshot)
  }

  /** Looks for them now, then tells `snapshot` as an alert. */
  async now(snapshot: DropSnapshot): Promise<void> {
    if (snapshot.drops.total > 0) await this.#look(snapshot)
    await this.#output.alert(snapshot)
  }

  async #look(snapshot: DropSnapshot): Promise<void> {
    this.#busy = true
    const beganMs = performance.now()
    const answer = await this.#finder.find(this.#session)
    const endedMs = performance.now()
    this.#dueMs = endedMs + Math.max(gapMs, restPerRun * (endedMs - beganMs))
    this.#busy = false
    if ('error' in answer) {
      // Once for each: an analysis that fails now may work again when there is more to see.
      if (answer.error !== this.#toldOf) this.#output.warning(`no causes: ${answer.error}`)
      this.#toldOf = answer.error
      return
    }
    const places = new Map(snapshot.keys.map(({ key, place }) => [key, place]))
    this.#causes.learn(answer.causes, (key) => places.get(key))
    this.#output.causesChanged()
  }
}
