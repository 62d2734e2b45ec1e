import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from 'mocha'
import { instanceOwner } from '../../capture/drop-sources/tracefs/instance-name.js'
import { tracefsMount } from '../../capture/drop-sources/tracefs/tracefs-mount.js'
import { addNetns, deleteNetns, insideNetns } from './lab/netns.js'
import { packetTool, toolOptions } from './lab/packet-tool.js'
import { runProgram } from './lab/program.js'
import { skipBecause } from './root-only.js'

const place = '/sys/kernel/tracing'
const mountThere = `mount -t tracefs nodev ${place}`

const openedRooms = new Set<TracefsRoom>()
const openedFrames = new Set<DroppedFrames>()

/** A mounted tracefs: the machine's, else one in a mount namespace that ends with this process. */
export class TracefsRoom {
  static async open(context: Context): Promise<TracefsRoom> {
    const mounted = tracefsMount()
    if (mounted !== undefined) return new TracefsRoom(mounted, undefined)
    const holder = spawn('unshare', ['--mount', 'sh', '-c', `${mountThere} && echo ready && cat`])
    const [said] = (await Promise.race([
      once(holder.stdout, 'data'),
      once(holder, 'close').then(() => ['']),
    ])) as [Buffer | string]
    if (said.toString() !== 'ready\n') skipBecause(context, 'tracefs cannot be mounted here')
    return new TracefsRoom(`/proc/${holder.pid}/root${place}`, () => {
      holder.stdin.end()
    })
  }

  readonly #end: (() => void) | undefined

  private constructor(
    /** Where tracefs is seen. */
    readonly mount: string,
    end: (() => void) | undefined,
  ) {
    this.#end = end
    openedRooms.add(this)
  }

  static closeAll(): void {
    for (const room of openedRooms) room.#end?.()
    openedRooms.clear()
  }

  /** Folders of the instances of a process. */
  instancesOf(pid: number): readonly string[] {
    const folder = join(this.mount, 'instances')
    return readdirSync(folder)
      .filter((name) => instanceOwner(name)?.pid === pid)
      .map((name) => join(folder, name))
  }
}

/** Runs a command where tracefs is mounted at its usual place. */
export const withTracefs = (argv: readonly string[]): readonly string[] =>
  tracefsMount() === undefined
    ? [
        'unshare',
        '--mount',
        '--propagation',
        'slave',
        'sh',
        '-c',
        `${mountThere} && exec "$@"`,
        'sh',
        ...argv,
      ]
    : argv

/**
 * Sends frames that a qdisc drops, with EtherTypes that only this test uses: trace events do not tell whose namespace
 * a drop was in, so that is how a test knows its own. At the receiving end another's packet capture would take them.
 */
export class DroppedFrames {
  static async open(role: string): Promise<DroppedFrames> {
    const name = `dct${process.pid}-${role}`
    const tool = await packetTool()
    await addNetns(name)
    const frames = new DroppedFrames(name, tool)
    await runProgram('tc', ['-n', name, 'qdisc', 'add', 'dev', 'lo', 'root', 'blackhole'])
    return frames
  }

  private constructor(
    readonly netns: string,
    readonly tool: string,
  ) {
    openedFrames.add(this)
  }

  async send(etherType: number, count: number): Promise<void> {
    const frame = { iface: 'lo', dstMac: '00:00:00:00:00:00', hex: '00'.repeat(46) }
    const options = toolOptions({ ...frame, ethertype: etherType, count })
    const [program = '', ...args] = insideNetns(this.netns, [this.tool, 'send-frames', ...options])
    await runProgram(program, args)
  }

  static closeAll(): void {
    for (const { netns } of openedFrames) deleteNetns(netns)
    openedFrames.clear()
  }
}
