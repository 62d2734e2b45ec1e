/**
 * A long recording in which something happens all the time: one drop in each 100 ms at a closed port, twenty counters that
 * move with every reading (250 ms), forty captured flows, twenty sockets and their processes, each sampled every second.
 */
import { counting, type Shape } from '../shape.js'

const key = `(SELECT min(id) FROM drop_key WHERE reason = 'NO_SOCKET')`
const flow = `(SELECT min(id) FROM drop_flow WHERE key = ${key})`
const inNamespace = `netns = (SELECT netns FROM drop_key WHERE id = ${key})`

const shape: Shape = {
  name: 'hours',
  unit: 'hours',
  sizes: [1, 6, 24],
  async grow(database, hours) {
    const seconds = hours * 3600
    const endNs = seconds * 1e9
    const beginNs = 4e9
    const buckets = seconds * 10
    const rounds = seconds * 4
    const moving = `SELECT id FROM counter WHERE gauge = 0 AND ${inNamespace} AND name LIKE 'dev:%' ORDER BY id LIMIT 19`
    const lastNoPorts = `SELECT value FROM counter_change WHERE counter = c.id ORDER BY at_ns DESC LIMIT 1`
    await database.exec(
      `WITH ${counting(buckets)} INSERT INTO drop_count SELECT ${key}, ${beginNs} + i * 100000000, 1, 142 FROM n;
       WITH ${counting(buckets)} INSERT INTO drop_flow_count SELECT ${flow}, ${beginNs} + i * 100000000, 1, 142 FROM n;
       WITH ${counting(rounds)} INSERT INTO counter_round SELECT ${beginNs} + i * 250000000, 4000, 4000, 1000, 20 FROM n;
       CREATE TEMP TABLE moving AS ${moving};
       WITH ${counting(rounds)} INSERT INTO counter_change SELECT moving.id, ${beginNs} + i * 250000000,
         (SELECT max(value) FROM counter_change WHERE counter = moving.id) + 1 + i FROM moving, n ORDER BY i;
       CREATE TEMP TABLE noports AS SELECT c.id, (${lastNoPorts}) AS value FROM counter c WHERE ${inNamespace} AND name = 'snmp:Udp.NoPorts';
       WITH ${counting(rounds)} INSERT INTO counter_change SELECT id, ${beginNs} + 250000000 + i * 250000000,
         value + min(${buckets}, (i + 1) * 10 / 4) FROM noports, n;
       WITH ${counting(seconds)} INSERT INTO flow_second SELECT flow.id, ${beginNs} + i * 1000000000, 10, 1420
         FROM n, (SELECT id FROM flow ORDER BY id LIMIT 40) flow;
       UPDATE capture SET received = received + ${seconds * 400}, to_ns = ${beginNs + endNs};
       CREATE TEMP TABLE twenty AS WITH ${counting(20)} SELECT i AS value FROM n;
       WITH ${counting(seconds)} INSERT INTO socket_sample SELECT 1000 + s.value, ${beginNs} + i * 1000000000, i % 2 * 1000, 0, 0 FROM n, twenty s;
       WITH ${counting(20)} INSERT INTO socket SELECT 1000 + i, 2, 1000000 + i, 4, 'udp', 'close', '0.0.0.0', 10000 + i, '0.0.0.0', 0,
         0, 0, 0, 212992, 0, 212992, 0, NULL, 20000000, NULL FROM n;
       WITH ${counting(20)} INSERT INTO process SELECT 100000 + i, 5000, 'worker', '/usr/bin/worker', 0, 2, '/worker' FROM n;
       WITH ${counting(20)} INSERT INTO socket_process SELECT 1000 + i, 100000 + i, 5000, 3 FROM n;
       WITH ${counting(seconds)} INSERT INTO process_sample SELECT 100000 + s.value, 5000, ${beginNs} + i * 1000000000, 'S', i * 20, 0 FROM n, twenty s;
       UPDATE session_info SET value = '${beginNs + endNs}' WHERE key IN ('detachedNs', 'endedNs')`,
    )
    return { 'udp-no-listener': buckets }
  },
}
export default shape
