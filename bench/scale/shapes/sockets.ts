/** A host with very many sockets, ten a process, each seen to fill and empty. None of them loses anything. */
import { counting, type Shape } from '../shape.js'

const samplesOfSocket = 10

const shape: Shape = {
  name: 'sockets',
  unit: 'sockets',
  sizes: [10_000, 50_000, 200_000],
  async grow(database, size) {
    await database.exec(
      `WITH ${counting(size)} INSERT INTO socket SELECT 1000 + i, 2, 1000000 + i, 4, CASE i % 2 WHEN 0 THEN 'tcp' ELSE 'udp' END,
         CASE i % 2 WHEN 0 THEN 'established' ELSE 'close' END, '10.77.0.2', 10000 + i % 20000,
         CASE i % 2 WHEN 0 THEN '10.77.0.1' ELSE '0.0.0.0' END, CASE i % 2 WHEN 0 THEN 30000 + i / 20000 ELSE 0 END,
         0, 0, 0, 212992, 0, 212992, 0, NULL, 20000000, NULL FROM n;
       WITH ${counting(size * samplesOfSocket)} INSERT INTO socket_sample
         SELECT 1000 + i / ${samplesOfSocket}, 500000000 + (i % ${samplesOfSocket}) * 250000000, i % 3 * 1000, 0, 0 FROM n;
       WITH ${counting(size / 10)} INSERT INTO process SELECT 100000 + i, 5000, 'worker', '/usr/bin/worker --id ' || i, 0, 2, '/worker' FROM n;
       WITH ${counting(size)} INSERT INTO process_sample SELECT 100000 + i / 10, 5000, 500000000 + (i % 10) * 250000000, 'S', i % 10 * 20, 0 FROM n;
       WITH ${counting(size)} INSERT INTO socket_process SELECT 1000 + i, 100000 + i / 10, 5000, 3 + i % 10 FROM n`,
    )
    return {}
  },
}
export default shape
