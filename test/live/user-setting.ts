import { chownSync } from 'node:fs'
import { hasProgram } from './lab/program.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot, skipBecause } from './root-only.js'

/** Somebody who is not root, by numbers: no such user need exist. */
export interface User {
  readonly uid: number
  readonly gid: number
}

/** A setting whose directory is the user's. Skips the suite where none can be made. */
export function settingOf({ uid, gid }: User, context: Mocha.Context): RecordSetting {
  requireRoot(context)
  if (!hasProgram('setpriv')) skipBecause(context, 'setpriv is not installed')
  const setting = recordSetting()
  chownSync(setting.directory, uid, gid)
  return setting
}

/** What runs a command as the user: setpriv and its options. */
export const setprivOf = ({ uid, gid }: User): readonly string[] => [
  ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
]
