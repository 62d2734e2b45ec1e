import type { NetDm } from '../../../../capture/drop-sources/drop-monitor/control.js'
import {
  netDmAttribute,
  netDmCommand,
} from '../../../../capture/drop-sources/drop-monitor/net-dm.js'
import {
  attributeNested,
  attributeU32,
  attributeU64,
  attributeU8,
  concatBytes,
} from '../../../../capture/netlink/attributes.js'
import { genericBody, parseGeneric } from '../../../../capture/netlink/generic.js'
import { encodeMessage, nlmsg, parseMessages } from '../../../../capture/netlink/message.js'

const errno = { EPERM: 1, EAGAIN: 11, EBUSY: 16, EOPNOTSUPP: 95 } as const

/** The part of a kernel that answers NET_DM's requests: what shared notes measured on 6.1 and 6.12. */
export class KernelMonitor {
  software = false
  hardware = false
  mode = 0
  truncLength = 0
  queueLength = 1000
  /** By command: refuse it so. */
  readonly refuses = new Map<number, keyof typeof errno>()
  readonly requests: number[] = []
  /** Sent before the next answer. */
  event: Uint8Array | undefined
  #answers: Uint8Array[] = []

  get dm(): NetDm {
    return {
      family: { id: 35, version: 2, maxAttribute: 23, groups: new Map([['events', 5]]) },
      socket: {
        portId: 7,
        send: (message) => this.#take(message),
        receive: () => {
          const datagrams =
            this.event === undefined ? this.#answers : [this.event, ...this.#answers]
          this.event = undefined
          this.#answers = []
          return { datagrams, overruns: 0 }
        },
        joinGroup: () => undefined,
        setReceiveBuffer: (bytes) => bytes,
        drops: () => 0,
        close: () => undefined,
      },
    }
  }

  #take(bytes: Uint8Array): void {
    const [message] = parseMessages(bytes)
    const request = message && parseGeneric(message.body)
    if (message === undefined || request === undefined) throw new Error('not a request')
    const { command, attributes } = request
    this.requests.push(command)
    const { seq } = message
    const reply = (body: Uint8Array): void => {
      this.#answers.push(encodeMessage({ type: 35, flags: 0, seq }, body))
    }
    const refusal = this.refuses.get(command) ?? this.#perform(command, attributes, reply)
    const error = new Uint8Array(20)
    new DataView(error.buffer).setInt32(0, refusal === undefined ? 0 : -errno[refusal], true)
    const echoed = refusal === undefined ? bytes.subarray(0, 16) : bytes
    this.#answers.push(
      encodeMessage(
        { type: nlmsg.error, flags: 0, seq },
        concatBytes([error.subarray(0, 4), echoed]),
      ),
    )
  }

  #perform(
    command: number,
    attributes: NonNullable<ReturnType<typeof parseGeneric>>['attributes'],
    reply: (body: Uint8Array) => void,
  ): keyof typeof errno | undefined {
    const hardware = attributes.has(netDmAttribute.hwDrops)
    const software = attributes.has(netDmAttribute.swDrops) || !hardware
    switch (command) {
      case netDmCommand.config:
        if (this.software || this.hardware) return 'EBUSY'
        this.mode = attributes.u8(netDmAttribute.alertMode) ?? this.mode
        this.truncLength = attributes.u32(netDmAttribute.truncLen) ?? this.truncLength
        this.queueLength = attributes.u32(netDmAttribute.queueLen) ?? this.queueLength
        return undefined
      case netDmCommand.start:
        if ((software && this.software) || (hardware && this.hardware)) return 'EAGAIN'
        this.software ||= software
        this.hardware ||= hardware
        return undefined
      case netDmCommand.stop:
        if (software) this.software = false
        if (hardware) this.hardware = false
        return undefined
      case netDmCommand.configGet:
        reply(
          genericBody(
            netDmCommand.configNew,
            2,
            attributeU8(netDmAttribute.alertMode, this.mode),
            attributeU32(netDmAttribute.truncLen, this.truncLength),
            attributeU32(netDmAttribute.queueLen, this.queueLength),
          ),
        )
        return undefined
      case netDmCommand.statsGet:
        reply(
          genericBody(
            netDmCommand.statsNew,
            2,
            attributeNested(netDmAttribute.stats, attributeU64(0, 2027n)),
            attributeNested(netDmAttribute.hwStats, attributeU64(0, 3n)),
          ),
        )
        return undefined
      default:
        return 'EOPNOTSUPP'
    }
  }
}
