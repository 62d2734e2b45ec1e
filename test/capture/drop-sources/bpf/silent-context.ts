import { symbolRows } from '../../../../capture/drop-sources/rows/symbol-rows.js'
import type { DropSourceContext } from '../../../../capture/source.js'
import { CollectedRows } from '../../host/collected-rows.js'

/** A context in which every drop site has that name, and nobody listens to what is told. */
export function silentContext(site: string, rows = new CollectedRows()): DropSourceContext {
  return {
    sink: rows,
    symbols: symbolRows(rows, () => ({ name: site, offset: 0, module: '' })),
    guard: { arm: () => Promise.reject(new Error('nothing is switched on')) },
    ...{ idBase: 0, hardwareOnly: false, alertMode: 'packet', masks: [] },
    clock: { now: () => 0, startMonotonicNs: 0n, fromWall: () => 0 },
    netns: { list: () => [], idOf: (inode) => inode },
    interfaceName: () => undefined,
    onDevice: () => undefined,
    whileHeld: (_netns, _ifindex, _name, atNs) => atNs,
    onSocketDrop: () => undefined,
  }
}
