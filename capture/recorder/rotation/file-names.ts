/** Names of the files of a rotated recording, and which of them go when a new one is begun. */
import { closeSync, lstatSync, openSync, readdirSync, readSync, constants } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { removeSessionFiles } from '../../../session/session-file.js'
import { applicationId } from '../../../session/version.js'

/** 'session.db' begun at 2026-11-22 21:58:00 UTC → 'session-20261122T215800Z.db': sorted by name is sorted by time. */
export function fileName(out: string, begunAt: Date, taken: (path: string) => boolean): string {
  const { directory, stem, extension } = partsOf(out)
  const stamp = begunAt
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z')
  for (let again = 1; ; again += 1) {
    const suffix = again === 1 ? '' : `-${again}`
    const path = join(directory, `${stem}-${stamp}${suffix}${extension}`)
    if (!taken(path)) return path
  }
}

/** Files of this and earlier recordings of the same name, oldest first. Only sessions: anything else is left alone. */
export function filesOf(out: string): readonly string[] {
  const { directory, stem, extension } = partsOf(out)
  const pattern = /^(\d{8}T\d{6}Z)(?:-(\d+))?$/
  const found = readdirSync(directory).flatMap((name) => {
    if (!name.startsWith(`${stem}-`) || !name.endsWith(extension)) return []
    const [, stamp, again = '1'] =
      pattern.exec(name.slice(stem.length + 1, name.length - extension.length)) ?? []
    return stamp === undefined ? [] : [{ name, stamp, again: Number(again) }]
  })
  found.sort((a, b) => (a.stamp === b.stamp ? a.again - b.again : a.stamp < b.stamp ? -1 : 1))
  return found.map(({ name }) => join(directory, name)).filter(isSession)
}

/** Removes the oldest until `keep` are left; returns those that went. */
export function removeOldest(out: string, keep: number): readonly string[] {
  const files = filesOf(out)
  const surplus = files.slice(0, Math.max(0, files.length - keep))
  for (const path of surplus) removeSessionFiles(path)
  return surplus
}

function partsOf(out: string): {
  readonly directory: string
  readonly stem: string
  readonly extension: string
} {
  const extension = extname(out)
  return { directory: dirname(out), stem: basename(out, extension), extension }
}

/** An ordinary file, not a link, with the header of a session. */
function isSession(path: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const header = Buffer.alloc(100)
    const read = readSync(descriptor, header, 0, header.length, 0)
    // Offset 68: https://sqlite.org/fileformat2.html#the_database_header
    return read === header.length && header.readUInt32BE(68) === applicationId
  } finally {
    closeSync(descriptor)
  }
}
