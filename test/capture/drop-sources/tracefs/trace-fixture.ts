import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  walkPage,
  type PageEnd,
} from '../../../../capture/drop-sources/tracefs/ring-buffer-page.js'
import {
  traceFormats,
  type FormatTexts,
  type TraceFormats,
} from '../../../../capture/drop-sources/tracefs/trace-formats.js'
import { packageRoot } from '../../../../session/package-root.js'

export type TracedKernel = '5.10' | '6.1' | '6.12' | '6.18'
export const tracedKernels: readonly TracedKernel[] = ['5.10', '6.1', '6.12', '6.18']

export const traceText = (name: string): string =>
  readFileSync(join(packageRoot, 'fixtures/raw/tracepoint', name), 'utf8')

export const formatTexts = (kernel: TracedKernel): FormatTexts => ({
  headerPage: traceText(`header_page-${kernel}`),
  headerEvent: traceText(`header_event-${kernel}`),
  dropFormat: traceText(`kfree_skb-${kernel}.format`),
  stackFormat: traceText(`kernel_stack-${kernel}.format`),
})

export const formatsOf = (kernel: TracedKernel): TraceFormats => traceFormats(formatTexts(kernel))

/** Pages as trace_pipe_raw gave them, at an odd offset of their buffer: decoders may not assume alignment. */
export const tracePages = (name: string): readonly DataView[] =>
  traceText(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const bytes = Buffer.from(line, 'hex')
      const shifted = new Uint8Array(bytes.length + 1)
      shifted.set(bytes, 1)
      return new DataView(shifted.buffer, 1)
    })

export interface DecodedDrop {
  readonly location: number
  readonly reason: number
  readonly protocol: number
  readonly pid: number
  readonly atNs: number
}

export interface DecodedPages {
  readonly drops: readonly DecodedDrop[]
  readonly stacks: readonly (readonly number[])[]
  readonly ends: readonly PageEnd[]
}

export function decodePages(pages: readonly DataView[], formats: TraceFormats): DecodedPages {
  const { layout, type, drop, stack } = formats
  const drops: DecodedDrop[] = []
  const stacks: (readonly number[])[] = []
  const ends = pages.map((page) =>
    walkPage(page, layout, 0n, (at, length, atNs) => {
      const id = type.read(page, at)
      if (id === stack?.id) stacks.push(stack.frames(page, at, length))
      if (id !== drop.id) return
      drops.push({
        location: drop.location(page, at),
        reason: drop.reason(page, at),
        protocol: drop.protocol(page, at),
        pid: drop.pid(page, at),
        atNs,
      })
    }),
  )
  return { drops, stacks, ends }
}
