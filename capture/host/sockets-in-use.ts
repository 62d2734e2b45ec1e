import { addressFamily } from '../netlink/rtnetlink.js'
import { readIfThere } from './read-proc.js'

/**
 * How many sockets a namespace has, from /proc/net/sockstat and sockstat6 (`UDP: inuse 3 mem 0`, `UDP6: inuse 1`).
 * Asking sock_diag walks hash tables of the whole machine, a millisecond each: not worth it where there are none.
 */
export class SocketsInUse {
  readonly #counts: ReadonlyMap<string, number>

  constructor(sockstat: string, sockstat6: string) {
    this.#counts = new Map([...parseSockstat(sockstat), ...parseSockstat(sockstat6)])
  }

  /** false only if the kernel says that there is none. */
  maybe(protocol: 'tcp' | 'udp' | 'raw', family: number): boolean {
    const name = `${protocol.toUpperCase()}${family === addressFamily.inet6 ? '6' : ''}`
    return this.#counts.get(name) !== 0
  }
}

export function parseSockstat(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name, count] = /^(\w+): inuse (\d+)/.exec(line) ?? []
    if (name !== undefined && count !== undefined) counts.set(name, Number(count))
  }
  return counts
}

/** Of the namespace the thread is in. */
export const readSocketsInUse = (): SocketsInUse =>
  new SocketsInUse(
    readIfThere('/proc/thread-self/net/sockstat') ?? '',
    readIfThere('/proc/thread-self/net/sockstat6') ?? '',
  )
