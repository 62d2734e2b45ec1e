import { parseBufferStatistics } from '../../capture/drop-sources/tracefs/buffer-statistics.js'
import { parseDropHistogram } from '../../capture/drop-sources/tracefs/drop-histogram.js'
import { parseEventFormat } from '../../capture/drop-sources/tracefs/event-format.js'
import { instanceOwner } from '../../capture/drop-sources/tracefs/instance-name.js'
import { parseSavedCommands } from '../../capture/drop-sources/tracefs/process-names.js'
import { parseRingBufferLayout } from '../../capture/drop-sources/tracefs/ring-buffer-layout.js'
import { walkPage } from '../../capture/drop-sources/tracefs/ring-buffer-page.js'
import { traceFormats, type FormatTexts } from '../../capture/drop-sources/tracefs/trace-formats.js'
import { mountedAt } from '../../capture/drop-sources/tracefs/tracefs-mount.js'
import { reasonsFromFormat } from '../../capture/host/drop-reasons.js'
import { DropcorrError } from '../../session/dropcorr-error.js'
import {
  formatsOf,
  formatTexts,
  tracedKernels,
  tracePages,
  traceText,
} from '../capture/drop-sources/tracefs/trace-fixture.js'
import { PageBuilder } from '../capture/drop-sources/tracefs/page-builder.js'
import { bytesOf, textOf, type FuzzTarget } from './target.js'
import type { TraceFormats } from '../../capture/drop-sources/tracefs/trace-formats.js'

const pages = [
  ...tracedKernels.flatMap((kernel) => tracePages(`pages-${kernel}.hex`)),
  ...tracePages('pages-6.18-stacks.hex'),
  ...tracePages('pages-6.18-overrun.hex'),
  new PageBuilder(1000n)
    .record(1, 8)
    .timeExtend(1e9)
    .discarded(3, 16)
    .timeStamp(2n ** 60n)
    .build(),
].map((page) => new Uint8Array(page.buffer, page.byteOffset, page.byteLength))

const formats = formatsOf('6.18')

/** As TraceReader does, without its side effects. */
function decodePage(bytes: Uint8Array, { layout, type, drop, stack }: TraceFormats): unknown {
  const page = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const events: unknown[] = []
  const end = walkPage(page, layout, 1000n, (at, length, atNs) => {
    if (length < type.bytes) return
    const id = type.read(page, at)
    if (id === drop.id && length >= drop.bytes)
      events.push(atNs, drop.location(page, at), drop.reason(page, at), drop.protocol(page, at))
    else if (id === stack?.id) events.push(stack.frames(page, at, length))
  })
  return [end, events]
}

const separator = '\n----\n'
const joined = (texts: FormatTexts): string =>
  [texts.headerPage, texts.headerEvent, texts.dropFormat, texts.stackFormat].join(separator)

/** A page read by whatever damaged formats still describe a layout. */
function decodeByFormats(bytes: Uint8Array): unknown {
  const [headerPage = '', headerEvent = '', dropFormat = '', stackFormat = ''] =
    textOf(bytes).split(separator)
  try {
    const odd = traceFormats({ headerPage, headerEvent, dropFormat, stackFormat })
    return pages.slice(0, 2).map((page) => decodePage(page, odd))
  } catch (error) {
    // What is documented for formats that describe nothing readable.
    if (error instanceof DropcorrError) return error.why
    throw error
  }
}

const texts = [
  ...tracedKernels.map((kernel) => traceText(`kfree_skb-${kernel}.format`)),
  traceText('histogram-6.1'),
  traceText('histogram-6.12'),
  traceText('stats-6.18-overrun'),
  'nodev /sys/kernel/tracing tracefs rw 0 0\n12 kworker/0:1\ndropcorr-12-345-0',
].map(bytesOf)

/** All that decodes what tracefs says. */
export const traceTargets: readonly FuzzTarget[] = [
  { name: 'trace page', seeds: pages, decode: (bytes) => decodePage(bytes, formats) },
  {
    name: 'trace formats',
    seeds: tracedKernels.map((kernel) => bytesOf(joined(formatTexts(kernel)))),
    decode: decodeByFormats,
  },
  {
    name: 'texts of tracefs',
    seeds: texts,
    decode: (bytes) => {
      const text = textOf(bytes)
      return [
        parseDropHistogram(text),
        parseBufferStatistics(text),
        parseEventFormat(text),
        parseRingBufferLayout(text, text),
        reasonsFromFormat(text),
        parseSavedCommands(text),
        mountedAt(text),
        instanceOwner(text),
      ]
    },
  },
]
