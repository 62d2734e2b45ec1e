import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Row, TableName } from '../../session/tables.js'
import { symbolRows } from '../../capture/drop-sources/rows/symbol-rows.js'
import { createGuard } from '../../capture/guard/guard.js'
import { resolveSymbol } from '../../capture/host/kernel-symbols.js'
import type { DropSourceContext, Mask, Sink } from '../../capture/source.js'
import { addon } from '../../capture/native.js'
import { compiled } from './lab/compiled.js'
import { addNetns, deleteNetns, insideNetns, netnsInode } from './lab/netns.js'
import { packageRoot } from '../../session/package-root.js'
import { join } from 'node:path'

const run = promisify(execFile)
const opened = new Set<BpfRoom>()
const guards = new Set<ReturnType<typeof createGuard>>()

export const bpfTestOptions = {
  ringBytes: 4 << 20,
  detailBudget: 16,
  earlyDetails: 1,
  stacks: true,
  maxKeys: 512,
  maxFlows: 8192,
  maxStacks: 4096,
} as const

/** A namespace of the test's own, and a sender of datagrams that are dropped in it. */
export class BpfRoom {
  private constructor(
    readonly name: string,
    readonly inode: number,
    readonly sender: string,
  ) {}

  static async open(role: string): Promise<BpfRoom> {
    const sender = await compiled('bpf-sender', [join(packageRoot, 'test/live/bpf-sender.c')])
    const name = `dcbpf${process.pid}-${role}`
    await addNetns(name)
    const room = new BpfRoom(name, netnsInode(name), sender)
    opened.add(room)
    return room
  }

  async send(...words: readonly (string | number)[]): Promise<string> {
    const [file = '', ...args] = insideNetns(this.name, [this.sender, ...words.map(String)])
    const { stdout } = await run(file, args)
    return stdout
  }

  static closeAll(): void {
    for (const room of opened) deleteNetns(room.name)
    opened.clear()
  }
}

/** Rows by table, as a source adds them, and the context it runs in. */
export class CollectedRows {
  readonly tables = new Map<TableName, Row<TableName>[]>()
  readonly inodes: number[] = []
  readonly startMonotonicNs = addon().monotonicNs()

  /** A guard process lives as long as its recorder does: it would keep mocha from ending. */
  static async closeGuards(): Promise<void> {
    await Promise.all([...guards].map((guard) => guard.close()))
    guards.clear()
  }

  of<N extends TableName>(table: N): readonly Row<N>[] {
    return (this.tables.get(table) ?? []) as unknown as readonly Row<N>[]
  }

  context(masks: readonly Mask[] = []): DropSourceContext {
    const sink: Sink = {
      add: (table, rows) => {
        const all = this.tables.get(table) ?? []
        all.push(...(rows as unknown as Row<TableName>[]))
        this.tables.set(table, all)
      },
    }
    const guard = createGuard()
    guards.add(guard)
    return {
      sink,
      symbols: symbolRows(sink, resolveSymbol),
      guard,
      idBase: 0,
      hardwareOnly: false,
      alertMode: 'packet',
      clock: {
        now: () => Number(addon().monotonicNs() - this.startMonotonicNs),
        startMonotonicNs: this.startMonotonicNs,
        fromWall: () => 0,
      },
      // Inodes serve as ids: a test knows its namespace by that.
      netns: { list: () => [], idOf: (inode) => inode },
      masks,
      interfaceName: (_netns, ifindex) => (ifindex === 1 ? 'lo' : undefined),
      onDevice: () => undefined,
      whileHeld: (_netns, _ifindex, _name, atNs) => atNs,
      onSocketDrop: (inode) => this.inodes.push(inode),
    }
  }
}
