import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { netDmExchange } from './exchange.js'

/** type, flags, sequence and command of a message; `text` stands where its attributes are. */
function message(type: number, flags: number, sequence: number, command: number, text = '') {
  const bytes = Buffer.alloc(20 + text.length)
  bytes.writeUInt32LE(bytes.length, 0)
  bytes.writeUInt16LE(type, 4)
  bytes.writeUInt16LE(flags, 6)
  bytes.writeUInt32LE(sequence, 8)
  bytes.writeUInt8(command, 16)
  bytes.write(text, 20, 'latin1')
  return bytes
}

const [controller, family, otherFamily, error] = [16, 35, 24, 2]
/** Attribute 1, the id, and attribute 2, the name. */
const familyAnswer = '\x06\x00\x01\x00\x23\x00\x00\x00\x0b\x00\x02\x00NET_DM\x00\x00'

describe('a NET_DM exchange among other netlink messages', () => {
  it('is found by the family id of its boot, with the acknowledgements of its requests', () => {
    const names = netDmExchange([
      message(otherFamily, 5, 900, 1),
      message(controller, 5, 1, 3, '\x0b\x00\x02\x00NET_DM\x00\x00'),
      message(controller, 0, 1, 1, familyAnswer),
      message(error, 0, 1, 0),
      message(family, 5, 2, 3),
      message(error, 0, 2, 0),
      message(error, 0, 900, 0),
      message(family, 0, 0, 5),
      message(otherFamily, 0, 0, 5),
      message(family, 0, 0, 77),
    ]).map(({ name }) => name)
    assert.deepEqual(names, [
      '000-tx-getfamily',
      '001-rx-getfamily-reply',
      '002-rx-getfamily-ack',
      '003-tx-start',
      '004-rx-start-ack',
      '005-rx-packet-alert',
      '006-rx-cmd77',
    ])
  })

  it('is nothing in messages cut short', () => {
    const whole = message(controller, 0, 1, 1, familyAnswer)
    const cut = Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length))
    assert.deepEqual(netDmExchange(cut.filter((bytes) => !bytes.includes('NET_DM'))), [])
  })

  it('keeps its order in what was recorded', () => {
    const folder = join(packageRoot, 'fixtures/raw/net_dm')
    for (const kernel of readdirSync(folder).filter((name) => name.startsWith('recorded-'))) {
      const files = readdirSync(join(folder, kernel, 'packet')).sort()
      const messages = files.map((name) => readFileSync(join(folder, kernel, 'packet', name)))
      const again = netDmExchange(messages).map(({ name }) => `${name}.bin`)
      assert.deepEqual(again, files)
    }
  })
})
