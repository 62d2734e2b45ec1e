import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** A name is looked up again after this: a process may have called exec. */
const againMs = 1000
/** Beyond that all are forgotten: cheaper than keeping order. */
const maxRemembered = 10_000
/** PROC_PID_INIT_INO: elsewhere /proc has other numbers than the trace. */
const firstPidNamespace = 'pid:[4026531836]'

/** Command names by thread number: from what the tracer kept, so that the short-lived are known too, else from /proc. */
export class ProcessNames {
  readonly #savedPath: string
  readonly #names = new Map<number, { readonly name: string; readonly readMs: number }>()
  readonly #procIsOurs = readlinkSync('/proc/self/ns/pid') === firstPidNamespace

  constructor(tracefs: string) {
    this.#savedPath = join(tracefs, 'saved_cmdlines')
  }

  /** Names of these threads, '' for one that is gone without a trace. */
  of(pids: ReadonlySet<number>): ReadonlyMap<number, string> {
    const nowMs = performance.now()
    if (this.#names.size > maxRemembered) this.#names.clear()
    const unknown = [...pids].filter(
      (pid) => nowMs - (this.#names.get(pid)?.readMs ?? -Infinity) >= againMs,
    )
    if (unknown.length > 0) {
      const saved = parseSavedCommands(textOf(this.#savedPath))
      for (const pid of unknown) {
        const name = this.#current(pid) || saved.get(pid) || (this.#names.get(pid)?.name ?? '')
        this.#names.set(pid, { name, readMs: nowMs })
      }
    }
    return new Map([...pids].map((pid) => [pid, this.#names.get(pid)?.name ?? '']))
  }

  #current(pid: number): string {
    if (pid === 0) return 'swapper'
    return this.#procIsOurs ? textOf(`/proc/${pid}/comm`).trimEnd() : ''
  }
}

/** Lines `123 name` of saved_cmdlines; the name may hold blanks. */
export function parseSavedCommands(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const [, pid, name = ''] of text.matchAll(/^(\d{1,10}) (.*)$/gm)) {
    if (name !== '<...>') names.set(Number(pid), name)
  }
  return names
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process has ended, or the kernel keeps no names: the record goes without.
    return ''
  }
}
