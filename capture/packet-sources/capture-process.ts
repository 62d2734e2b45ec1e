import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { packageRoot } from '../../session/package-root.js'
import { confinement } from '../confinement.js'
import { addon } from '../native.js'
import { encodeCommand, messageFd, type CaptureMessage, type Command } from './capture-protocol.js'
import { MessageReader } from './message-reader.js'

const captureProgram = join(packageRoot, 'native', 'build', 'Release', 'packet-capture')

/** 50,000 flows a second is more than a host of this size serves; two rows for each new one is what SQLite takes. */
const flowLimits = { known: 50_000, newPerSecond: 10_000 }

/** Draining takes at most 0.5 s in the child; the rest is for a machine under heavy load. */
const stopTimeoutMs = 5000
const maxErrorText = 2000
/** The capture goes on for some milliseconds while the recorder is busy. */
const pipeBytes = 1 << 20
/** At a time, into the same memory each time. */
const readBytes = 256 << 10
/**
 * It takes in what anyone may send, in C: it shall be able to do no more than it must. Packet sockets, also of namespaces
 * that come later, which are reached through the recorder's descriptors; and its own files, wherever they lie.
 */
const capabilitiesKept = ['net_raw', 'sys_admin', 'sys_ptrace', 'dac_read_search'] as const

export interface CaptureProcessEvents {
  onMessage(message: CaptureMessage): void
  /** The process ended without being told to. */
  onDeath(why: string): void
}

/** The capture process as the recorder sees it: native/src/packets/main.cc. */
export class CaptureProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  #stopping = false
  #errorText = ''

  /** `startMonotonicNs`: CLOCK_MONOTONIC at the session's start. */
  constructor(startMonotonicNs: bigint, events: CaptureProcessEvents) {
    const [program = '', ...args] = [
      ...confinement(capabilitiesKept),
      captureProgram,
      ...[startMonotonicNs, flowLimits.known, flowLimits.newPerSecond].map(String),
    ]
    const [readFd, writeFd] = addon().openPipe(pipeBytes)
    const stdio: StdioOptions = ['pipe', 'ignore', 'pipe']
    stdio[messageFd] = writeFd
    this.#child = spawn(program, args, { stdio })
    closeSync(writeFd)
    const reader = new MessageReader((message) => events.onMessage(message))
    const messages = readInto(readFd, (chunk) => {
      try {
        reader.push(chunk)
        return true
      } catch (error) {
        // Not what our own child writes: nothing after this can be read either.
        this.#errorText = String(error)
        this.#child.kill('SIGKILL')
        messages.destroy()
        return false
      }
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-maxErrorText)
    })
    // A child that is gone cannot take commands: 'close' tells that better than EPIPE does.
    this.#child.stdin?.on('error', (error) => (this.#errorText ||= error.message))
    const allRead = new Promise((resolve) => messages.once('close', resolve))
    messages.on('error', (error) => (this.#errorText ||= error.message))
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        events.onDeath(error.message)
        resolve()
      })
      this.#child.on('close', (code, signal) => {
        void allRead.then(() => {
          if (!this.#stopping) events.onDeath(this.#deathText(code, signal))
          resolve()
        })
      })
    })
  }

  send(command: Command): void {
    this.#child.stdin?.write(encodeCommand(command))
  }

  /**
   * Has it pass on what has arrived by now and end. Resolves when it is gone and all it sent was read; false = it had to be
   * killed.
   */
  async stop(): Promise<boolean> {
    this.#stopping = true
    this.send({ kind: 'stop' })
    let killed = false
    const timer = setTimeout(() => {
      killed = true
      this.#child.kill('SIGKILL')
    }, stopTimeoutMs)
    await this.#ended
    clearTimeout(timer)
    return !killed
  }

  #deathText(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal === null ? `exit status ${code}` : `signal ${signal}`
    const last = this.#errorText
      .split('\n')
      .find((line) => line.includes('Error'))
      ?.trim()
    return last === undefined ? how : `${how}: ${last}`
  }
}

/** Closed at its end. `take` is given the same memory each time; false = that is enough. */
function readInto(fd: number, take: (chunk: Uint8Array) => boolean): Socket {
  const buffer = new Uint8Array(readBytes)
  // `onread` is documented for this constructor; its types leave it out.
  const options = {
    ...{ fd, readable: true, writable: false },
    onread: { buffer, callback: (bytes: number) => take(buffer.subarray(0, bytes)) },
  }
  return new Socket(options)
}

/** Exit 3: the `pcap` package or libpcap is not there, or does not fit this Node. */
export const captureUnavailable = (why: string): DropcorrError =>
  new DropcorrError('packets cannot be captured', {
    why,
    hint: 'run as root, or record without packets: --no-packets',
    exitCode: exitCode.cannotRecord,
  })
