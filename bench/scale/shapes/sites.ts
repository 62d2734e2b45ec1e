/** Very many keys: places of the kernel that nobody knows, each drops seven packets of one flow. */
import { addressSql, counting, type Shape } from '../shape.js'

const drops = 7

const shape: Shape = {
  name: 'sites',
  unit: 'keys',
  sizes: [500, 2000, 8000],
  async grow(database, size) {
    await database.exec(
      `WITH ${counting(size)} INSERT INTO symbol SELECT 100000 + i, printf('%x', 1000000 + i), 'scale_site_' || i, 16, '' FROM n;
       WITH ${counting(size)} INSERT INTO drop_key SELECT 1000 + i, 'bpf', 100000 + i, 'NOT_SPECIFIED', 2, 2, 2048, '', 0 FROM n;
       WITH ${counting(size)} INSERT INTO drop_flow SELECT 1000 + i, 1000 + i, 4, 17, ${addressSql('i')}, 40000, '10.77.0.2', 7000, 0 FROM n;
       WITH ${counting(size * drops)} INSERT INTO drop_flow_count SELECT 1000 + i / ${drops}, 600000000 + (i % ${drops}) * 300000000, 1, 142 FROM n;
       INSERT INTO drop_count SELECT flow, at_ns, drops, bytes FROM drop_flow_count WHERE flow >= 1000`,
    )
    return { 'unknown-site': size * drops }
  },
}
export default shape
