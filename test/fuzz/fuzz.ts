import { isDeepStrictEqual } from 'node:util'
import { Script } from 'node:vm'
import { mutated, shrunk } from './mutate.js'
import { Random } from './random.js'
import type { FuzzTarget } from './target.js'

export interface FuzzFailure {
  readonly target: string
  readonly what: string
  /** The input, made as small as it can be and still fail; of a hang as it was. */
  readonly hex: string
}

/** One input may take so long; a loop that does not end is interrupted. */
const inputLimitMs = 2000
/** Every so many inputs are decoded again between other bytes: the result must not depend on them. */
const surroundedEvery = 7
const margin = 64

/**
 * Decodes `inputs` damaged seeds of each target. Returns the first failure of each: an exception, an input that takes
 * longer than 2 s, or a result that depends on bytes before or behind the input.
 */
export function fuzz(
  targets: readonly FuzzTarget[],
  inputs: number,
  seed: number,
): readonly FuzzFailure[] {
  return targets.flatMap((target, index) => {
    // Each target has a stream of its own: one more target does not change the inputs of the others.
    const random = new Random(seed + index * 0x9e3779b1)
    for (let count = 0; count < inputs; count++) {
      const bytes = mutated(target.seeds, random)
      const what = failureOf(target, bytes, count % surroundedEvery === 0)
      if (what === undefined) continue
      const isHang = what.startsWith('hang')
      const smallest = isHang
        ? bytes
        : shrunk(bytes, (b) => failureOf(target, b, true) !== undefined)
      return [{ target: target.name, what, hex: Buffer.from(smallest).toString('hex') }]
    }
    return []
  })
}

/** What is wrong with the target on this input, undefined if nothing is. */
export function failureOf(
  target: FuzzTarget,
  bytes: Uint8Array,
  surrounded: boolean,
): string | undefined {
  const first = decoded(target, within(bytes, 0x00))
  if ('failure' in first) return first.failure
  if (!surrounded) return undefined
  const second = decoded(target, within(bytes, 0xff))
  if ('failure' in second) return second.failure
  return isDeepStrictEqual(first.value, second.value)
    ? undefined
    : 'reads beyond its input: the result depends on the bytes around it'
}

function decoded(
  target: FuzzTarget,
  bytes: Uint8Array,
): { readonly value: unknown } | { readonly failure: string } {
  const startMs = performance.now()
  try {
    const value = target.decode(bytes)
    const tookMs = performance.now() - startMs
    return tookMs > inputLimitMs ? { failure: `hang: took ${Math.round(tookMs)} ms` } : { value }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === scriptTimeout) throw error
    return { failure: `crash: ${error instanceof Error ? String(error.stack) : String(error)}` }
  }
}

/** The input at an odd address, with other bytes on both sides. */
function within(bytes: Uint8Array, around: number): Uint8Array {
  const all = new Uint8Array(bytes.length + 2 * margin + 1).fill(around)
  all.set(bytes, margin + 1)
  return all.subarray(margin + 1, margin + 1 + bytes.length)
}

const scriptTimeout = 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** Runs `work` and interrupts it after `limitMs`, even in a loop without end: undefined then. */
export function interrupted<T>(work: () => T, limitMs: number): T | undefined {
  const holder = globalThis as { dropcorrFuzz?: () => T }
  holder.dropcorrFuzz = work
  try {
    return new Script('dropcorrFuzz()').runInThisContext({ timeout: limitMs }) as T
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === scriptTimeout) return undefined
    throw error
  } finally {
    delete holder.dropcorrFuzz
  }
}
