import { existsSync } from 'node:fs'
import { surroundings } from './abilities/surroundings.js'

const setpriv = '/usr/bin/setpriv'

/**
 * What goes in front of a command line so that root's child has no other capabilities than these (names without CAP_), and
 * gets none back by running another program. Nothing for other users, who have only what they were given, and where
 * setpriv is not installed or may not do that.
 */
export function confinement(capabilities: readonly string[]): readonly string[] {
  const { uid, capabilities: own } = surroundings()
  if (uid !== 0 || !own.has('CAP_SETPCAP') || !existsSync(setpriv)) return []
  const kept = capabilities.filter((name) => own.has(`CAP_${name.toUpperCase()}`))
  const set = ['-all', ...kept.map((name) => `+${name}`)].join(',')
  return [setpriv, '--no-new-privs', `--bounding-set=${set}`, '--']
}
