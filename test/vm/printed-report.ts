import assert from 'node:assert/strict'
import { run } from '../../cli/run.js'

/** What `dropcorr report` prints of a session. */
export async function printedReport(session: string, format: 'json' | 'md'): Promise<string> {
  let printed = ''
  const status = await run(['report', session, '--format', format, '--out', '-'], {
    out: (data) => Promise.resolve(void (printed += data.toString())),
    err: (line) => console.log(line),
    outIsTty: false,
    errIsTty: false,
    errColumns: 120,
    color: false,
  })
  assert.equal(status, 0)
  return printed
}
