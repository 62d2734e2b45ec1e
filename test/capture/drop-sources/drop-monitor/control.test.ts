import assert from 'node:assert/strict'
import {
  configure,
  isOn,
  parseConfig,
  parseStatistics,
  readConfig,
  readStatistics,
  start,
  stop,
} from '../../../../capture/drop-sources/drop-monitor/control.js'
import { netDmCommand } from '../../../../capture/drop-sources/drop-monitor/net-dm.js'
import { errorOf, parseMessages } from '../../../../capture/netlink/message.js'
import { KernelMonitor } from './kernel-monitor.js'
import { netDmFixture, recordedKernels } from './net-dm-fixture.js'

const both = { software: true, hardware: true }

const bodies = (name: string, kernel: (typeof recordedKernels)[number]): readonly Uint8Array[] =>
  netDmFixture(kernel, name).flatMap((datagram) => parseMessages(datagram).map(({ body }) => body))

describe('requests to NET_DM', () => {
  it('reads settings and statistics as kernels sent them', () => {
    for (const kernel of recordedKernels) {
      assert.deepEqual(parseConfig(bodies('config-found', kernel)[0] ?? new Uint8Array(0)), {
        alertMode: 'summary',
        truncLength: 0,
        queueLength: 1000,
      })
      const set = parseConfig(bodies('config-set', kernel)[0] ?? new Uint8Array(0))
      assert.equal(set?.alertMode, 'packet')
      const [statistics] = bodies('statistics', kernel).map(parseStatistics)
      assert.equal(statistics?.hardwareDropped, 0)
      assert.ok(statistics.softwareDropped > 0)
      assert.equal(parseConfig(bodies('statistics', kernel)[0] ?? new Uint8Array(0)), undefined)
    }
  })

  it('gives the words of a refusal', () => {
    const errors = netDmFixture('6.12', 'start-stop-answers').map((datagram) => {
      const [message] = parseMessages(datagram)
      const error = message && message.type === 2 ? errorOf(message) : undefined
      return error === undefined ? '' : `${error.code} ${error.extack}`
    })
    assert.equal(errors[3], 'EAGAIN drop_monitor: Trace state already set to requested state')
    assert.match(errors[7] ?? '', /^EBUSY drop_monitor: Cannot configure drop monitor/)
    // Switched off while off: the kernel warns, but that is no error.
    assert.equal(errors[1], '')
  })

  it('tells on from off without a change', () => {
    const kernel = new KernelMonitor()
    kernel.queueLength = 77
    assert.equal(isOn(kernel.dm), false)
    assert.equal(kernel.queueLength, 77)
    assert.equal(start(kernel.dm, both), true)
    assert.equal(isOn(kernel.dm), true)
    assert.equal(start(kernel.dm, both), false)
    stop(kernel.dm, { software: true, hardware: false })
    assert.deepEqual([kernel.software, kernel.hardware], [false, true])
  })

  it('sets and reads settings', () => {
    const kernel = new KernelMonitor()
    const config = { alertMode: 'packet', truncLength: 128, queueLength: 5000 } as const
    configure(kernel.dm, config)
    assert.deepEqual(readConfig(kernel.dm), config)
    assert.deepEqual(readStatistics(kernel.dm), { softwareDropped: 2027, hardwareDropped: 3 })
  })

  it('passes over an event between a request and its answer', () => {
    const kernel = new KernelMonitor()
    kernel.event = netDmFixture('6.12', 'packet')[0]
    assert.equal(readConfig(kernel.dm)?.queueLength, 1000)
  })

  it('throws what is no state of the monitor', () => {
    const kernel = new KernelMonitor()
    kernel.refuses.set(netDmCommand.start, 'EPERM')
    assert.throws(() => start(kernel.dm, both), { code: 'EPERM' })
    kernel.refuses.set(netDmCommand.config, 'EPERM')
    assert.throws(() => isOn(kernel.dm), { code: 'EPERM' })
  })

  it('knows kernels without settings', () => {
    const kernel = new KernelMonitor()
    for (const command of [netDmCommand.config, netDmCommand.configGet, netDmCommand.statsGet]) {
      kernel.refuses.set(command, 'EOPNOTSUPP')
    }
    assert.equal(readConfig(kernel.dm), undefined)
    assert.equal(readStatistics(kernel.dm), undefined)
    assert.equal(isOn(kernel.dm), false)
  })
})
