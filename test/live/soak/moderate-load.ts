/** A host that is busy but not in trouble: steady traffic, steady drops, and things that come and go. */
import { existsSync } from 'node:fs'
import { backgroundPorts } from '../lab/background.js'
import type { Lab } from '../lab/lab.js'
import { addNetns, deleteNetns, insideNetns, netnsName } from '../lab/netns.js'
import { runProgram, type RunningProgram } from '../lab/program.js'
import { east, twoHosts } from '../lab/topology.js'

/** Datagrams a second to a port that nobody has, and to one that answers: two captured packets each. */
const dropsPerSecond = 300
const echoesPerSecond = 1000
/** Bursts keep the senders cheap. */
const burst = 20
/** Every round a namespace, a veth pair, a qdisc, a socket and some processes come and go, under the names of the last. */
export const churnEveryMs = 5000
export const dropsPerChurn = 7

/** The namespace that comes and goes, as sessions name it. */
export const churnNetns = netnsName('churn')
/** What to capture on: one interface that stays, one that comes and goes. */
export const loadInterfaces = ['lan0', 'churn0'].map((name) => `${netnsName('east')}/${name}`)

export class ModerateLoad {
  readonly #lab: Lab
  readonly #seconds: number
  readonly #senders: RunningProgram[] = []
  #rounds = 0

  private constructor(lab: Lab, seconds: number) {
    this.#lab = lab
    this.#seconds = seconds
  }

  /** Makes the hosts for traffic of `seconds`; nothing is sent yet. */
  static async prepare(lab: Lab, seconds: number): Promise<ModerateLoad> {
    await twoHosts(lab)
    const echo = { port: backgroundPorts.udpEcho, mode: 'echo', seconds: 2 * seconds + 120 }
    await lab.startTool('east', 'udp-receive', echo)
    lab.onTearDown(() => {
      if (existsSync(`/run/netns/${churnNetns}`)) deleteNetns(churnNetns)
    })
    const load = new ModerateLoad(lab, seconds)
    await load.#appear()
    return load
  }

  /** Rounds of coming and going so far. */
  get rounds(): number {
    return this.#rounds
  }

  async start(): Promise<void> {
    const seconds = this.#seconds
    // Their pauses make them take longer than the rate says.
    const common = { to: east.address, burst, seconds: 2 * seconds + 60 }
    const tasks = [
      { port: 9, count: dropsPerSecond * seconds, rate: dropsPerSecond },
      {
        ...{ port: backgroundPorts.udpEcho, count: echoesPerSecond * seconds },
        ...{ rate: echoesPerSecond, echo: true },
      },
    ]
    for (const task of tasks) {
      this.#senders.push(await this.#lab.startSender('west', 'udp-send', { ...common, ...task }))
    }
  }

  /** Datagrams to the closed port of 'east' once all senders have ended, as the sender tells. */
  async dropsMade(): Promise<number> {
    await Promise.all(this.#senders.map((sender) => sender.ended()))
    return Number(/^sent (\d+)/.exec(this.#senders[0]?.output ?? '')?.[1])
  }

  get isSending(): boolean {
    return this.#senders.some(({ status }) => status === undefined)
  }

  /** What is there goes, and comes again. */
  async churn(): Promise<void> {
    const script = `for i in $(seq ${dropsPerChurn}); do echo x >/dev/udp/127.0.0.1/9; done 2>/dev/null; exit 0`
    await inChurn('bash', '-c', script)
    this.#rounds += 1
    // Before its namespace: the kernel takes that apart some time after its name is gone.
    await this.#lab.run('east', 'ip link delete churn0')
    deleteNetns(churnNetns)
    await this.#appear()
  }

  async #appear(): Promise<void> {
    await addNetns(churnNetns)
    const ends = `churn0 netns ${netnsName('east')} type veth peer name churn1 netns ${churnNetns}`
    await runProgram('ip', `link add ${ends}`.split(' '))
    await this.#lab.run('east', 'ip link set churn0 up')
    await inChurn('ip', 'link', 'set', 'churn1', 'up')
    await inChurn('tc', ...'qdisc add dev churn1 root pfifo limit 100'.split(' '))
  }
}

async function inChurn(...argv: readonly string[]): Promise<void> {
  const [program = '', ...args] = insideNetns(churnNetns, argv)
  await runProgram(program, args)
}
