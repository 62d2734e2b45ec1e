import { shellWord } from '../../analyze/attribution/shell.js'
import { correlationMethod } from '../../analyze/correlation/correlate.js'
import type { ReportModel } from '../../analyze/model/report-model.js'
import { factsList } from '../facts-list.js'
import { html } from '../html.js'
import { mdText } from '../markdown.js'
import { duration, listed, percent } from '../quantities.js'
import type { ReportLimits } from '../report-limits.js'
import type { ReportSection } from '../section.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'method',
  order: 130,
  title: 'How this was made',
  question: 'How was this recorded, what are the limits, and how can it be repeated?',

  html(model, { limits }) {
    const { session } = model.findings
    const file = cut(session.file, limits.name * 2)
    return html`${factsList(facts(model, limits), limits.sentence)}
      ${
        model.recording.limits.length > 0 &&
        html`<h3>Limits</h3>
          <ul>
            ${model.recording.limits.slice(0, limits.rows).map((l) => html`<li>${cut(l, limits.sentence)}</li>`)}
          </ul>`
      }
      <h3>To repeat it</h3>
      <p>This report again, from the session file:</p>
      <pre><code>dropcorr report ${shellWord(file)}</code></pre>
      <p>Every query above runs on the session with any SQLite tool:</p>
      <pre><code>sqlite3 -readonly ${shellWord(file)} 'SELECT …'</code></pre>`
  },

  markdown(model, { limits }) {
    return facts(model, limits)
      .map(([name, value]) => `- ${name}: ${mdText(value, limits.sentence)}`)
      .join('\n')
  },
}
export default section

function facts(
  model: ReportModel,
  limits: ReportLimits,
): readonly (readonly [name: string, value: string])[] {
  const { session } = model.findings
  const { recording } = model
  const planned =
    recording.plannedDurationMs === null
      ? ''
      : ` of ${duration(recording.plannedDurationMs)} asked for`
  const all: readonly (readonly [string, string])[] = [
    ['recorded by', `dropcorr ${session.toolVersion}, session schema ${recording.schemaVersion}`],
    ['command', session.argv.join(' ')],
    ['start', `${session.start} (UTC)`],
    ['duration', `${duration(session.durationMs)}${planned}, ${endWords[recording.endReason]}`],
    ['sources', `${listed(session.sources)} (asked for: ${recording.requestedSource})`],
    ['counters', `read every ${duration(recording.intervalMs)}`],
    [
      'packets',
      recording.snapLength === null
        ? 'not captured'
        : `${recording.snapLength} bytes kept of each${recording.filter === '' ? '' : `, filter: ${recording.filter}`}`,
    ],
    ['masks', recording.masks.length === 0 ? 'none' : recording.masks.join(', ')],
    ...(model.findings.findings.some((f) => f.cause === 'unknown-site')
      ? [['correlation', correlationMethod] as const]
      : []),
    [
      'cost',
      recording.cpuMs === null
        ? 'not known'
        : `${duration(recording.cpuMs)} of CPU time, ${percent(recording.cpuMs, session.durationMs)} of one CPU`,
    ],
  ]
  return all.map(([name, value]) => [name, cut(value, limits.sentence)])
}

const endWords = {
  duration: 'ended on time',
  signal: 'ended by the user',
  command: 'ended with the command',
  error: 'ended by an error',
  rotation: 'goes on in the next file',
  'cut-off': 'cut off',
} as const
