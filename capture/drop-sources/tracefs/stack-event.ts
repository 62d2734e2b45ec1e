import type { EventFormat } from './event-format.js'
import {
  addressReader,
  unsignedReader,
  type FieldPlace,
  type FieldReader,
} from './unsigned-field.js'

/** Reads the records of ftrace:kernel_stack, which follow an event if the instance's option stacktrace is on. */
export interface StackEvent {
  readonly id: number
  readonly pid: FieldReader
  /** Return addresses, innermost first; none from a damaged record. */
  frames(view: DataView, at: number, length: number): readonly number[]
}

/** Deeper stacks are cut: the kernel's own limit is 128 (PERF_MAX_STACK_DEPTH is 127). */
const maxFrames = 128
/** Some kernels end the list with ULONG_MAX and mark trampolines with INT_MAX. */
const marks: ReadonlySet<number> = new Set([-1, 0xffff_ffff, 0x7fff_ffff, 0])

/** undefined if the format has no list of callers. */
export function stackEvent(format: EventFormat, longBytes: number): StackEvent | undefined {
  const { fields } = format
  const caller = fields.get('caller')
  const size = fields.get('size')
  const readSize = size && unsignedReader(size)
  const readCaller = caller && addressReader({ offset: caller.offset, size: longBytes })
  const pid = fields.get('common_pid')
  if (caller === undefined || size === undefined || !readSize || !readCaller) return undefined
  return {
    id: format.id,
    pid: (pid && unsignedReader(pid)) ?? (() => 0),
    frames: (view, at, length) => {
      if (length < Math.max(endOf(size), endOf(pid), caller.offset)) return []
      const room = Math.floor((length - caller.offset) / longBytes)
      const count = Math.min(readSize(view, at), room, maxFrames)
      const frames: number[] = []
      for (let i = 0; i < count; i++) {
        const frame = readCaller(view, at + i * longBytes)
        if (!marks.has(frame)) frames.push(frame)
      }
      return frames
    },
  }
}

const endOf = (place: FieldPlace | undefined): number => (place ? place.offset + place.size : 0)
