/** Opens a session, or a redacted copy of it in a folder that only this user may read. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MaskOfReport } from '../analyze/model/report-mask.js'
import { SessionReader } from '../session/reader.js'
import type { Redaction } from '../session/redact/redact-session.js'

export interface OpenedReader {
  readonly reader: SessionReader
  /** Masks are given with the names that the user knows. */
  readonly masks: (masks: readonly MaskOfReport[]) => readonly MaskOfReport[]
  readonly close: () => Promise<void>
}

/** `secret` undefined: as it is. Throws DropcorrError as SessionReader.open and SessionWriter.create do. */
export async function openReader(
  path: string,
  secret: Uint8Array | undefined,
): Promise<OpenedReader> {
  const reader = await SessionReader.open(path)
  if (secret === undefined) return { reader, masks: (masks) => masks, close: () => reader.close() }
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-redact-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const { writeRedacted } = await import('./write-redacted.js')
    const clean = join(folder, 'session.db')
    const redaction = await writeRedacted(reader, clean, secret, false)
    const redacted = await SessionReader.open(clean)
    return {
      reader: redacted,
      masks: (masks) => masks.flatMap((mask) => redactedMasks(mask, redaction)),
      close: async () => {
        await redacted.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  } finally {
    await reader.close()
  }
}

/** One mask for each name of the session that the pattern covers. */
function redactedMasks(
  mask: MaskOfReport,
  { interfaces, namespaces }: Redaction,
): readonly MaskOfReport[] {
  if (mask.field !== 'iface' && mask.field !== 'netns') return [mask]
  const names = mask.field === 'iface' ? interfaces : namespaces
  const pattern = new RegExp(
    `^${mask.pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )
  return [...names]
    .filter(([name]) => pattern.test(name))
    .map(([, redacted]) => ({ ...mask, pattern: redacted }))
}
