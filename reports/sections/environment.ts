import type {
  EnvironmentValue,
  InterfaceRow,
  Recording,
  ReportModel,
} from '../../analyze/model/report-model.js'
import { causeTag } from '../cause-tag.js'
import { html, type Html, type HtmlValue } from '../html.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { bytes, count, plural } from '../quantities.js'
import type { ReportLimits } from '../report-limits.js'
import type { HtmlPage, ReportSection } from '../section.js'
import { joinedSettings } from '../joined-settings.js'
import { appendix, dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'environment',
  order: 120,
  title: 'Environment',
  question: 'How is this host set up?',

  html(model, page) {
    const { limits } = page
    const used = model.environment.filter((value) => value.usedBy.length > 0)
    const others = model.environment.filter((value) => value.usedBy.length === 0)
    return html`<p class="answer">${cut(hostText(model, used.length), limits.sentence)}</p>
      ${used.length > 0 && usedTable(used, page)}
      ${others.length > 0 && otherSettings(others, limits)}
      ${model.interfaces.length > 0 && interfaceTable(model.interfaces, limits)}
      ${kernelNote(model.recording, limits)}`
  },

  markdown(model, { limits }) {
    const used = model.environment.filter((value) => value.usedBy.length > 0)
    if (used.length === 0) return undefined
    const { shown, more } = topOf(used, limits.rows)
    return [
      mdTable(
        ['setting', 'value', 'where'],
        shown.map((value) => [
          mdCode(value.name, limits.name),
          mdCode(value.value, limits.name * 2),
          mdText(value.scope, limits.name),
        ]),
      ),
      ...(more > 0 ? [`and ${plural(more, 'more setting')}.`] : []),
    ].join('\n\n')
  },
}
export default section

/** What is not known is left out: a session that was cut off early does not tell all of it. */
function hostText({ findings, recording, interfaces }: ReportModel, used: number): string {
  const { distribution, kernel } = findings.session
  const host = [
    distribution,
    ...(kernel === '' ? [] : [`kernel ${kernel}`]),
    ...(recording.cpus === 0 ? [] : [plural(recording.cpus, 'CPU')]),
  ].filter((part) => part !== '')
  const parts = [
    host.join(', '),
    plural(interfaces.length, 'interface'),
    used > 0 ? `the findings rest on ${plural(used, 'setting')}` : '',
  ]
  return `${parts.filter((part) => part !== '').join('; ')}.`
}

function kernelNote(recording: Recording, limits: ReportLimits): Html | undefined {
  const { kernelBuild, machine, kernelCommandLine, bytesWritten } = recording
  const build = [kernelBuild, machine].filter((part) => part !== '').join(', ')
  if (build === '' && kernelCommandLine === '' && bytesWritten === null) return undefined
  return html`<p class="note">
    ${build !== '' && `Kernel ${cut(build, limits.sentence)}.`}
    ${kernelCommandLine !== '' && html`Booted with: <code>${cut(kernelCommandLine, limits.sentence)}</code>`}
    ${bytesWritten !== null && `The session holds ${bytes(bytesWritten)}.`}
  </p>`
}

function usedTable(used: readonly EnvironmentValue[], page: HtmlPage): Html {
  const { limits } = page
  const { shown, more } = topOf(used, limits.rows)
  return dataTable({
    caption: 'Settings and facts that a finding rests on',
    heads: ['name', 'value', 'kind', 'where', 'used by'],
    rows: shown.map((value) => [
      html`<code>${cut(value.name, limits.name)}</code>`,
      html`<code>${cut(value.value, limits.name * 2)}</code>`,
      cut(value.group, limits.name),
      cut(value.scope, limits.name),
      users(value, page),
    ]),
    more,
    unit: 'values',
  })
}

function users(value: EnvironmentValue, { shares, limits }: HtmlPage): HtmlValue {
  const { shown, more } = topOf(value.usedBy, 3)
  return [
    ...shown.map((id) => {
      const share = shares.byId.get(id)
      return share === undefined ? cut(id, limits.name) : html`${causeTag(share, limits.name)} `
    }),
    more > 0 && `and ${count(more)} more`,
  ]
}

function otherSettings(others: readonly EnvironmentValue[], limits: ReportLimits): Html {
  const joined = joinedSettings(others)
  const { shown } = topOf(joined, limits.rows * 2)
  const left = joined.slice(shown.length).reduce((sum, { scopes }) => sum + scopes.length, 0)
  const caption = `${plural(others.length, 'setting')} that no finding rests on`
  return appendix(
    caption,
    dataTable({
      caption,
      heads: ['name', 'value', 'kind', 'where'],
      rows: shown.map(({ name, value, group, scopes }) => [
        html`<code>${cut(name, limits.name)}</code>`,
        html`<code>${cut(value, limits.name * 2)}</code>`,
        cut(group, limits.name),
        cut(scopes.join(', '), limits.name * 2),
      ]),
      more: left,
      unit: 'values',
    }),
  )
}

function interfaceTable(interfaces: readonly InterfaceRow[], limits: ReportLimits): Html {
  const { shown, more } = topOf(interfaces, limits.rows)
  return dataTable({
    caption: 'Interfaces',
    heads: [
      'interface',
      'namespace',
      'state',
      'kind',
      'driver',
      'MTU:',
      'qdisc',
      'drops:',
      'captured:',
      'lost by the capture:',
    ],
    rows: shown.map((i) => [
      cut(i.name, limits.name),
      cut(i.netns, limits.name),
      cut(i.state, limits.name),
      cut(i.kind, limits.name),
      cut(i.driver, limits.name),
      count(i.mtu),
      cut(i.qdisc, limits.name),
      count(i.drops),
      i.captured === null ? 'off' : count(i.captured),
      i.captureLost === null ? '' : count(i.captureLost),
    ]),
    more,
    unit: 'interfaces',
  })
}
