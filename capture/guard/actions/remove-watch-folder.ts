import { rmSync } from 'node:fs'
import { isWatchFolder } from '../../watch-folder.js'
import type { GuardAction } from '../guard-process.js'

/** Removes the folder with the session of a `watch` that was killed. */
const removeWatchFolder: GuardAction = {
  name: 'remove-watch-folder',
  undo: (path) => {
    if (!isWatchFolder(path)) throw new Error(`not a folder of ours: ${path}`)
    rmSync(path, { recursive: true, force: true })
  },
}

export default removeWatchFolder
