import assert from 'node:assert/strict'
import { InterfaceTable } from '../../../capture/host/interfaces.js'
import { encodeMessage, nlmFlag } from '../../../capture/netlink/message.js'
import { CaptureInterfaces } from '../../../capture/recorder/capture-interfaces.js'
import { clock, namespace, Rows } from '../counters/counters-in-memory.js'
import { changed, done, kernel, type Reply } from '../netlink/answering-kernel.js'
import { hex } from '../netlink/hex-fixture.js'

/** RTM_NEWLINK: struct ifinfomsg of interface 7, and IFLA_IFNAME "eth7". */
const link = hex(
  '00000100 07000000 41000000 00000000 0900 0300 65746837 00000000'.replace(/ /g, ''),
)
const oneLink: Reply = (seq) => ({
  datagrams: [encodeMessage({ type: 16, flags: nlmFlag.multi, seq }, link), done(seq)],
  overruns: 0,
})
/** As if the kernel never came to an end without a change: and the interface is in none of these answers. */
const torn = [changed, changed, changed, changed]

describe('an interface that is listed under a number that another had', () => {
  it('begins when that one ends: no moment is of both', () => {
    const rows = new Rows()
    const table = new InterfaceTable(rows, clock())
    table.met(1, 7, 'gone', 100)
    assert.ok(table.read(1, 'ns1', kernel([oneLink]), () => null))
    const [listed] = rows.of('interface').filter(({ name }) => name === 'eth7')
    const ended = rows.of('interface').findLast(({ name }) => name === 'gone')
    assert.ok(listed && ended)
    assert.equal(ended.to_ns, listed.from_ns - 1)
  })
})

describe('interfaces that the kernel left out of a list which changed meanwhile', () => {
  it('are not taken for gone', () => {
    const rows = new Rows()
    const table = new InterfaceTable(rows, clock())
    const kernelOf = kernel([oneLink, ...torn, (seq) => ({ datagrams: [done(seq)], overruns: 0 })])
    const read = (): boolean => table.read(1, 'ns1', kernelOf, () => null)
    assert.equal(read(), true)
    assert.equal(read(), false)
    assert.deepEqual(table.names(1), ['eth7'])
    assert.deepEqual(rows.of('event'), [])
    assert.equal(read(), true)
    assert.deepEqual(table.names(1), [])
    assert.match(rows.of('event')[0]?.text ?? '', /interface eth7 vanished/)
  })

  it('go on being captured', () => {
    const socket = kernel([oneLink, ...torn])
    const interfaces = new CaptureInterfaces({ openNetlink: () => socket })
    const names = (): readonly string[] => interfaces.list([namespace(1)]).map(({ name }) => name)
    assert.deepEqual(names(), ['eth7'])
    assert.deepEqual(names(), ['eth7'])
    assert.deepEqual(interfaces.list([]), [])
  })
})
