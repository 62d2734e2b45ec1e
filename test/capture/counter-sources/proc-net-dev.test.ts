import assert from 'node:assert/strict'
import source, { parse } from '../../../capture/counter-sources/proc-net-dev.js'
import type { CounterContext } from '../../../capture/source.js'
import { rawProc, valuesOf } from './raw-proc.js'

const columns =
  'rx_bytes rx_packets rx_errs rx_drop rx_fifo rx_frame rx_compressed rx_multicast ' +
  'tx_bytes tx_packets tx_errs tx_drop tx_fifo tx_colls tx_carrier tx_compressed'

describe('proc-net-dev', () => {
  it("reads the file's own 16 columns of each interface", () => {
    const values = valuesOf(parse(rawProc('6.18.44', 'dev')))
    assert.deepEqual(
      [...values.keys()].filter((name) => name.startsWith('dev:lan1.')),
      columns.split(' ').map((column) => `dev:lan1.${column}`),
    )
    assert.equal(values.get('dev:lan1.rx_bytes'), 4176)
    assert.equal(values.get('dev:lan1.tx_packets'), 10)
    assert.equal(values.get('dev:lo.rx_packets'), 112)
  })

  it('takes names with dots, numbers that touch the colon, and columns of a newer kernel', () => {
    const text =
      'Inter-| Receive | Transmit\n face |bytes packets stolen|bytes packets\neth0.100:123 4 5 6 7\n'
    const values = valuesOf(parse(text))
    assert.equal(values.get('dev:eth0.100.rx_bytes'), 123)
    assert.equal(values.get('dev:eth0.100.rx_stolen'), 5)
    assert.equal(values.get('dev:eth0.100.tx_packets'), 7)
  })

  it('keeps what a cut text still tells, and refuses garbage', () => {
    const text = rawProc('6.18.44', 'dev')
    assert.equal(parse(text.slice(0, -10)).length, 16, 'only lo is complete')
    assert.throws(() => parse('x\ny\n'), /dev: layout not understood/)
    assert.throws(() => parse(''), /dev: layout not understood/)
  })

  it('adds the interface index, and leaves out an interface that has none yet', () => {
    const interfaces = [{ ifindex: 7, name: 'lan1', kind: 'veth', xdp: false }]
    const context = {
      parseFile: <T>(_path: string, parseText: (text: string) => T): T =>
        parseText(rawProc('6.18.44', 'dev')),
      interfaces: () => interfaces,
    } satisfies Partial<CounterContext>
    // The source uses nothing else of its context.
    const readings = source.read(context as unknown as CounterContext) ?? []
    assert.equal(readings.length, 16)
    assert.ok(readings.every(({ ifindex }) => ifindex === 7))
  })
})
