import type { SampleDrops } from '../../analyze/model/report-model.js'
import { causeKey } from '../cause-tag.js'
import { html, type Html } from '../html.js'
import { count, elapsed, listed, momentAmong } from '../quantities.js'
import type { ReportLimits } from '../report-limits.js'
import type { HtmlPage, ReportSection } from '../section.js'
import { dataTable } from '../table.js'
import { cut } from '../visible-text.js'

/** Findings with samples, and samples of each. */
const maxFindings = 12
const maxLines = 12

const section: ReportSection = {
  name: 'samples',
  order: 110,
  title: 'Sample drops',
  question: 'What do some of the dropped packets look like?',

  html(model, page) {
    const some = model.samples.filter((sample) => sample.lines.length > 0)
    if (some.length === 0) return undefined
    return html`<p>
        As tcpdump would print them, with the time since the packet before in the same flow,
        captured or dropped.
      </p>
      ${some.slice(0, maxFindings).map((sample) => samplesOf(sample, page))}
      ${some.length > maxFindings && html`<p class="more">and samples of ${count(some.length - maxFindings)} more findings in the session</p>`}`
  },

  markdown: () => undefined,
}
export default section

type Line = SampleDrops['lines'][number]
const places = [
  ['interface', 'interface'],
  ['site', 'drop site'],
  ['reason', 'reason'],
] as const

function samplesOf(sample: SampleDrops, { shares, limits }: HtmlPage): Html {
  const share = shares.byId.get(sample.findingId)
  const lines = sample.lines.slice(0, Math.min(maxLines, limits.samples))
  const name = sample.findingId === '' ? 'no cause' : cut(sample.findingId, limits.name)
  // What all lines have in common is said once.
  const varying = places.filter(([key]) => new Set(lines.map((line) => line[key])).size > 1)
  const since = lines.some(({ sinceMs }) => sinceMs !== null)
  return html`<details class="twin">
    <summary>
      ${share !== undefined && causeKey(share)} ${name}: ${count(lines.length)} of
      ${count(Math.max(sample.of, lines.length))}
    </summary>
    ${common(lines, limits)}
    ${dataTable({
      caption: `Dropped packets of ${name}`,
      heads: [
        'at:',
        ...(since ? ['since the last:'] : []),
        'packet',
        ...varying.map(([, head]) => head),
      ],
      times: lines.map(({ atMs }) => ({ fromMs: atMs, toMs: atMs })),
      rows: lines.map((line) => [
        momentAmong(line.atMs),
        ...(since ? [line.sinceMs === null ? '' : `+${elapsed(line.sinceMs)}`] : []),
        html`<code>${cut(line.text, limits.name * 3)}</code>`,
        ...varying.map(([key]) => html`<code>${cut(line[key], limits.name)}</code>`),
      ]),
    })}
  </details> `
}

/** 'All on lan0, at nft_do_chain, for NETFILTER_DROP.' */
function common(lines: readonly Line[], limits: ReportLimits): Html | undefined {
  const words = { interface: 'on', site: 'at', reason: 'for' } as const
  const shared = places.flatMap(([key]) => {
    const values = new Set(lines.map((line) => line[key]))
    const [value = ''] = values
    return values.size === 1 && value !== '' ? [`${words[key]} ${cut(value, limits.name)}`] : []
  })
  return shared.length === 0 ? undefined : html`<p class="note">All ${listed(shared)}.</p>`
}
