/**
 * What the recorder and its capture process (native/src/packets/main.cc, which must stay the same) say to each other.
 * Commands go down the process's stdin, a line each with fields separated by tabs. Everything comes back through
 * descriptor 3 in one ordered stream of messages: a header of 16 bytes (little-endian u32: kind, slot, length of the
 * body, a number), then the body.
 */
export const messageFd = 3

/** A slot stands for one interface being captured; the recorder numbers them and never reuses a number. */
export interface OpenCommand {
  readonly kind: 'open'
  readonly slot: number
  readonly device: string
  /** Leads to the namespace of the device; '' = the recorder's own. */
  readonly netnsPath: string
  readonly snapLength: number
  readonly bufferBytes: number
  readonly filter: string
}

/** 'stop': takes what has arrived by then, to the last packet, and ends. */
export type Command =
  OpenCommand | { readonly kind: 'close'; readonly slot: number } | { readonly kind: 'stop' }

export function encodeCommand(command: Command): string {
  const { kind } = command
  if (kind === 'stop') return 'stop\n'
  if (kind === 'close') return `close\t${command.slot}\n`
  const { slot, device, netnsPath, snapLength, bufferBytes, filter } = command
  // White space is all the same to pcap's syntax, and no interface has any in its name.
  const fields = [slot, device, netnsPath, snapLength, bufferBytes, filter.replace(/\s/g, ' ')]
  return `open\t${fields.join('\t')}\n`
}

/** Packets of one slot, as a row of `packet_block` has them. */
export interface PacketsMessage {
  readonly kind: 'packets'
  readonly slot: number
  readonly packets: number
  readonly fromNs: number
  readonly toNs: number
  /** On the wire. */
  readonly bytes: number
  readonly data: Uint8Array
  /** To be called once nobody reads `data` any more: its memory is used anew. */
  readonly settled: () => void
}

/** A flow seen for the first time. */
export interface NewFlow {
  readonly id: number
  readonly slot: number
  /** See session/packet/flow-key.ts. */
  readonly key: Uint32Array
}

export interface FlowSecond {
  readonly flow: number
  /** Of the session. */
  readonly second: number
  readonly packets: number
  readonly bytes: number
}

/** Packets that found the kernel's buffer full since the slot was opened. */
export interface SlotLoss {
  readonly slot: number
  readonly lost: number
}

export type CaptureMessage =
  | PacketsMessage
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly slot: number; readonly linkType: number }
  | {
      readonly kind: 'failed'
      readonly slot: number
      /** libpcap's message. */
      readonly why: string
      /** The interface itself could be opened. */
      readonly isFilter: boolean
    }
  | { readonly kind: 'newFlows'; readonly flows: readonly NewFlow[] }
  | { readonly kind: 'seconds'; readonly seconds: readonly FlowSecond[] }
  | {
      readonly kind: 'counts'
      /** Those that have changed. */
      readonly losses: readonly SlotLoss[]
      readonly cpuMs: number
      /** Packets of flows beyond the limits, from the start on: they count in their interface's flow of zeros. */
      readonly overLimit: number
    }
  | {
      readonly kind: 'stopped'
      /** Traffic came faster than it could be drained; the rest was left behind. */
      readonly cutShort: boolean
    }
