import { createColors } from 'picocolors'
import type { Ability } from '../../capture/abilities/ability.js'
import { visible } from '../../reports/visible-text.js'
import type { AutoChoice } from './auto-choice.js'
import type { DiagnosedHost, Diagnosis } from './diagnosis.js'
import { wrapped } from './wrapped.js'

const width = 80
const stateWidth = 8

const headings: Readonly<Record<Ability['kind'], string>> = {
  'drop-source': 'Drop sources, best first',
  packets: 'Traffic',
  counters: 'Counters',
  'host-facts': 'Facts about the host',
}

/** The table for people: 80 columns, and what to do below each gap. */
export function diagnosisText(diagnosis: Diagnosis, color: boolean): string {
  const { bold } = createColors(color)
  const { abilities, auto, host } = diagnosis
  const nameWidth = Math.max(...abilities.map(({ name }) => name.length)) + 2
  const gaps = abilities.filter(({ state }) => state !== 'works').length
  return [
    bold(diagnosis.canRecord ? 'dropcorr can record here' : 'dropcorr cannot record here'),
    ...wrapped(hostText(host), width, '  '),
    '',
    ...autoLines(auto),
    ...Object.entries(headings).flatMap(([kind, heading]) => [
      '',
      bold(heading),
      ...abilities
        .filter((ability) => ability.kind === kind)
        .flatMap((ability) => lines(ability, nameWidth, color)),
    ]),
    '',
    gaps === 0 ? 'Nothing is missing.' : `${gaps} of ${abilities.length} do not work in full.`,
    '',
  ].join('\n')
}

function autoLines({ source, hardware, why, left }: AutoChoice): readonly string[] {
  const taken =
    source === null
      ? `--source auto would find nothing: ${why}`
      : `--source auto would take ${source}${hardware === null ? '' : `, and ${hardware} for drops in hardware`}: ${why}`
  return [
    ...wrapped(taken, width, ''),
    ...left.flatMap((each) => wrapped(`- not ${each.source}: ${each.why}`, width, '  ')),
  ]
}

function hostText(host: DiagnosedHost): string {
  const { settings } = host
  const limits = [
    host.container === '' ? '' : `in a container (${host.container})`,
    host.userNamespace ? 'in a user namespace' : '',
    host.seccomp ? 'under a seccomp filter' : '',
    host.lockdown === '' ? '' : `lockdown ${host.lockdown}`,
    host.platform === 'linux' && !host.btf ? 'no BTF' : '',
    ...Object.entries(settings).map(([name, value]) => (value === null ? '' : `${name} ${value}`)),
  ]
  return [
    host.distribution,
    `${host.platform === 'linux' ? 'kernel' : host.platform} ${host.kernel}`,
    host.machine,
    host.uid === 0 ? 'root' : host.uid < 0 ? '' : `user ${host.uid}`,
    ...limits,
  ]
    .filter((part) => part !== '')
    .map((part) => visible(part))
    .join(', ')
}

function lines(ability: Ability, nameWidth: number, color: boolean): readonly string[] {
  const { green, yellow, red, dim } = createColors(color)
  const paint = { works: green, partly: yellow, not: red }[ability.state]
  const { name, title, state, why, hint, hides } = ability
  const left = ' '.repeat(2 + stateWidth)
  const [first = '', ...more] = wrapped(visible(title), width, ' '.repeat(left.length + nameWidth))
  const detail = (label: string, text: string): readonly string[] =>
    text === '' ? [] : wrapped(`${label} ${visible(text)}`, width, left, `${left}  `)
  return [
    `  ${paint(state.padEnd(stateWidth))}${name.padEnd(nameWidth)}${first.trimStart()}`,
    ...more,
    ...detail(state === 'works' ? 'note:' : 'why:', why),
    ...detail('try:', hint),
    ...detail('hides:', hides).map((line) => dim(line)),
  ]
}
