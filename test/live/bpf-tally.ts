import { addon } from '../../capture/native.js'
import type { BpfDropSource, BpfDropSourceOptions, NewFlow, NewKey } from '../../native/index.js'
import { dropRecord } from '../../session/drop-record.js'
import { bpfTestOptions } from './bpf-room.js'

const opened = new Set<BpfTally>()

/** What the addon hands out, added up for one namespace. */
export class BpfTally {
  readonly keys = new Map<number, NewKey>()
  readonly flows = new Map<number, NewFlow>()
  readonly records: DataView[] = []
  readonly #keyDrops = new Map<number, number>()
  readonly #flowDrops = new Map<number, number>()

  private constructor(
    readonly source: BpfDropSource,
    readonly netnsInode: number,
  ) {}

  static open(netnsInode: number, options: Partial<BpfDropSourceOptions> = {}): BpfTally {
    const startMonotonicNs = addon().monotonicNs()
    const source = addon().openBpfDropSource({ ...bpfTestOptions, startMonotonicNs, ...options })
    const tally = new BpfTally(source, netnsInode)
    opened.add(tally)
    return tally
  }

  static closeAll(): void {
    for (const { source } of opened) source.close()
    opened.clear()
  }

  poll(): void {
    const { records } = this.source.details()
    const counts = this.source.counts()
    for (const key of counts.newKeys) this.keys.set(key.id, key)
    for (const flow of counts.newFlows) this.flows.set(flow.id, flow)
    addTriples(this.#keyDrops, counts.keys)
    addTriples(this.#flowDrops, counts.flows)
    for (let at = 0; at < records.byteLength; at += dropRecord.size) {
      const record = new DataView(records, at, dropRecord.size)
      const key = this.keys.get(record.getUint32(dropRecord.key, true))
      if (key?.netnsInode === this.netnsInode) this.records.push(record)
    }
  }

  /** Keys of this namespace with that EtherType. */
  keysOf(protocol: number): readonly NewKey[] {
    return [...this.keys.values()].filter(
      (key) => key.netnsInode === this.netnsInode && key.protocol === protocol,
    )
  }

  flowsOf(key: NewKey): readonly NewFlow[] {
    return [...this.flows.values()].filter((flow) => flow.key === key.id)
  }

  dropsOf(key: NewKey): number {
    return this.#keyDrops.get(key.id) ?? 0
  }

  flowDropsOf(key: NewKey): number {
    return this.flowsOf(key).reduce((sum, { id }) => sum + (this.#flowDrops.get(id) ?? 0), 0)
  }
}

function addTriples(drops: Map<number, number>, triples: Float64Array): void {
  for (let i = 0; i < triples.length; i += 3) drops.set(triples[i] ?? 0, triples[i + 1] ?? 0)
}
