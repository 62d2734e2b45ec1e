import { createRequire } from 'node:module'
import pcap, { type PcapSession } from 'pcap'
import { linkTypeNumber } from './link-type-number.js'

/** What of the `pcap` package's inside must be reached to live with its faults; the version is pinned (3.1.0). */
interface PcapInside {
  readonly buf: Buffer
  readonly header: Buffer
  readonly session: NativeSession
}

interface NativeSession {
  read_callback: () => void
  open_live: (this: NativeSession, ...options: unknown[]) => string
  dispatch(buffer: Buffer, header: Buffer): number
  stats(): unknown
  close(): void
}

/** The filter does not compile for this interface's link type, or libpcap has a warning that the package takes for an error. */
export class FilterRefused extends Error {
  override readonly name = 'FilterRefused'
}

const binding = createRequire(import.meta.url)('pcap/build/Release/pcap_binding') as {
  readonly PcapSession: { readonly prototype: NativeSession }
}

// When the filter does not compile the package throws and leaves its packet socket open and filling, with no way
// to reach it. (Its handle is NULL or inactive if the socket was never opened: then stats() throws, and dispatch would crash.)
const { prototype } = binding.PcapSession
const openLive = prototype.open_live
prototype.open_live = function (this: NativeSession, ...options) {
  try {
    return openLive.apply(this, options)
  } catch (error) {
    if (!isOpen(this)) throw error
    closeNative(this, Buffer.alloc(64), Buffer.alloc(16))
    throw new FilterRefused(error instanceof Error ? error.message : String(error))
  }
}

function isOpen(session: NativeSession): boolean {
  try {
    session.stats()
    return true
  } catch (error) {
    if (error instanceof Error && /pcap_stats|already closed/.test(error.message)) return false
    throw error
  }
}

/** What dispatch gives when it has closed the session: PCAP_ERROR_BREAK. */
const closed = -2

/**
 * close() only asks dispatch to close, and dispatch hears it only when it finds a packet: false = there was none.
 * Without traffic a socket stays open as long as the process.
 */
function closeNative(session: NativeSession, buffer: Buffer, header: Buffer): boolean {
  session.close()
  return session.dispatch(buffer, header) === closed
}

export interface LivePcapOptions {
  readonly device: string
  readonly snapLength: number
  readonly bufferBytes: number
  readonly filter: string
}

/** Packets wait at most this long in a block of the kernel's ring that is not yet full (TPACKET_V3). */
export const ringTimeoutMs = 100

/**
 * After an interface went down, libuv stops polling its socket (POLLERR), and the package never starts it again:
 * capture would be silent for good. So a timer looks as well, often once polling is known to be dead.
 */
const deafTicks = 2

/** A session of the `pcap` package. Packets are in `packet`, the newest one's header in `header`. */
export class LivePcap {
  /** Seconds, microseconds, bytes captured, bytes on the wire. */
  readonly header: Uint32Array
  readonly packet: Uint32Array
  readonly linkType: number
  readonly #session: PcapSession
  readonly #inside: PcapInside
  #dispatching = false
  #polled = false
  #missedPolls = 0
  #kernelLost = 0
  #lastLost32 = 0
  #closed = false

  /** Opens in the namespace the thread is in. Throws Error with libpcap's message. */
  constructor(options: LivePcapOptions, onPacket: () => void) {
    this.#session = pcap.createSession(options.device, {
      filter: options.filter,
      // Whole words, so that packets can be copied in words.
      snap_length: (options.snapLength + 7) & ~7,
      buffer_size: options.bufferBytes,
      buffer_timeout: ringTimeoutMs,
      promiscuous: false,
    })
    this.linkType = linkTypeNumber(this.#session.link_type)
    this.#inside = this.#session as unknown as PcapInside
    const { header, buf } = this.#inside
    this.header = new Uint32Array(header.buffer, header.byteOffset, 4)
    this.packet = new Uint32Array(buf.buffer, buf.byteOffset, buf.length >> 2)
    this.#inside.session.read_callback = () => {
      this.#polled = true
      this.#missedPolls = 0
      this.dispatch()
    }
    this.#session.on('packet', onPacket)
  }

  get isDispatching(): boolean {
    return this.#dispatching
  }

  /** true = libuv no longer tells when packets come: `tick` must be called often. */
  get isDeaf(): boolean {
    return this.#missedPolls >= deafTicks
  }

  /**
   * Takes what is there; returns only when nothing more is. While it runs the event loop stands still
   * (node_pcap#255), so it may be called for one session from within another's packets, not for its own.
   */
  dispatch(): void {
    if (this.#dispatching || this.#closed) return
    this.#dispatching = true
    try {
      const outcome = this.#inside.session.dispatch(this.#inside.buf, this.#inside.header)
      if (outcome === closed) this.#forget()
    } finally {
      this.#dispatching = false
    }
  }

  /** To be called from a timer: dispatches, and notices when polling has died. `delivered` counts packets so far. */
  tick(delivered: () => number): void {
    const before = delivered()
    const polled = this.#polled
    this.#polled = false
    this.dispatch()
    if (delivered() > before && !polled && !this.isDeaf) this.#missedPolls += 1
  }

  /** Packets the kernel had no room for, so far. The package gives 32 bits, which wrap. */
  lost(): number {
    if (this.#closed) return this.#kernelLost
    const lost32 = this.#session.stats().ps_drop >>> 0
    this.#kernelLost += (lost32 - this.#lastLost32) >>> 0
    this.#lastLost32 = lost32
    return this.#kernelLost
  }

  /** Forgets its packets, and closes it if the package lets it; false = it must be tried again. */
  close(): boolean {
    if (this.#closed) return true
    if (this.#dispatching) return false
    this.lost()
    this.#session.removeAllListeners()
    if (closeNative(this.#inside.session, this.#inside.buf, this.#inside.header)) this.#forget()
    return this.#closed
  }

  /** The package has closed it: to touch it again would crash. */
  #forget(): void {
    this.#inside.session.read_callback = () => undefined
    this.#closed = true
    closedSessions.push(this.#session)
  }
}

/** The package never closes libuv's handle, which lives inside the session object: it must not be collected. */
const closedSessions: PcapSession[] = []
