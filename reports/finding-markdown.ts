import { flowText, processText } from './endpoints.js'
import type { LossShare, LossShares } from './loss-shares.js'
import { mdBlock, mdCode, mdTable, mdText } from './markdown.js'
import { count, percent, plural } from './quantities.js'
import type { ReportLimits } from './report-limits.js'
import { cutLines } from './visible-text.js'

/** A finding in Markdown: what a ticket needs, without the queries. */
export function findingMarkdown(
  share: LossShare,
  shares: LossShares,
  limits: ReportLimits,
): string {
  const { finding } = share
  if (finding === null) return ''
  const text = (prose: string): string => mdText(prose, limits.sentence)
  const blocks = [
    `### ${share.letter}: ${mdCode(share.name, limits.name)}`,
    text(finding.title),
    `${count(finding.drops)} lost (${percent(finding.drops, shares.lost)}), ${finding.confidence}: ${text(finding.confidenceWhy)}`,
    ...(finding.drops === 0 ? [] : [`Cost: ${text(finding.impact.summary)}`]),
    ...(finding.owners.length === 0
      ? []
      : [`Belongs to ${finding.owners.map((o) => mdCode(o.name, limits.name)).join(', ')}.`]),
    ...finding.remedy
      .slice(0, 2)
      .flatMap((remedy) => [
        `Do: ${text(remedy.what)}`,
        ...(remedy.command === '' ? [] : [mdBlock(cutLines(remedy.command, limits.query), 'sh')]),
        ...(remedy.verify === '' ? [] : [`Verify: ${text(remedy.verify)}`]),
      ]),
    bullets(
      'Evidence:',
      finding.evidence.map((e) => `${text(e.label)}: ${value(e.value, limits)}`),
      limits,
    ),
    bullets(
      'Against:',
      finding.against.map((e) => `${text(e.label)}: ${value(e.value, limits)}`),
      limits,
    ),
    bullets(
      'Hurt:',
      [
        ...finding.sockets.map(
          (s) =>
            `${mdCode(`${s.proto} ${s.local}`, limits.name * 2)} ${mdText(processText(s), limits.name * 2)}`,
        ),
        ...finding.flows.map(
          (f) => `${mdCode(flowText(f), limits.name * 2)} lost ${count(f.drops)}`,
        ),
      ],
      limits,
      finding.moreFlows,
    ),
    ...(finding.sites.length === 0
      ? []
      : [
          mdTable(
            ['drop site', 'reason', 'drops:'],
            finding.sites
              .slice(0, limits.cardRows)
              .map((site) => [
                mdCode(site.symbol, limits.name),
                mdCode(site.reason, limits.name),
                count(site.drops),
              ]),
          ),
        ]),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

const value = (v: string | number, limits: ReportLimits): string =>
  typeof v === 'number' ? (Number.isInteger(v) ? count(v) : String(v)) : mdText(v, limits.sentence)

function bullets(head: string, lines: readonly string[], limits: ReportLimits, beyond = 0): string {
  if (lines.length === 0) return ''
  const more = Math.max(0, lines.length - limits.cardRows) + beyond
  return [
    head,
    '',
    ...lines.slice(0, limits.cardRows).map((line) => `- ${line.trim()}`),
    ...(more > 0 ? [`- and ${plural(more, 'more', 'more')}`] : []),
  ].join('\n')
}
