import { lstatSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const prefix = 'dropcorr-watch-'

/** A new folder for the session of one `watch`, which nobody else may look into. */
export const makeWatchFolder = (): string => mkdtempSync(join(tmpdir(), prefix))

/** Whether it is one that `makeWatchFolder` made, by this user. */
export function isWatchFolder(path: string): boolean {
  if (dirname(path) !== tmpdir() || !basename(path).startsWith(prefix)) return false
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === process.getuid?.()
}
