import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { runProgram } from '../../test/live/lab/program.js'
import { inNetns, makePair, removeNetns } from '../../test/live/packets-setting.js'

/** See packet-flood.c. */
export const payloads = ['same', 'chance'] as const
export type Payload = (typeof payloads)[number]

export const device = 'dcpb0'
export const port = 7001
const left = `dcb${process.pid}-l`
/** Where packets are captured. */
export const right = `dcb${process.pid}-r`

/** Two namespaces joined by a veth; the left one sends. */
export class TrafficRoom {
  readonly #generator: string
  /** An interrupted bench leaves no namespaces. */
  readonly #onExit = () => removeNetns(left, right)

  private constructor(generator: string) {
    this.#generator = generator
    process.on('exit', this.#onExit)
  }

  static async open(): Promise<TrafficRoom> {
    const source = join(packageRoot, 'bench/generator/packet-flood.c')
    const room = new TrafficRoom(await compiled('packet-flood', [source]))
    makePair(left, right, device)
    // So that nothing but the flood arrives.
    for (const name of [left, right])
      inNetns(name, 'sysctl', '-qw', `net.ipv6.conf.${device}.disable_ipv6=1`)
    return room
  }

  /** On CPU 0, as at the other end of a wire, as fast as it can. Resolves to the seconds it took. */
  async flood(packets: number, payload: Payload): Promise<number> {
    const sender = [this.#generator, device, String(packets), '0', payload]
    const text = await runProgram('ip', ['netns', 'exec', left, ...sender])
    return Number(/sent \d+ in ([\d.]+) seconds/.exec(text)?.[1])
  }

  /** Packets that reached the receiving end: a full CPU backlog drops some before any capture could see them. */
  arrivals(): number {
    const text = execFileSync('ip', ['-n', right, '-s', '-j', 'link', 'show', device], {
      encoding: 'utf8',
    })
    const [link] = JSON.parse(text) as readonly { stats64: { rx: { packets: number } } }[]
    return link?.stats64.rx.packets ?? 0
  }

  close(): void {
    process.off('exit', this.#onExit)
    removeNetns(left, right)
  }
}
