import { symbolRows } from '../../../../capture/drop-sources/rows/symbol-rows.js'
import type { DropSourceContext, Namespace } from '../../../../capture/source.js'
import type { Row, TableName } from '../../../../session/tables.js'

/** Wall clock of the fixtures: the session starts at this second. */
export const wallAtStartS = 1_795_348_990

/** A context that keeps its rows. Kernel symbols are hidden in it. */
export class AlertContext implements DropSourceContext {
  readonly rows: { readonly table: TableName; readonly row: unknown }[] = []
  /** Interfaces by namespace: index → name. */
  readonly interfaces = new Map<number, Map<number, string>>([[1, new Map([[1, 'lo']])]])
  nowNs = 1e9
  readonly sink: DropSourceContext['sink'] = {
    add: (table, rows) => this.rows.push(...rows.map((row) => ({ table, row }))),
  }
  readonly clock: DropSourceContext['clock'] = {
    now: () => this.nowNs,
    startMonotonicNs: 0n,
    fromWall: (seconds, nanoseconds) => (seconds - wallAtStartS) * 1e9 + nanoseconds,
  }
  readonly netns: DropSourceContext['netns'] = {
    list: () => [...this.interfaces.keys()].map(namespace),
    idOf: () => 0,
  }
  masks: DropSourceContext['masks'] = []
  idBase = 1000
  hardwareOnly = false
  readonly alertMode = 'packet'
  readonly symbols = symbolRows(this.sink, () => ({ name: '', offset: 0, module: '' }))
  readonly guard: DropSourceContext['guard'] = {
    arm: () => Promise.resolve(() => undefined),
  }

  interfaceName(netns: number, ifindex: number): string | undefined {
    return this.interfaces.get(netns)?.get(ifindex)
  }

  onDevice(): void {
    throw new Error('alerts tell numbers of interfaces, no names')
  }

  whileHeld(): number {
    throw new Error('alerts tell numbers of interfaces, no names')
  }

  onSocketDrop(): void {
    throw new Error('alerts name no sockets')
  }

  table<N extends TableName>(name: N): readonly Row<N>[] {
    return this.rows.filter(({ table }) => table === name).map(({ row }) => row as Row<N>)
  }
}

const namespace = (id: number): Namespace => ({
  id,
  inode: id,
  name: id === 1 ? 'host' : `ns${id}`,
  enter: (read) => read(),
})
