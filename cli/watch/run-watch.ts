import type { RecordingControl } from '../../capture/record-options.js'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import type { WatchOptions } from '../options/watch-options.js'
import { unknownReasons } from '../options/unknown-reasons.js'
import { stopOnSignals } from '../stop-on-signals.js'
import type { Terminal } from '../terminal.js'
import { CauseFinder } from './cause-finder.js'
import { CauseRounds } from './cause-rounds.js'
import { CausesKnown } from './causes-known.js'
import { DropBook } from './drop-book.js'
import type { DropSnapshot } from './drop-snapshot.js'
import { Intervals } from './intervals.js'
import { JsonOutput } from './json-output.js'
import { OnceOutput } from './once-output.js'
import type { WatchOutput } from './watch-output.js'
import { openWatchFolder, recordOptionsOf, thinned } from './watched-recording.js'

/** Watches until told to stop. Resolves to the exit code. */
export async function runWatch(options: WatchOptions, terminal: Terminal): Promise<number> {
  const signals = stopOnSignals()
  const { record } = await import('../../capture/record.js')
  const { reasonsHere } = await import('../../capture/host/drop-reasons.js')
  const quit = new AbortController()
  const stop = AbortSignal.any([signals.stop, quit.signal])
  const folder = await openWatchFolder()
  const finder = new CauseFinder()
  const output = await outputFor(options, terminal)
  const book = new DropBook(options.masks, options.interfaces)
  const causes = new CausesKnown()
  const rounds = new CauseRounds(finder, folder.session, causes, output)
  let startedMs = 0
  const alert = async (): Promise<DropSnapshot> => {
    const snapshot = book.close(performance.now() - startedMs)
    await output.alert(snapshot)
    return snapshot
  }
  const intervals = new Intervals(options.intervalMs, async () => {
    rounds.maybe(await alert())
  })
  const begin = (control: RecordingControl): void => {
    if (options.interfaces.length > 0 && control.blindTo.includes('iface')) throw noInterfaces()
    startedMs = performance.now()
    output.started({
      sources: sources.join(' '),
      causes,
      get masks() {
        return book.masks
      },
      setMasks: (masks) => {
        control.setMasks(masks)
        book.setMasks(masks)
      },
      quit: () => quit.abort(),
    })
    for (const text of unknownReasons(options.masks, reasonsHere)) output.warning(text)
    if (options.output !== 'once') intervals.start()
  }
  let sources: readonly string[] = []
  const observer = thinned({
    rows: (table, rows) => book.add(table, rows),
    started: (lines) => (sources = lines.filter((line) => line.startsWith('drops'))),
    control: begin,
    progress: () => undefined,
    warning: (text) => output.warning(text),
  })
  try {
    const result = await record(recordOptionsOf(options, folder.session), observer, stop)
    intervals.stop()
    // What came since the last interval, and all that was found while the sources were detached.
    if (options.output === 'once') await rounds.now(book.close(options.intervalMs))
    if (options.output === 'json') await alert()
    if (result.endReason === 'error') throw cutShort()
    return exitCode.done
  } finally {
    intervals.stop()
    output.close()
    await finder.close()
    await folder.remove()
    signals.release()
  }
}

async function outputFor(options: WatchOptions, terminal: Terminal): Promise<WatchOutput> {
  if (options.output === 'json') return new JsonOutput(terminal)
  if (options.output === 'once') return new OnceOutput(terminal)
  // Ink and React are a third of a second to load: only where there is a screen.
  // There is a terminal: ink draws nothing until the end where it takes the machine for a CI server.
  process.env.CI = 'false'
  process.env.CONTINUOUS_INTEGRATION = 'false'
  const { ScreenOutput } = await import('./screen/screen-output.js')
  const { NO_COLOR: noColor, TERM: term } = process.env
  return new ScreenOutput(options.intervalMs, !noColor && term !== 'dumb')
}

/** What is filtered by an unknown interface would be a zero that means nothing. */
const noInterfaces = (): DropcorrError =>
  new DropcorrError('drops of an interface cannot be told from others here', {
    why: 'the drop source that works here is not told of interfaces',
    hint: 'leave -i out, or see what `dropcorr doctor` says of the other sources',
    exitCode: exitCode.cannotRecord,
  })

const cutShort = (): DropcorrError =>
  new DropcorrError('the watch ended early', {
    why: 'its temporary session could no longer be written',
    hint: 'free space in the folder for temporary files, or set TMPDIR to another disk',
    exitCode: exitCode.incomplete,
  })
