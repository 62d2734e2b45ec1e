import { cpus, totalmem } from 'node:os'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { dropReasons, reasonTable, reasonsFromFormat } from '../host/drop-reasons.js'
import { kernelSymbols } from '../host/kernel-symbols.js'
import type { DropSource, DropSourceContext } from '../source.js'
import { histogramTrigger } from './tracefs/drop-histogram.js'
import { maskFilter } from './tracefs/mask-filter.js'
import { mountCommand, obstacleOf, tracefsAccess } from './tracefs/obstacle.js'
import { ProcessNames } from './tracefs/process-names.js'
import { RunningTracefs } from './tracefs/running-tracefs.js'
import { readTraceFormats } from './tracefs/trace-formats.js'
import { sweepInstances, TraceInstance } from './tracefs/trace-instance.js'
import { tracefsMount } from './tracefs/tracefs-mount.js'

/** The trace clock that is the session's own; every kernel since 3.16 has it. */
const clock = 'mono'
/**
 * Of each CPU: 700,000 drops, or 130,000 with stacks, until the recorder gets the CPU. With many CPUs less: 256 MB in
 * all, and 1.5 % of the memory.
 */
const bufferKilobytes = Math.max(
  1 << 10,
  Math.floor(Math.min(32 << 10, Math.min(256 << 10, totalmem() / 1024 / 64) / cpus().length)),
)
const leastKilobytes = 64

/** The kfree_skb trace event in an instance of our own; `locate` finds the mounted tracefs. */
export const tracefsAt = (locate: () => string | undefined): DropSource => ({
  name: 'tracefs',
  title: 'kfree_skb trace event in a private trace instance',
  hides:
    'counts by site and reason, and the stacks of dropped packets, where neither BPF nor the drop monitor can run',
  obstacle: () => obstacleOf(tracefsAccess(locate())),
  start: (context) => {
    const mount = locate()
    if (mount === undefined) {
      throw new DropcorrError('trace events cannot be recorded', {
        why: 'tracefs is not mounted',
        hint: `run \`${mountCommand}\`, then again`,
        exitCode: exitCode.cannotRecord,
      })
    }
    return start(mount, context)
  },
})

const tracefs = tracefsAt(tracefsMount)

export default tracefs

async function start(mount: string, context: DropSourceContext): Promise<RunningTracefs> {
  sweepInstances(mount)
  const instance = new TraceInstance(TraceInstance.freePath(mount))
  const disarm = await context.guard.arm('remove-trace-instance', instance.path)
  try {
    return attach(mount, instance, context, disarm)
  } catch (error) {
    instance.remove()
    disarm()
    throw error
  }
}

function attach(
  mount: string,
  instance: TraceInstance,
  context: DropSourceContext,
  disarm: () => void,
): RunningTracefs {
  instance.create()
  const formats = readTraceFormats(mount, instance.path)
  const known = dropReasons()
  const reasons = known.all.length > 0 ? known : reasonTable(reasonsFromFormat(formats.dropFormat))
  // New instances inherit what the user has set for his own tracing.
  instance.write('trace_clock', clock)
  instance.write('options/overwrite', '1')
  if (formats.stack !== undefined) instance.write('options/stacktrace', '1')
  if (instance.has('options/userstacktrace')) instance.write('options/userstacktrace', '0')
  const size = instance.resize(bufferKilobytes, leastKilobytes)
  instance.openPipes()
  const { keyFields } = formats.drop
  const histogram = instance.hasHistogram
  const filter = maskFilter(context.masks, reasons, [], keyFields)
  if (histogram) {
    instance.addTrigger(histogramTrigger(keyFields))
    instance.setFilter(filter)
  }
  const running = new RunningTracefs({
    instance,
    formats,
    context,
    reasons,
    names: new ProcessNames(mount),
    bufferKilobytes: size,
    histogram,
    symbolsMissing: kernelSymbols().why,
    disarm,
  })
  if (histogram) running.filterIs(filter)
  instance.write('tracing_on', '1')
  instance.enable(true)
  return running
}
