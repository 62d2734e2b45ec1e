import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NotHere } from './fault.js'
import { addNetns, deleteNetns, insideNetns, netnsName, sweepNetns } from './netns.js'
import { packetTool, toolOptions } from './packet-tool.js'
import { runProgram, RunningProgram } from './program.js'

export type ToolOptions = Readonly<Record<string, string | number | boolean | undefined>>

/** Where healthy background traffic may run. */
export interface Path {
  readonly from: string
  readonly to: string
  readonly address: string
}

/**
 * The hosts of one fault: network namespaces, the programs in them, and what must be put back. Everything made here ends
 * with tearDown, which also runs when the process is interrupted.
 */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), 'dropcorr-lab-'))
  /** Set by the topology. */
  path: Path | undefined
  readonly #tool: string
  readonly #roles: string[] = []
  readonly #programs: RunningProgram[] = []
  readonly #undo: (() => void)[] = []
  readonly #onExit = () => this.#cleanUp()

  private constructor(tool: string) {
    this.#tool = tool
    process.on('exit', this.#onExit)
  }

  static async open(): Promise<Lab> {
    const tool = await packetTool()
    sweepNetns()
    return new Lab(tool)
  }

  /** Names of its namespaces as `ip netns` prints them. */
  get netnsNames(): readonly string[] {
    return this.#roles.map(netnsName)
  }

  /** Hosts in the order in which they were added. */
  get roles(): readonly string[] {
    return this.#roles
  }

  async addHost(role: string): Promise<void> {
    this.#roles.push(role)
    await addNetns(netnsName(role))
  }

  /** Runs a program on a host to its end; the command line is split at blanks. */
  run(role: string, commandLine: string): Promise<string> {
    return this.#runIn(role, commandLine.split(' '))
  }

  /** As `run`, for a feature that kernels may lack: its failure skips the fault, saying `missing`. */
  async runOrSkip(role: string, commandLine: string, missing: string): Promise<void> {
    try {
      await this.run(role, commandLine)
    } catch (error) {
      throw new NotHere(`${missing} (${String(error).split('\n')[1] ?? ''})`)
    }
  }

  /** Loads a ruleset, in the text form of `nft -f`. */
  async nft(role: string, ruleset: string): Promise<void> {
    const file = join(this.folder, `${role}.nft`)
    writeFileSync(file, ruleset)
    await this.runOrSkip(role, `nft -f ${file}`, 'this kernel or nft lacks what the rules need')
  }

  /** Sets a sysctl of a host's namespace: path under /proc/sys. */
  async sysctl(role: string, path: string, value: string | number): Promise<void> {
    await this.#runIn(role, ['sh', '-c', `echo ${value} > /proc/sys/${path}`])
  }

  /** Sets a sysctl of the whole machine; tearDown puts the old value back. */
  globalSysctl(path: string, value: string | number): () => void {
    const file = `/proc/sys/${path}`
    const before = readFileSync(file, 'utf8').trim()
    const restore = () => writeFileSync(file, before)
    this.#undo.push(restore)
    writeFileSync(file, String(value))
    return restore
  }

  /** Runs a command of the packet tool to its end. */
  tool(role: string, command: string, options: ToolOptions): Promise<string> {
    return this.#runIn(role, [this.#tool, command, ...toolOptions(options)])
  }

  /** Starts a command of the packet tool and waits until it says that it is ready. */
  startTool(role: string, command: string, options: ToolOptions): Promise<RunningProgram> {
    return this.#start([this.#tool, command, ...toolOptions(options)], role, 'ready')
  }

  /** Starts a command of the packet tool that says nothing until it ends. */
  startSender(role: string, command: string, options: ToolOptions): Promise<RunningProgram> {
    return this.#start([this.#tool, command, ...toolOptions(options)], role, undefined)
  }

  /** Starts any program on a host, without waiting for anything. */
  start(role: string, commandLine: string): Promise<RunningProgram> {
    return this.#start(commandLine.split(' '), role, undefined)
  }

  /**
   * Returns once the kernel has freed what it had put off: a UDP socket drops its unread data in an RCU callback some
   * milliseconds after close. Deleting a device waits for all such callbacks (netdev_run_todo).
   */
  async rcuBarrier(role: string): Promise<void> {
    await this.run(role, 'ip link add barrier0 type bridge')
    await this.run(role, 'ip link delete barrier0')
  }

  /** What tearDown shall put back. */
  onTearDown(undo: () => void): void {
    this.#undo.push(undo)
  }

  async tearDown(): Promise<void> {
    for (const program of this.#programs) program.signal('SIGKILL')
    await Promise.all(this.#programs.map((program) => program.ended()))
    this.#cleanUp()
  }

  #runIn(role: string, argv: readonly string[]): Promise<string> {
    const [program = '', ...args] = insideNetns(netnsName(role), argv)
    return runProgram(program, args)
  }

  async #start(
    argv: readonly string[],
    role: string,
    sign: string | undefined,
  ): Promise<RunningProgram> {
    const [program = '', ...args] = insideNetns(netnsName(role), argv)
    const running = new RunningProgram(program, args)
    this.#programs.push(running)
    if (sign !== undefined) await running.said(sign)
    return running
  }

  #cleanUp(): void {
    process.off('exit', this.#onExit)
    for (const program of this.#programs.splice(0)) program.signal('SIGKILL')
    for (const undo of this.#undo.splice(0).reverse()) undo()
    for (const role of this.#roles.splice(0)) deleteNetns(netnsName(role))
    rmSync(this.folder, { recursive: true, force: true })
  }
}
