/** A child process for killed-writer.test.ts: writes for ever, and tells after each flush what is safe. */
import { SessionWriter } from '../../session/writer.js'

const path = process.argv[2]
if (path === undefined || process.send === undefined)
  throw new Error('run by killed-writer.test.ts')
const writer = await SessionWriter.create(path, { overwrite: true })
writer.setInfo('hostname', 'killed')
for (let round = 0; ; round += 1) {
  const rows = Array.from({ length: 500 }, (_, id) => ({ counter: id, at_ns: round, value: id }))
  writer.add('counter_change', rows)
  const data = new Uint8Array(64 * 1024).fill(round)
  writer.add('drop_block', [{ id: round, source: 'bpf', from_ns: 0, to_ns: 1, records: 256, data }])
  await writer.flush()
  process.send(round)
}
