/** No output about a redacted session holds a private value of the whole one. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SessionReader } from '../../session/reader.js'
import type { TableName } from '../../session/tables.js'
import { SessionWriter } from '../../session/writer.js'
import { recordedText, withRecorded } from '../analyze/recorded/recorded-sessions.js'
import { tableNames } from '../../session/ddl.js'
import { allOutputs } from '../reports/all-outputs.js'
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

/** Names of which nothing but a sentence tells: no column of names holds them. */
const onlyInSentences: readonly (readonly [text: string, secret: string])[] = [
  ["interface quokka3: ENODEV, open '/etc/quagga-site/x.conf'", 'quokka3'],
  ["could not read '/etc/quagga-site/x.conf'", 'quagga-site'],
  ['container wombat_web_1 has gone', 'wombat_web_1'],
  ['process numbatd (pid 77) has not let go of its socket', 'numbatd'],
  ['namespace dingo-prod vanished', 'dingo-prod'],
  ['file "bilby capture.pcap" is full', 'bilby capture'],
  ['sender 198.18.7.99 and fd99:aa::7 at 02:5e:10:00:0c:01', '198.18.7.99'],
  ['sender 198.18.7.99 and fd99:aa::7 at 02:5e:10:00:0c:01', 'fd99:aa::7'],
  ['sender 198.18.7.99 and fd99:aa::7 at 02:5e:10:00:0c:01', '02:5e:10:00:0c:01'],
  ['host emu.corp.example answered', 'emu.corp.example'],
]

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
  this.timeout(120_000)
  it('leaks no name that only a sentence tells', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-sentences-'))
    try {
      const path = join(folder, 'session.db')
      const writer = await SessionWriter.create(path, { overwrite: false })
      onlyInSentences.forEach(([text], i) => {
        writer.add('event', [{ at_ns: i, kind: 'source', text }])
        writer.add('source_health', [
          {
            source: `source-${i}`,
            status: 'partial',
            why: text,
            lost: 0,
            detail: JSON.stringify({ hides: text, hint: text }),
          },
        ])
      })
      await writer.close()
      const reader = await SessionReader.open(path)
      try {
        await withRedacted(reader, 'a key for tests', async (redacted) => {
          const made = [...(await allOutputs(redacted))]
          const leaks = onlyInSentences.flatMap(([, secret]) =>
            made.flatMap(([name, output]) =>
              output.includes(secret) ? [`${name}: ${secret}`] : [],
            ),
          )
          assert.deepEqual(leaks, [])
        })
      } finally {
        await reader.close()
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('leaks no private value into any output', () =>
    withPrivate(async (reader) => {
      const words = [...secrets, ...(await recordedSecrets(reader))]
      assert.ok(words.length > secrets.length + 3)
      const whole = await allOutputs(reader)
      const file = whole.get('session') ?? Buffer.alloc(0)
      const unseen = words.filter((word) => !holds(file, Buffer.from(word)))
      assert.deepEqual(unseen, [])
      await withRedacted(reader, 'a key for tests', async (redacted) => {
        const leaks: string[] = []
        for (const [name, output] of await allOutputs(redacted))
          for (const word of words)
            if (formsOf(word).some((form) => holds(output, form))) {
              const at = output.indexOf(word)
              leaks.push(`${name}: ${word}: ${output.toString('latin1', at - 60, at + 40)}`)
            }
        assert.deepEqual(leaks, [])
      })
    }))
})
