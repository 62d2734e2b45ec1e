import { closeSync, openSync } from 'node:fs'
import type { NetnsRegistry } from '../source.js'
import type { CaptureProcess } from './capture-process.js'
import type { OpenCommand } from './capture-protocol.js'
import { interfaceText, type CaptureInterface } from './choose-interfaces.js'
import type { InterfaceCapture } from './interface-capture.js'

const hostNetns = 1

/** Which interface it is: an ifindex may be reused, but not while the interface lives. */
export const identity = ({ netns, ifindex }: CaptureInterface): string => `${netns}/${ifindex}`
export interface OpenFailure {
  /** 'IFACE: libpcap's message' */
  readonly why: string
  /** The interface could be opened, the filter does not fit it. */
  readonly isFilter: boolean
}

/** Interfaces that the capture process was asked to open and has not answered, and those it could not open. */
export class InterfaceOpenings {
  readonly #process: CaptureProcess
  readonly #netns: NetnsRegistry
  readonly #pending = new Map<number, { capture: InterfaceCapture; netnsFd: number | undefined }>()
  readonly #failed = new Map<string, OpenFailure>()
  #settle: (() => void) | undefined

  constructor(process: CaptureProcess, netns: NetnsRegistry) {
    this.#process = process
    this.#netns = netns
  }

  get pending(): number {
    return this.#pending.size
  }

  get failures(): readonly OpenFailure[] {
    return [...this.#failed.values()]
  }

  /** false = it has been asked for already, or was refused for good. */
  mayOpen(of: CaptureInterface): boolean {
    const failure = this.#failed.get(identity(of))
    if (failure !== undefined && !failure.why.includes('is not up')) return false
    return ![...this.#pending.values()].some(({ capture }) => identity(capture.of) === identity(of))
  }

  open(
    capture: InterfaceCapture,
    options: Pick<OpenCommand, 'snapLength' | 'bufferBytes' | 'filter'>,
  ): void {
    const { slot, of } = capture
    let netnsFd: number | undefined
    try {
      netnsFd = this.#netnsDescriptor(of.netns)
    } catch (error) {
      // The namespace went away between being listed and being entered.
      this.#fail(of, error instanceof Error ? error.message : String(error), false)
      return
    }
    this.#pending.set(slot, { capture, netnsFd })
    const netnsPath = netnsFd === undefined ? '' : `/proc/${process.pid}/fd/${netnsFd}`
    this.#process.send({ kind: 'open', slot, device: of.name, netnsPath, ...options })
  }

  /** Resolves when the capture process has answered for all. */
  async settled(): Promise<void> {
    if (this.#pending.size > 0) await new Promise<void>((resolve) => (this.#settle = resolve))
  }

  succeeded(slot: number): InterfaceCapture | undefined {
    const capture = this.#take(slot)
    if (capture !== undefined) this.#failed.delete(identity(capture.of))
    return capture
  }

  failed(slot: number, why: string, isFilter: boolean): void {
    const capture = this.#take(slot)
    if (capture !== undefined) this.#fail(capture.of, why, isFilter)
  }

  /** Failures of interfaces that are gone are history. */
  forgetAbsent(present: ReadonlySet<string>): void {
    for (const key of this.#failed.keys()) if (!present.has(key)) this.#failed.delete(key)
  }

  /** There will be no more answers. */
  abandon(): void {
    for (const slot of [...this.#pending.keys()]) this.#take(slot)
    this.settleIfDone()
  }

  settleIfDone(): void {
    if (this.#pending.size === 0) this.#settle?.()
  }

  #fail(of: CaptureInterface, why: string, isFilter: boolean): void {
    this.#failed.set(identity(of), { why: `${interfaceText(of)}: ${why}`, isFilter })
  }

  /** Closes our descriptor of its namespace: it must not be kept alive by us. */
  #take(slot: number): InterfaceCapture | undefined {
    const pending = this.#pending.get(slot)
    if (pending?.netnsFd !== undefined) closeSync(pending.netnsFd)
    this.#pending.delete(slot)
    return pending?.capture
  }

  /** undefined for the recorder's own namespace, where the capture process is too. */
  #netnsDescriptor(id: number): number | undefined {
    if (id === hostNetns) return undefined
    const namespace = this.#netns.list().find((candidate) => candidate.id === id)
    if (namespace === undefined) throw new Error('namespace is gone')
    return namespace.enter(() => openSync('/proc/thread-self/ns/net', 'r'))
  }
}
