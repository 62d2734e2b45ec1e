import { concatBytes } from '../../../capture/netlink/attributes.js'
import { encodeMessage, nlmFlag, nlmsg, parseMessages } from '../../../capture/netlink/message.js'
import type { NetlinkSocket } from '../../../native/index.js'
import { hex } from './hex-fixture.js'

export type Reply = (seq: number) => {
  readonly datagrams: readonly Uint8Array[]
  readonly overruns: number
}

/** A kernel that gives these replies, one each time it is asked for datagrams. */
export function kernel(replies: readonly Reply[]): NetlinkSocket {
  let asked = 0
  let seq = 0
  return {
    portId: 1,
    send: (message) => {
      seq = parseMessages(message)[0]?.seq ?? 0
    },
    receive: () => replies[asked++]?.(seq) ?? { datagrams: [], overruns: 0 },
    joinGroup: () => undefined,
    setReceiveBuffer: (bytes) => bytes,
    drops: () => 0,
    close: () => undefined,
  }
}

export const part = (seq: number, body: string, flags: number = nlmFlag.multi): Uint8Array =>
  encodeMessage({ type: 16, flags, seq }, hex(body))
export const done = (seq: number): Uint8Array =>
  encodeMessage({ type: nlmsg.done, flags: nlmFlag.multi, seq }, hex('00000000'))
export const whole: Reply = (seq) => ({
  datagrams: [concatBytes([part(seq, '01020304'), done(seq)])],
  overruns: 0,
})

/** The table changed while it was read. */
export const changed: Reply = (seq) => ({
  datagrams: [concatBytes([part(seq, '01', nlmFlag.multi | nlmFlag.dumpInterrupted), done(seq)])],
  overruns: 0,
})
