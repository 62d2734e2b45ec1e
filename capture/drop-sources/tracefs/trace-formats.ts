import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DropcorrError, exitCode } from '../../../session/dropcorr-error.js'
import { dropEvent, typeReader, type DropEvent } from './drop-event.js'
import { parseEventFormat } from './event-format.js'
import { parseRingBufferLayout, type RingBufferLayout } from './ring-buffer-layout.js'
import { stackEvent, type StackEvent } from './stack-event.js'
import type { FieldReader } from './unsigned-field.js'

/** How to read what this kernel writes into its trace buffers. */
export interface TraceFormats {
  readonly layout: RingBufferLayout
  readonly type: { readonly read: FieldReader; readonly bytes: number }
  readonly drop: DropEvent
  /** undefined where the kernel keeps no stacks. */
  readonly stack: StackEvent | undefined
  /** Text of the format file of kfree_skb: it names the reasons. */
  readonly dropFormat: string
}

/**
 * Reads the format files below `folder`: of tracefs itself, or of an instance, whose sub-buffers may differ in size.
 * Throws DropcorrError if they do not describe what is needed, and the errno's error if they cannot be read.
 */
export function readTraceFormats(tracefs: string, folder = tracefs): TraceFormats {
  const own = join(folder, 'events')
  const headers = existsSync(join(own, 'header_page')) ? own : join(tracefs, 'events')
  const dropFormat = textOf(join(tracefs, 'events/skb/kfree_skb/format'))
  const stackFile = join(tracefs, 'events/ftrace/kernel_stack/format')
  return traceFormats({
    headerPage: textOf(join(headers, 'header_page')),
    headerEvent: textOf(join(headers, 'header_event')),
    dropFormat,
    stackFormat: existsSync(stackFile) ? textOf(stackFile) : '',
  })
}

export interface FormatTexts {
  readonly headerPage: string
  readonly headerEvent: string
  readonly dropFormat: string
  /** '' if there is none. */
  readonly stackFormat: string
}

/** Throws DropcorrError if the texts do not describe what is needed. */
export function traceFormats(texts: FormatTexts): TraceFormats {
  const layout = parseRingBufferLayout(texts.headerPage, texts.headerEvent)
  if (layout === undefined) throw unreadable('events/header_page or header_event')
  const format = parseEventFormat(texts.dropFormat)
  const drop = format && dropEvent(format)
  const type = format && typeReader(format)
  if (drop === undefined || type === undefined) throw unreadable('events/skb/kfree_skb/format')
  const stackFormat = parseEventFormat(texts.stackFormat)
  return {
    layout,
    type,
    drop,
    stack: stackFormat && stackEvent(stackFormat, layout.commit.size),
    dropFormat: texts.dropFormat,
  }
}

const unreadable = (file: string): DropcorrError =>
  new DropcorrError('trace buffers cannot be read', {
    why: `this kernel describes its trace buffers in a way unknown here: ${file}`,
    hint: 'use --source bpf or drop-monitor, and report this with the text of that file',
    exitCode: exitCode.cannotRecord,
  })

const textOf = (path: string): string => readFileSync(path, 'utf8')
