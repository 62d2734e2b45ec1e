/** A redacted copy of a session, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SessionReader } from '../../session/reader.js'
import { redactionOf, redactSession, type Redaction } from '../../session/redact/redact-session.js'
import { SessionWriter } from '../../session/writer.js'

/** Hands over the redacted session and what redacted it. */
export async function withRedacted<T>(
  reader: SessionReader,
  secret: string,
  use: (redacted: SessionReader, by: Redaction, path: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-redacted-'))
  try {
    const path = join(folder, 'clean.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    const by = await redactionOf(reader, Buffer.from(secret))
    await redactSession(reader, writer, by)
    await writer.close()
    const redacted = await SessionReader.open(path)
    try {
      return await use(redacted, by, path)
    } finally {
      await redacted.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
