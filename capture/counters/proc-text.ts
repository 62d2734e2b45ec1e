import { constants } from 'node:os'
import { getSystemErrorMap } from 'node:util'
import { addon } from '../native.js'

/** Reads through one buffer that grows to the largest file met: a file of /proc does not tell its size. */
let buffer = Buffer.alloc(64 * 1024)

const { ENOENT, ENOTDIR, EINVAL, EOPNOTSUPP } = constants.errno
/** They mean: not in this kernel or namespace, or its module is not loaded. */
const absent: ReadonlySet<number> = new Set([ENOENT, ENOTDIR, EINVAL, EOPNOTSUPP])

/**
 * A text of /proc that is read again and again. An idle namespace prints the same bytes each time: `read` gives the
 * same string then, without decoding it, so that whoever parsed it need not parse it again.
 */
export class ProcText {
  readonly #path: string
  #bytes = Buffer.alloc(0)
  #text = ''

  constructor(path: string) {
    this.#path = ofCallingThread(path)
  }

  /** undefined if the file does not exist. Throws what the system says otherwise. */
  read(): string | undefined {
    const length = readWhole(this.#path)
    if (length === undefined) return undefined
    const fresh = buffer.subarray(0, length)
    if (!fresh.equals(this.#bytes)) {
      this.#bytes = Buffer.from(fresh)
      this.#text = this.#bytes.toString()
    }
    return this.#text
  }
}

/** /proc/net shows the namespace of the process's first thread; what is entered is the namespace of the calling one. */
const ofCallingThread = (path: string): string =>
  path.startsWith('/proc/net/') ? path.replace('/proc/net/', '/proc/thread-self/net/') : path

/** Length of what is in `buffer` then. The file is closed at once: an open one would keep its namespace alive. */
function readWhole(path: string): number | undefined {
  for (;;) {
    const length = addon().readFile(path, buffer)
    if (length < 0) {
      if (absent.has(-length)) return undefined
      throw systemError(length, path)
    }
    if (length < buffer.length) return length
    buffer = Buffer.alloc(2 * buffer.length)
  }
}

/** As Node's own. */
function systemError(errno: number, path: string): Error {
  const [code = 'UNKNOWN', text = 'unknown error'] = getSystemErrorMap().get(errno) ?? []
  return Object.assign(new Error(`${code}: ${text}, open '${path}'`), { code, errno, path })
}
