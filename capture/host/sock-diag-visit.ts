import type { NetlinkSocket } from '../../native/index.js'
import { dumpUpTo, type LimitedAnswer } from '../netlink/request.js'
import { netlinkSockDiag, sockDiagByFamily } from '../netlink/sock-diag.js'
import type { SeenSocket } from './seen-socket.js'
import { readSocketsInUse, type SocketsInUse } from './sockets-in-use.js'

/** One visit to a namespace to list its sockets: one sock_diag socket, opened when needed, for all questions. */
export class SockDiagVisit {
  readonly inUse: SocketsInUse = readSocketsInUse()
  readonly #openNetlink: (protocol: number) => NetlinkSocket
  /** The socket of that key as it was last seen here. */
  readonly known: (key: number) => SeenSocket | undefined
  #socket: NetlinkSocket | undefined

  constructor(
    openNetlink: (protocol: number) => NetlinkSocket,
    known: (key: number) => SeenSocket | undefined,
  ) {
    this.#openNetlink = openNetlink
    this.known = known
  }

  dump(request: Uint8Array, limit: number): LimitedAnswer {
    this.#socket ??= this.#openNetlink(netlinkSockDiag)
    const answer = dumpUpTo(this.#socket, sockDiagByFamily, request, limit)
    // The rest of an answer cut short is still on its way: a new socket for the next question.
    if (answer.cut) this.close()
    return answer
  }

  close(): void {
    this.#socket?.close()
    this.#socket = undefined
  }
}
