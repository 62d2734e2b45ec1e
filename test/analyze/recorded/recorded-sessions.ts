/** The sessions in fixtures/sessions, and how to open one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'
import { SessionReader } from '../../../session/reader.js'
import { writeSections } from './session-rows.js'
import { parseSession } from './session-text.js'

export const recordedFolder = join(packageRoot, 'fixtures', 'sessions')
const sessionSuffix = '.session.ndjson'

export const sessionPath = (name: string): string => join(recordedFolder, name + sessionSuffix)
export const goldenPath = (name: string): string => join(recordedFolder, `${name}.findings.json`)

export const recordedNames = (): string[] =>
  readdirSync(recordedFolder)
    .filter((file) => file.endsWith(sessionSuffix))
    .map((file) => file.slice(0, -sessionSuffix.length))
    .sort()

/** Makes a real session file of the text form, opens it, and removes it afterwards. */
export async function withRecorded<T>(
  text: string,
  use: (reader: SessionReader) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-recorded-'))
  try {
    const path = join(folder, 'session.db')
    await writeSections(path, parseSession(text).sections)
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

export const recordedText = (name: string): string => readFileSync(sessionPath(name), 'utf8')
