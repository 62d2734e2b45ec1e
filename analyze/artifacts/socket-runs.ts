/** Which sockets the drops of one flow or key were of, as their details tell, in order of time. */
export interface SocketRun {
  readonly inode: number
  readonly fromNs: number
  readonly toNs: number
}

/** A port changes hands a few times at most; more is a packet that several sockets take, or a balance between them. */
const mostRuns = 32

export class SocketRuns {
  readonly #runs = new Map<string, { inode: number; fromNs: number; toNs: number }[]>()

  /** Takes note of one drop. True if it is the first of another socket than the last one's. */
  add(of: string, inode: number, atNs: number): boolean {
    if (inode === 0) return false
    const runs = this.#runs.get(of)
    const last = runs?.at(-1)
    if (last?.inode === inode) {
      last.toNs = Math.max(last.toNs, atNs)
      return false
    }
    const run = { inode, fromNs: atNs, toNs: atNs }
    if (runs === undefined) this.#runs.set(of, [run])
    else if (runs.length <= mostRuns) runs.push(run)
    return runs !== undefined && runs.length <= mostRuns
  }

  /** Sockets that had the drops one after the other; [] where they took turns. */
  of(name: string): readonly SocketRun[] {
    const runs = this.#runs.get(name) ?? []
    if (runs.length > mostRuns) return []
    return new Set(runs.map(({ inode }) => inode)).size === runs.length ? runs : []
  }
}
