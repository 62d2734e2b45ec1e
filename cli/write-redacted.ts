import type { SessionReader } from '../session/reader.js'
import { redactionOf, redactSession, type Redaction } from '../session/redact/redact-session.js'
import { removeSessionFiles } from '../session/session-file.js'
import { SessionWriter } from '../session/writer.js'

/** Writes the redacted session as one new file. Leaves none behind where that fails. */
export async function writeRedacted(
  reader: SessionReader,
  out: string,
  secret: Uint8Array,
  overwrite: boolean,
): Promise<Redaction> {
  const redaction = await redactionOf(reader, secret)
  const writer = await SessionWriter.create(out, { overwrite })
  try {
    await redactSession(reader, writer, redaction)
    await writer.close()
    if (writer.failure !== undefined) throw writer.failure
    return redaction
  } catch (error) {
    await writer.close()
    removeSessionFiles(out)
    throw error
  }
}
