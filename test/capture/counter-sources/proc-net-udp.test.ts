import assert from 'node:assert/strict'
import { emptyTables, parse } from '../../../capture/counter-sources/proc-net-udp.js'
import { rawProc } from './raw-proc.js'

describe('proc-net-udp', () => {
  it('reads the drops of each socket that has any', () => {
    assert.deepEqual(parse('udp', rawProc('6.18.44', 'udp')), [
      { name: 'udp:105383.drops', value: 37 },
    ])
    assert.deepEqual(parse('udp6', rawProc('6.18.44', 'udp6')), [
      { name: 'udp6:105385.drops', value: 27 },
    ])
    assert.deepEqual(parse('raw', rawProc('6.18.44', 'raw')), [])
  })

  it('knows from sockstat which tables need not be read', () => {
    const empty = emptyTables(rawProc('6.18.44', 'sockstat'))
    assert.deepEqual([...empty], ['udplite', 'raw'])
    assert.deepEqual([...emptyTables('UDP6: inuse 0\nRAW6: inuse 01\nUDP: inuse')], ['udp6'])
    assert.deepEqual([...emptyTables('')], [], 'unknown is not empty')
  })

  it('names a socket without inode by its local address', () => {
    const text = rawProc('6.18.44', 'udp').replace(' 105383 ', ' 0 ')
    assert.deepEqual(parse('udp', text), [{ name: 'udp:0@0100007F:1388.drops', value: 37 }])
  })

  it('takes the newer of two lines for one socket', () => {
    const text = rawProc('6.18.44', 'udp')
    const row = text.split('\n')[1] ?? ''
    assert.deepEqual(parse('udp', `${text}${row.replace(/37\s*$/, '41')}\n`), [
      { name: 'udp:105383.drops', value: 41 },
    ])
  })

  it('reads no value from a cut line and refuses garbage', () => {
    const text = rawProc('6.18.44', 'udp')
    const end = text.indexOf(' 37 ') + 2
    assert.deepEqual(parse('udp', text.slice(0, end)), [], "no '3' of '37'")
    assert.throws(() => parse('udp', 'a b c\n'), /udp: layout not understood/)
    assert.throws(() => parse('udp', ''), /udp: layout not understood/)
  })
})
