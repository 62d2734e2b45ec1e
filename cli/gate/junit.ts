import type { Findings } from '../../analyze/finding.js'
import { cut } from '../../reports/visible-text.js'
import type { GateFailure } from './gate.js'

/** A test case for each finding and one for what is unexplained, as Jenkins and GitLab read it. */
export function junitReport(
  { findings, session }: Findings,
  failures: readonly GateFailure[],
): string {
  const cases = [
    ...findings.map(({ id, cause, title }) => ({ id, name: `${id}: ${title}`, group: cause })),
    { id: '', name: 'drops that nothing explains', group: 'unexplained' },
  ]
  const lines = cases.map(({ id, name, group }) => {
    const failed = failures.filter(({ findingId }) => findingId === id)
    const head = `  <testcase classname="dropcorr.${attribute(group)}" name="${attribute(name)}"`
    if (failed.length === 0) return `${head}/>`
    const bodies = failed.map(({ text }) => `    <failure message="${attribute(text)}"/>`)
    return [`${head}>`, ...bodies, '  </testcase>'].join('\n')
  })
  const failing = cases.filter(({ id }) =>
    failures.some(({ findingId }) => findingId === id),
  ).length
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="dropcorr ${attribute(session.file)}" tests="${cases.length}" failures="${failing}">`,
    ...lines,
    '</testsuite>',
    '',
  ].join('\n')
}

/** A name from outside may be of any length; a pipeline's page shows a line. */
const maxText = 600

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

const attribute = (text: string): string =>
  cut(text, maxText).replace(/[&<>"]/g, (char) => entities[char] ?? char)
