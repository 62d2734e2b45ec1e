import type { LadderStep, ReportModel, StackPosition } from '../../analyze/model/report-model.js'
import { benignColour, unexplainedColour } from '../cause-colours.js'
import { ladderChart, type LadderRung, type LadderSegment } from '../charts/ladder-chart.js'
import { html } from '../html.js'
import type { LossShares } from '../loss-shares.js'
import { count, percent, sum } from '../quantities.js'
import type { ReportSection } from '../section.js'
import { tableTwin } from '../table.js'

/** From the wire up. Those marked are only shown where packets ended there. */
const positions: readonly (readonly [StackPosition, string, 'always' | 'if-used'])[] = [
  ['nic', 'NIC', 'always'],
  ['driver', 'driver', 'always'],
  ['xdp', 'XDP', 'always'],
  ['backlog', 'backlog', 'always'],
  ['tc', 'tc, qdisc', 'always'],
  ['bridge', 'bridge', 'if-used'],
  ['netfilter', 'netfilter', 'always'],
  ['neighbour', 'neighbour', 'if-used'],
  ['ip', 'IP', 'always'],
  ['transport', 'transport', 'always'],
  ['socket', 'socket', 'always'],
  ['unknown', 'not known', 'if-used'],
]

const section: ReportSection = {
  name: 'stack',
  order: 40,
  title: 'Where in the stack',
  question: 'At which layer do packets end?',

  html(model, { shares, drawing }) {
    const rungs = rungsOf(model, shares)
    const answer = answerOf(rungs)
    if (answer === undefined) return undefined
    return html`<p class="answer">${answer}</p>
      <figure>
        ${ladderChart(drawing, rungs, answer)}
        ${tableTwin({
          caption: 'Dropped packets by layer',
          heads: ['layer', 'on the way out:', 'on the way in:', 'by cause'],
          rows: rungs.map((rung) => [
            rung.label,
            count(dropsOf(rung.tx)),
            count(dropsOf(rung.rx)),
            [...rung.tx, ...rung.rx].map((s) => `${s.letter} ${count(s.drops)}`).join(', '),
          ]),
        })}
        <p class="note">
          Housekeeping is left
          out.${model.ladder.some((step) => step.causes.some((c) => c.unknown > 0)) && ' Drops whose direction is not known are drawn with those on the way in.'}
        </p>
      </figure>`
  },

  markdown(model, { shares }) {
    return answerOf(rungsOf(model, shares))
  },
}
export default section

interface StackRung extends LadderRung {
  /** Of those drawn as on the way in, the drops whose direction is not known. */
  readonly wayUnknown: number
}

function rungsOf(model: ReportModel, shares: LossShares): readonly StackRung[] {
  const steps = new Map(model.ladder.map((step) => [step.position, step]))
  return positions
    .map(([position, label, when]) => ({
      when,
      label,
      tx: segments(steps.get(position), shares, (cause) => cause.tx),
      rx: segments(steps.get(position), shares, (cause) => cause.rx + cause.unknown),
      wayUnknown: dropsOf(segments(steps.get(position), shares, (cause) => cause.unknown)),
    }))
    .filter((rung) => rung.when === 'always' || rung.tx.length + rung.rx.length > 0)
}

function segments(
  step: LadderStep | undefined,
  shares: LossShares,
  drops: (cause: LadderStep['causes'][number]) => number,
): readonly LadderSegment[] {
  return (step?.causes ?? [])
    .map((cause) => {
      const share = shares.byId.get(cause.findingId)
      return {
        letter: share?.letter ?? '–',
        colour: share?.colour ?? unexplainedColour,
        drops: drops(cause),
      }
    })
    .filter((segment) => segment.drops > 0 && segment.colour !== benignColour)
    .sort((a, b) => b.drops - a.drops)
}

const dropsOf = (side: readonly LadderSegment[]): number => sum(side.map((s) => s.drops))

function answerOf(rungs: readonly StackRung[]): string | undefined {
  const sides = rungs.flatMap((rung) => [
    { rung, way: 'in', drops: dropsOf(rung.rx) },
    { rung, way: 'out', drops: dropsOf(rung.tx) },
  ])
  const all = sum(sides.map((side) => side.drops))
  const [top] = sides.sort((a, b) => b.drops - a.drops)
  if (all === 0 || top === undefined) return undefined
  const layers = rungs.filter((rung) => rung.tx.length + rung.rx.length > 0).length
  const layer =
    top.rung.label === 'not known' ? 'a layer that is not known' : `the layer ‘${top.rung.label}’`
  const isWayKnown = top.way === 'out' || 2 * top.rung.wayUnknown < top.drops
  const place = `at ${layer}${isWayKnown ? `, on the way ${top.way}` : ''}`
  if (all === 1) return `The one lost packet ended ${place}.`
  return layers === 1 && top.drops === all
    ? `All ${count(all)} lost packets ended ${place}.`
    : `${count(top.drops)} of ${count(all)} lost packets (${percent(top.drops, all)}) ended ${place}.`
}
