/** A first input of drop-reader.cc in which a key, a flow and a detail are met: all code is near from there. */

const operation = { key: 0, counts: 1, flow: 2, cpu: 3, record: 4, readCounts: 5, readDetails: 6 }
// Of native/bpf/drop-maps.h.
const keyEntry = { bytes: 48, ready: 32 }
const keyCounts = { bytes: 32 }
const flowEntry = { bytes: 64, drops: 48 }
const cpuState = { bytes: 128, numbers: 4 }
const dropEvent = { bytes: 520, key: 8, flow: 12, stackBytes: 256 }

export function dropReaderSeed(): Uint8Array {
  const id = 1
  const withNumbers = (bytes: number, numbers: Readonly<Record<number, number>>): Buffer => {
    const entry = Buffer.alloc(bytes)
    for (const [at, value] of Object.entries(numbers)) entry.writeUInt32LE(value, Number(at))
    return entry
  }
  const put = (what: number, entry: Buffer): readonly Buffer[] => [
    Buffer.of(what),
    entry,
    Buffer.of(id),
  ]
  const lastAndHighest = Object.fromEntries(
    Array.from({ length: cpuState.numbers }, (_, index) => [4 * index, id]),
  )
  return Buffer.concat([
    Buffer.of(0),
    ...put(operation.key, withNumbers(keyEntry.bytes, { [keyEntry.ready]: 1 })),
    ...put(operation.counts, withNumbers(keyCounts.bytes, { 0: 7 })),
    ...put(operation.flow, withNumbers(flowEntry.bytes, { 0: id, [flowEntry.drops]: 7 })),
    ...put(operation.cpu, withNumbers(cpuState.bytes, lastAndHighest)),
    Buffer.of(operation.readCounts, 0),
    Buffer.of(operation.record, dropEvent.bytes / 4),
    withNumbers(dropEvent.bytes, {
      [dropEvent.key]: id,
      [dropEvent.flow]: id,
      [dropEvent.stackBytes]: 16,
    }),
    Buffer.of(operation.readDetails, operation.readCounts, 0),
  ])
}
