import type { CpuHeat } from '../../analyze/model/report-model.js'
import { heatMap } from '../charts/heat-map.js'
import { peakBin } from '../charts/bins.js'
import { html } from '../html.js'
import { count, moment, percent, plural, sum } from '../quantities.js'
import type { ReportSection } from '../section.js'
import { tableTwin, topOf } from '../table.js'

/** Rows of the picture; the table counts all. */
const maxRows = 96

const section: ReportSection = {
  name: 'cpu',
  order: 70,
  title: 'CPU and time',
  question: 'Does one CPU drop more than the others?',

  html({ cpuHeat }, { drawing, limits }) {
    if (cpuHeat === null || cpuHeat.counted === 0) return undefined
    const busiest = [...cpuHeat.rows].sort((a, b) => sum(b.drops) - sum(a.drops) || a.cpu - b.cpu)
    const drawn = [...busiest.slice(0, maxRows)].sort((a, b) => a.cpu - b.cpu)
    const { shown, more } = topOf(busiest, limits.rows)
    const answer = answerOf(cpuHeat, busiest)
    const bins = Math.max(...cpuHeat.rows.map((row) => row.drops.length))
    return html`<p class="answer">${answer}</p>
      <figure>
        ${heatMap(drawing, { ...cpuHeat, rows: drawn }, limits.bins, answer)}
        <p class="note">
          The stronger the colour, the more
          drops.${busiest.length > maxRows && ` The ${count(maxRows)} busiest of ${count(busiest.length)} CPUs.`}
          ${coverage(cpuHeat)}
        </p>
        ${tableTwin({
          caption: 'Drops by CPU',
          heads: ['CPU', 'drops:', 'share:', 'most at:'],
          rows: shown.map((row) => [
            `CPU ${row.cpu}`,
            count(sum(row.drops)),
            percent(sum(row.drops), cpuHeat.counted),
            moment(peakBin(row.drops) * cpuHeat.binMs, bins * cpuHeat.binMs),
          ]),
          more,
          unit: 'CPUs',
        })}
      </figure>`
  },

  markdown: () => undefined,
}
export default section

function answerOf(heat: CpuHeat, busiest: CpuHeat['rows']): string {
  const [top] = busiest
  if (top === undefined) return ''
  const dropping = busiest.filter((row) => sum(row.drops) > 0).length
  return dropping === 1
    ? `All drops happened on CPU ${top.cpu}.`
    : `CPU ${top.cpu} has ${percent(sum(top.drops), heat.counted)} of the drops; ${plural(dropping, 'CPU')} dropped packets.`
}

const coverage = (heat: CpuHeat): string =>
  heat.counted >= heat.of
    ? `All ${plural(heat.of, 'drop event')}, housekeeping included.`
    : `Drawn from the ${count(heat.counted)} of ${plural(heat.of, 'drop event')} whose details were kept, housekeeping included.`
