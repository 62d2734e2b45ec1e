import assert from 'node:assert/strict'
import { parseKallsyms } from '../../../capture/host/kernel-symbols.js'

const parse = (text: string): ReturnType<typeof parseKallsyms> =>
  parseKallsyms(new TextEncoder().encode(text))

const text = `ffffffff81000000 T _text
ffffffff81000000 T startup_64
ffffffff81000100 t tcp_v4_rcv.constprop.0
ffffffff81000180 d some_data
ffffffff82000000 T ip_rcv
ffffffffc0201000 t nf_hook_slow\t[nf_tables]
ffffffffc0100000 t veth_xmit\t[veth]
`

describe('kernel symbols', () => {
  it('resolve an address to the symbol it lies in, names as they are', () => {
    const symbols = parse(text)
    assert.equal(symbols.why, '')
    assert.deepEqual(symbols.resolve(0xffffffff81000145n), {
      name: 'tcp_v4_rcv.constprop.0',
      offset: 0x45,
      module: '',
    })
    assert.deepEqual(symbols.resolve(0xffffffff82000000n), {
      name: 'ip_rcv',
      offset: 0,
      module: '',
    })
  })

  it('know modules, though those do not come in order', () => {
    const symbols = parse(text)
    assert.equal(symbols.resolve(0xffffffffc0100010n).module, 'veth')
    assert.deepEqual(symbols.resolve(0xffffffffc0201001n), {
      name: 'nf_hook_slow',
      offset: 1,
      module: 'nf_tables',
    })
  })

  it('take the first of several names for one address, and leave data out', () => {
    const symbols = parse(text)
    assert.equal(symbols.resolve(0xffffffff81000001n).name, '_text')
    assert.equal(symbols.resolve(0xffffffff81000190n).name, 'tcp_v4_rcv.constprop.0')
  })

  it('say nothing about an address outside of all symbols', () => {
    const symbols = parse(text)
    assert.equal(symbols.resolve(0xffffffff80ffffffn).name, '')
    assert.equal(symbols.resolve(0xffffffff90000000n).name, '')
    assert.equal(symbols.resolve(0n).name, '')
  })

  it('say that kptr_restrict hides the addresses', () => {
    const symbols = parse('0000000000000000 T _text\n0000000000000000 t foo\t[bar]\n')
    assert.match(symbols.why, /kptr_restrict/)
    assert.equal(symbols.resolve(0xffffffff81000000n).name, '')
  })

  it('skip what is cut or garbage', () => {
    const symbols = parse('ffffffff81000000 T a\nnonsense\nffffffffXX000000 T b\nffffffff8100\n\n')
    assert.equal(symbols.size, 1)
    assert.match(parse('').why, /no symbols/)
    assert.equal(parse('ffffffff81000000 T a').resolve(0xffffffff81000000n).name, 'a')
  })

  it('know addresses of other architectures', () => {
    const symbols = parse('ffff800008010000 T _stext\nffff800008c40a10 T ip_rcv\n')
    assert.deepEqual(symbols.resolve(0xffff800008c40a14n), {
      name: 'ip_rcv',
      offset: 4,
      module: '',
    })
  })
})
