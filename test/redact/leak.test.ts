/** No output about a redacted session holds a private value of the whole one. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyze } from '../../analyze/analyze.js'
import { buildReportModel } from '../../analyze/build-report-model.js'
import { compare } from '../../analyze/compare/compare.js'
import { renderDiff } from '../../reports/diff/render-diff.js'
import { writePcapng } from '../../reports/pcapng/write-pcapng.js'
import { renderReport, reportFormats } from '../../reports/render.js'
import { dropRows } from '../../reports/rows/drop-rows.js'
import { counterRows, flowRows } from '../../reports/rows/session-rows.js'
import { writeRows } from '../../reports/rows/write-rows.js'
import { SessionReader } from '../../session/reader.js'
import type { TableName } from '../../session/tables.js'
import { SessionWriter } from '../../session/writer.js'
import { recordedText, withRecorded } from '../analyze/recorded/recorded-sessions.js'
import { tableNames } from '../../session/ddl.js'
import { privateRows, secrets } from './private-session.js'
import { withRedacted } from './redacted-session.js'

/** The recording of five faults, and private values in every column that may hold some. */
async function withPrivate<T>(use: (reader: SessionReader) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-private-'))
  try {
    const path = join(folder, 'session.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    await withRecorded(recordedText('mix-five-at-once'), async (reader) => {
      for (const table of tableNames) writer.add(table, await reader.rows(table))
    })
    for (const [table, row] of privateRows) writer.add(table, [row])
    await writer.close()
    const reader = await SessionReader.open(path)
    try {
      return await use(reader)
    } finally {
      await reader.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Everything that can be made of a session, by what it is called. */
async function outputs(reader: SessionReader): Promise<Map<string, Buffer>> {
  const made = new Map<string, Buffer>([['session', readFileSync(reader.path)]])
  const analysis = await analyze(reader)
  const model = await buildReportModel(reader, analysis)
  const diff = compare(analysis.findings, { ...analysis.findings, findings: [] })
  for (const format of reportFormats) {
    made.set(`report ${format}`, Buffer.from(await renderReport(model, format)))
    made.set(`diff ${format}`, Buffer.from(await renderDiff(diff, format)))
  }
  const collected = async (
    write: (to: (chunk: string | Uint8Array) => Promise<void>) => Promise<unknown>,
  ) => {
    const chunks: Buffer[] = []
    await write((chunk) => {
      chunks.push(Buffer.from(chunk))
      return Promise.resolve()
    })
    return Buffer.concat(chunks)
  }
  const tables = {
    drops: dropRows(analysis),
    counters: counterRows(reader),
    flows: flowRows(reader),
  }
  for (const [name, rows] of Object.entries(tables))
    for (const format of ['csv', 'ndjson'] as const)
      made.set(`${name} ${format}`, await collected((write) => writeRows(rows, format, write)))
  made.set('pcapng', await collected((write) => writePcapng(reader, analysis, write)))
  return made
}

/** Texts of a session's columns that are names of the lab or addresses of its own. */
async function recordedSecrets(reader: SessionReader): Promise<readonly string[]> {
  const found = new Set<string>()
  const take = async (table: TableName, column: string, isPrivate: RegExp): Promise<void> => {
    for (const row of (await reader.rows(table)) as readonly Readonly<Record<string, unknown>>[]) {
      const value = row[column]
      if (typeof value === 'string' && isPrivate.test(value)) found.add(value)
    }
  }
  await take('netns', 'name', /^lab-/)
  await take('interface', 'name', /^lan\d/)
  await take('interface', 'mac', /^02:00/)
  await take('process', 'comm', /packet-tool/)
  await take('drop_flow', 'src', /^(10\.77|fd77)/)
  await take('flow', 'dst', /^(10\.77|fd77)/)
  await take('address', 'address', /^(10\.77|fd77|fe80)/)
  return [...found]
}

/** As text, and addresses also as the bytes of headers. */
function formsOf(secret: string): readonly Buffer[] {
  const text = [Buffer.from(secret)]
  if (/^([\da-f]{2}:){5}/.test(secret)) text.push(Buffer.from(secret.replaceAll(':', ''), 'hex'))
  if (/^\d+\.\d+\.\d+\.\d+$/.test(secret)) text.push(Buffer.from(secret.split('.').map(Number)))
  return text
}

/** Not '10.77.0.1' within '10.77.0.12'. */
function holds(output: Buffer, secret: Buffer): boolean {
  const isText = secret.every((b) => b > 31 && b < 127)
  for (let at = output.indexOf(secret); at >= 0; at = output.indexOf(secret, at + 1)) {
    const before = output[at - 1] ?? 0
    const after = output[at + secret.length] ?? 0
    if (!isText || (!isDigit(before) && !isDigit(after))) return true
  }
  return false
}
const isDigit = (byte: number): boolean => byte > 47 && byte < 58

describe('a redacted session', function () {
  this.timeout(60_000)
  it('leaks no private value into any output', () =>
    withPrivate(async (reader) => {
      const words = [...secrets, ...(await recordedSecrets(reader))]
      assert.ok(words.length > secrets.length + 3)
      const whole = await outputs(reader)
      const file = whole.get('session') ?? Buffer.alloc(0)
      const unseen = words.filter((word) => !holds(file, Buffer.from(word)))
      assert.deepEqual(unseen, [])
      await withRedacted(reader, 'a key for tests', async (redacted) => {
        const leaks: string[] = []
        for (const [name, output] of await outputs(redacted))
          for (const word of words)
            if (formsOf(word).some((form) => holds(output, form))) {
              const at = output.indexOf(word)
              leaks.push(`${name}: ${word}: ${output.toString('latin1', at - 60, at + 40)}`)
            }
        assert.deepEqual(leaks, [])
      })
    }))
})
