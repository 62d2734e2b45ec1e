import type { NetlinkSocket } from '../../native/index.js'
import {
  encodeMessage,
  errorOf,
  nlmFlag,
  nlmsg,
  parseMessages,
  type NetlinkMessage,
} from './message.js'

/** The kernel answers synchronously; only a broken request gets no answer. */
const answerTimeoutMs = 2000
const datagramsPerReceive = 64
/** A table that changes during each of these tries is returned as the last try saw it. */
const dumpTries = 4

let lastSeq = 0

/** Payloads of one answer: each message's type and body. */
export interface DumpAnswer {
  readonly messages: readonly NetlinkMessage[]
  /** The table changed during every try, or the receive buffer overran: entries may be missing or doubled. */
  readonly interrupted: boolean
}

/** What an interrupted answer means, for source health. */
export const interruptedText =
  'the kernel changed the table each time it was read: entries may be missing or doubled'

/** Asks for a whole table. Repeats when the table changed meanwhile or the receive buffer overran. Throws NetlinkError. */
export function requestDump(socket: NetlinkSocket, type: number, body: Uint8Array): DumpAnswer {
  return repeated(() => exchange(socket, type, nlmFlag.request | nlmFlag.dump, body))
}

function repeated<A extends DumpAnswer>(ask: () => A): A {
  let answer = ask()
  for (let tries = 1; tries < dumpTries && answer.interrupted; tries += 1) answer = ask()
  return answer
}

export interface LimitedAnswer extends Pick<DumpAnswer, 'interrupted'> {
  readonly bodies: readonly Uint8Array[]
  /** The table has more than `limit` entries; the socket still holds the rest of the answer: close it. */
  readonly cut: boolean
}

/** Asks for a table that may be huge: stops reading after about `limit` messages. Throws NetlinkError. */
export function dumpUpTo(
  socket: NetlinkSocket,
  type: number,
  body: Uint8Array,
  limit: number,
): LimitedAnswer {
  const { messages, cut, interrupted } = repeated(() => {
    const answer = exchange(socket, type, nlmFlag.request | nlmFlag.dump, body, limit)
    // The socket still holds the rest: asking again would not help.
    return answer.cut ? { ...answer, interrupted: false } : answer
  })
  return { bodies: messages.map((message) => message.body), cut, interrupted }
}

/** Asks for one object, or orders something and waits for the acknowledgement. Throws NetlinkError. */
export function requestOne(
  socket: NetlinkSocket,
  type: number,
  body: Uint8Array,
): readonly NetlinkMessage[] {
  return exchange(socket, type, nlmFlag.request | nlmFlag.ack, body).messages
}

function exchange(
  socket: NetlinkSocket,
  type: number,
  flags: number,
  body: Uint8Array,
  limit = Infinity,
): DumpAnswer & { readonly cut: boolean } {
  lastSeq = (lastSeq + 1) >>> 0
  const seq = lastSeq
  socket.send(encodeMessage({ type, flags, seq }, body))
  const messages: NetlinkMessage[] = []
  let interrupted = false
  for (;;) {
    const { datagrams, overruns } = socket.receive(datagramsPerReceive, answerTimeoutMs)
    if (overruns > 0) interrupted = true
    if (datagrams.length === 0 && overruns === 0) {
      // After an overrun the end of the answer may be among what was lost.
      if (interrupted) return { messages, interrupted, cut: false }
      throw new Error(`netlink: no answer to request type ${type} within ${answerTimeoutMs} ms`)
    }
    for (const datagram of datagrams) {
      for (const message of parseMessages(datagram)) {
        // Answers to an earlier, abandoned request and notifications of joined groups.
        if (message.seq !== seq) continue
        if ((message.flags & nlmFlag.dumpInterrupted) !== 0) interrupted = true
        if (message.type === nlmsg.done || message.type === nlmsg.error) {
          const error = errorOf(message)
          if (error !== undefined) throw error
          return { messages, interrupted, cut: false }
        }
        if (message.type !== nlmsg.noop) messages.push(message)
      }
    }
    if (messages.length > limit) return { messages, interrupted, cut: true }
  }
}
