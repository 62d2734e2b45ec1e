/**
 * The capture process. The `pcap` package runs here alone, because its loop can keep an event loop from turning
 * for seconds (node_pcap#255). It copies raw bytes to a pipe; all thinking is done in the recorder.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { addon } from '../native.js'
import { CaptureLoop } from './capture-loop.js'
import { encodeNotice, messageFd, type Command, type Notice } from './capture-protocol.js'
import type { LivePcapOptions } from './pcap-session.js'

const commandFd = 0

/** Blocks while the recorder is behind: then the kernel's buffers fill, and count what they lose. */
function write(message: Uint8Array): void {
  let written = 0
  try {
    while (written < message.length) written += writeSync(messageFd, message, written)
  } catch (error) {
    // The recorder is gone: there is nobody to tell.
    if (hasCode(error, 'EPIPE')) process.exit(0)
    throw error
  }
}

const tell = (notice: Notice): void => write(encodeNotice(notice))

/** Runs `open` in the namespace behind `path`, then comes back. */
function inNamespace<T>(path: string | null, open: () => T): T {
  if (path === null) return open()
  const own = openSync('/proc/thread-self/ns/net', 'r')
  try {
    const target = openSync(path, 'r')
    try {
      addon().setNetns(target)
    } finally {
      closeSync(target)
    }
    try {
      return open()
    } finally {
      addon().setNetns(own)
    }
  } finally {
    closeSync(own)
  }
}

const loop = new CaptureLoop({ write, tell, readCommands, cpuMs, exit: () => process.exit(0) })

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function obey(command: Command): void {
  if (command.kind === 'open') {
    const { slot, netnsPath, ...options } = command
    const inTarget = (open: (options: LivePcapOptions) => void) =>
      inNamespace(netnsPath, () => open(options))
    loop.open(slot, options, inTarget)
  } else if (command.kind === 'close') {
    loop.close(command.slot)
  } else {
    loop.stop(command.upToWallUs)
  }
}

let partialLine = ''

function takeCommands(text: string): void {
  const lines = (partialLine + text).split('\n')
  partialLine = lines.pop() ?? ''
  for (const line of lines) obey(JSON.parse(line) as Command)
}

const commandChunk = Buffer.alloc(64 << 10)

/** Reads commands without the event loop, for the time when it does not turn. */
function readCommands(): void {
  let size = 0
  try {
    size = readSync(commandFd, commandChunk)
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return
    throw error
  }
  if (size === 0) process.exit(0)
  takeCommands(commandChunk.toString('utf8', 0, size))
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

// The terminal's Ctrl-C and a service manager's SIGTERM reach the whole group; the recorder decides when we end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

// Opening the descriptor as a socket makes it non-blocking, which readCommands relies on.
const commands = new Socket({ fd: commandFd, readable: true, writable: false })
commands.setEncoding('utf8')
commands.on('data', takeCommands)
// The recorder died or was killed: packet sockets go with this process, nothing stays.
commands.on('close', () => process.exit(0))
commands.on('error', () => process.exit(0))

tell({ kind: 'ready' })
