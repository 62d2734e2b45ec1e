import type { DropSourceContext } from '../../source.js'
import { addressOf } from './unsigned-field.js'

/** Different stacks that are kept; a host in trouble has some hundred. */
const keptStacks = 16_384

type StackContext = Pick<DropSourceContext, 'sink' | 'symbols' | 'idBase'>

/** Stacks met, each as one row. */
export class StackRows {
  readonly #context: StackContext
  readonly #maxStacks: number
  readonly #ids = new Map<string, number>()
  #full = 0

  constructor(context: StackContext, maxStacks = keptStacks) {
    this.#context = context
    this.#maxStacks = maxStacks
  }

  /** How often there was no room for another one. */
  get full(): number {
    return this.#full
  }

  /** stack.id of these return addresses, innermost first; 0 if there are none, or no more are kept. */
  idOf(frames: readonly number[]): number {
    if (frames.length === 0) return 0
    const text = frames.join()
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    if (this.#ids.size >= this.#maxStacks) {
      this.#full += 1
      return 0
    }
    const { idBase, sink, symbols } = this.#context
    const id = idBase + this.#ids.size + 1
    this.#ids.set(text, id)
    const ids = frames.map((frame) => symbols.idOf(addressOf(frame)))
    sink.add('stack', [{ id, frames: JSON.stringify(ids) }])
    return id
  }
}
