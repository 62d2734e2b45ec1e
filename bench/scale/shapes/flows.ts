/** Very many flows: each loses three datagrams to a closed port and is captured with four. */
import { packetRecord, packetRecordSize } from '../../../session/packet-record.js'
import type { SqliteDatabase } from '../../../session/sqlite.js'
import { addressSql, counting, type Shape } from '../shape.js'

const dropsOfFlow = 3
const packetsOfFlow = 4
/** Key, port and interface of the base session's drops without a listener; see base-session.ts. */
const key = `(SELECT min(id) FROM drop_key WHERE reason = 'NO_SOCKET')`
const port = 9
const sport = 40_000
const fromNs = 600e6
const spanNs = 2.3e9

const shape: Shape = {
  name: 'flows',
  unit: 'flows',
  sizes: [10_000, 50_000, 200_000],
  async grow(database, size) {
    const at = `(${fromNs} + (i % 23) * 100000000)`
    await database.exec(
      `WITH ${counting(size)} INSERT INTO drop_flow SELECT 1000 + i, ${key}, 4, 17, ${addressSql('i')}, ${sport}, '10.77.0.2', ${port}, 0 FROM n;
       WITH ${counting(size)} INSERT INTO drop_flow_count SELECT 1000 + i, ${at}, ${dropsOfFlow}, ${dropsOfFlow * 142} FROM n;
       INSERT INTO drop_count SELECT ${key}, at_ns, sum(drops), sum(bytes) FROM drop_flow_count WHERE flow >= 1000 GROUP BY at_ns;
       WITH ${counting(size)} INSERT INTO flow SELECT 1000 + i, netns, ifindex, 2048, 4, 17, ${addressSql('i')}, ${sport}, '10.77.0.2', ${port} FROM n, capture;
       WITH ${counting(size)} INSERT INTO flow_second SELECT 1000 + i, 1000000000, ${packetsOfFlow}, ${packetsOfFlow * 142} FROM n;
       UPDATE capture SET received = received + ${size * packetsOfFlow};
       UPDATE counter_change SET value = value + ${size * dropsOfFlow} WHERE rowid IN (
         SELECT max(rowid) FROM counter_change WHERE counter IN (
           SELECT id FROM counter WHERE name = 'snmp:Udp.NoPorts' AND netns = (SELECT netns FROM drop_key WHERE id = ${key})))`,
    )
    await addPackets(database, size)
    return { 'udp-no-listener': size * dropsOfFlow }
  },
}
export default shape

const flowsOfBlock = 512
const frameBytes = 42

/** By blocks; the packets of a flow lie apart, as they would. */
async function addPackets(database: SqliteDatabase, size: number): Promise<void> {
  const [place] = await database.all('SELECT netns, ifindex FROM capture')
  const insert = await database.prepare(
    'INSERT INTO packet_block SELECT 1 + max(id), ?, ?, 1, ?, ?, ?, ?, ? FROM packet_block',
  )
  const blocks = Math.ceil(size / flowsOfBlock)
  const stepNs = spanNs / packetsOfFlow / blocks
  await database.exec('BEGIN')
  for (let pass = 0; pass < packetsOfFlow; pass++) {
    for (let first = 0; first < size; first += flowsOfBlock) {
      const flows = Math.min(flowsOfBlock, size - first)
      const atNs = fromNs + (pass * blocks + first / flowsOfBlock) * stepNs
      await insert.run([
        Number(place?.['netns']),
        Number(place?.['ifindex']),
        Math.floor(atNs),
        Math.floor(atNs + stepNs),
        flows,
        flows * 142,
        block(first, flows, atNs, pass),
      ])
    }
  }
  await database.exec('COMMIT')
}

function block(first: number, flows: number, atNs: number, id: number): Uint8Array {
  const size = packetRecordSize(frameBytes)
  const data = new Uint8Array(flows * size)
  const fields = new DataView(data.buffer)
  for (let i = 0; i < flows; i++) {
    const at = i * size
    fields.setFloat64(at + packetRecord.atNs, Math.floor(atNs + i), true)
    fields.setUint32(at + packetRecord.length, 142, true)
    fields.setUint32(at + packetRecord.captured, frameBytes, true)
    const ip = at + packetRecord.headerSize + 14
    fields.setUint16(ip - 2, 0x0800)
    fields.setUint16(ip, 0x4500)
    fields.setUint16(ip + 2, 128)
    fields.setUint16(ip + 4, 1 + id)
    fields.setUint16(ip + 8, 0x4011)
    fields.setUint32(ip + 12, (11 << 24) | (first + i))
    fields.setUint32(ip + 16, 0x0a4d0002)
    fields.setUint16(ip + 20, sport)
    fields.setUint16(ip + 22, port)
    fields.setUint16(ip + 24, 108)
  }
  return data
}
