import type { EnvironmentValue } from '../../analyze/report-model.js'
import { causeTag } from '../cause-tag.js'
import { html, type HtmlValue } from '../html.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { bytes, count, plural } from '../quantities.js'
import type { HtmlPage, ReportSection } from '../section.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'environment',
  order: 120,
  title: 'Environment',
  question: 'How is this host set up?',

  html(model, page) {
    const { limits } = page
    const { session } = model.findings
    const interfaces = topOf(model.interfaces, limits.rows)
    const values = topOf([...model.environment].sort(usedFirst), limits.rows * 2)
    const used = model.environment.filter((value) => value.usedBy.length > 0).length
    return html`<p class="answer">
        ${cut(`${session.distribution}, kernel ${session.kernel}, ${plural(model.recording.cpus, 'CPU')}; ${plural(model.interfaces.length, 'interface')}${used > 0 ? `; the findings rest on ${plural(used, 'setting')}` : ''}.`, limits.sentence)}
      </p>
      ${
        values.shown.length > 0 &&
        dataTable({
          caption: 'Settings and facts; those that a finding rests on come first',
          heads: ['name', 'value', 'kind', 'where', 'used by'],
          rows: values.shown.map((value) => [
            html`<code>${cut(value.name, limits.name)}</code>`,
            html`<code>${cut(value.value, limits.name * 2)}</code>`,
            cut(value.group, limits.name),
            cut(value.scope, limits.name),
            users(value, page),
          ]),
          more: values.more,
          unit: 'values',
        })
      }
      ${
        interfaces.shown.length > 0 &&
        dataTable({
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
          rows: interfaces.shown.map((i) => [
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
          more: interfaces.more,
          unit: 'interfaces',
        })
      }
      <p class="note">
        Kernel ${cut(model.recording.kernelBuild, limits.sentence)},
        ${cut(model.recording.machine, limits.name)}. Booted with:
        <code>${cut(model.recording.kernelCommandLine, limits.sentence)}</code
        >${model.recording.bytesWritten !== null && ` The session holds ${bytes(model.recording.bytesWritten)}.`}
      </p>`
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

const usedFirst = (a: EnvironmentValue, b: EnvironmentValue): number =>
  Math.min(b.usedBy.length, 1) - Math.min(a.usedBy.length, 1)

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
