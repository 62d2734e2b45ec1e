import assert from 'node:assert/strict'
import {
  Monitoring,
  type MonitoringFound,
} from '../../../../capture/drop-sources/drop-monitor/monitoring.js'
import { netDmCommand } from '../../../../capture/drop-sources/drop-monitor/net-dm.js'
import type { Guard } from '../../../../capture/guard/guard.js'
import { KernelMonitor } from './kernel-monitor.js'

const config = { alertMode: 'packet', truncLength: 128, queueLength: 5000 } as const
const wanted = { config, drops: { software: true, hardware: true } }

/** Keeps what is armed. */
class ArmedActions implements Guard {
  readonly armed: MonitoringFound[] = []

  arm(action: string, argument: string): Promise<() => void> {
    assert.equal(action, 'stop-drop-monitor')
    const found = JSON.parse(argument) as MonitoringFound
    this.armed.push(found)
    return Promise.resolve(() => this.armed.splice(this.armed.indexOf(found), 1))
  }
}

describe('drop monitoring', () => {
  it('switches on, and leaves off what was off, with the settings that were found', async () => {
    const kernel = new KernelMonitor()
    kernel.truncLength = 99
    const guard = new ArmedActions()
    const monitoring = await Monitoring.begin(kernel.dm, guard, wanted)
    assert.deepEqual([kernel.software, kernel.hardware, kernel.mode], [true, true, 1])
    assert.deepEqual(monitoring.state.config, config)
    assert.deepEqual(guard.armed, [
      {
        drops: { software: true, hardware: true },
        config: { alertMode: 'summary', truncLength: 99, queueLength: 1000 },
      },
    ])
    monitoring.end()
    assert.deepEqual([kernel.software, kernel.hardware, kernel.mode], [false, false, 0])
    assert.deepEqual([kernel.truncLength, kernel.queueLength], [99, 1000])
    assert.deepEqual(guard.armed, [])
  })

  it('listens to what others have on, and leaves it on', async () => {
    const kernel = new KernelMonitor()
    kernel.software = true
    kernel.hardware = true
    kernel.queueLength = 10
    const guard = new ArmedActions()
    const monitoring = await Monitoring.begin(kernel.dm, guard, wanted)
    const { software, hardware, config: inForce } = monitoring.state
    assert.deepEqual([software, hardware], ['others', 'others'])
    assert.deepEqual(inForce, { alertMode: 'summary', truncLength: 0, queueLength: 10 })
    assert.deepEqual(guard.armed, [])
    monitoring.end()
    assert.deepEqual([kernel.software, kernel.hardware, kernel.queueLength], [true, true, 10])
    assert.ok(!kernel.requests.includes(netDmCommand.stop))
  })

  it('adds the half that others have off, and takes away only that', async () => {
    const kernel = new KernelMonitor()
    kernel.hardware = true
    const guard = new ArmedActions()
    const monitoring = await Monitoring.begin(kernel.dm, guard, wanted)
    assert.deepEqual([monitoring.state.software, monitoring.state.hardware], ['ours', 'others'])
    assert.deepEqual(
      guard.armed,
      [{ drops: { software: true, hardware: false }, config: undefined }].map(
        (found) => JSON.parse(JSON.stringify(found)) as unknown,
      ),
    )
    monitoring.end()
    assert.deepEqual([kernel.software, kernel.hardware], [false, true])
  })

  it('switches on again what someone else has switched off', async () => {
    const kernel = new KernelMonitor()
    const monitoring = await Monitoring.begin(kernel.dm, new ArmedActions(), wanted)
    monitoring.keep()
    assert.equal(monitoring.state.interruptions, 0)
    kernel.software = false
    kernel.hardware = false
    kernel.mode = 0
    monitoring.keep()
    assert.equal(monitoring.state.interruptions, 1)
    assert.deepEqual([kernel.software, kernel.hardware, kernel.mode], [true, true, 1])
    monitoring.end()
    monitoring.keep()
    assert.deepEqual([kernel.software, kernel.hardware], [false, false])
  })

  it('switches on again the half that someone else has switched off', async () => {
    const kernel = new KernelMonitor()
    const monitoring = await Monitoring.begin(kernel.dm, new ArmedActions(), wanted)
    kernel.software = false
    monitoring.keep()
    assert.deepEqual([kernel.software, kernel.hardware], [true, true])
    assert.equal(monitoring.state.interruptions, 1)
  })

  it('takes over when the others have ended', async () => {
    const kernel = new KernelMonitor()
    kernel.software = true
    kernel.hardware = true
    const guard = new ArmedActions()
    const monitoring = await Monitoring.begin(kernel.dm, guard, wanted)
    kernel.software = false
    kernel.hardware = false
    monitoring.keep()
    await monitoring.settled()
    assert.deepEqual([monitoring.state.software, kernel.software], ['ours', true])
    assert.equal(guard.armed.length, 1)
    monitoring.end()
    assert.deepEqual([kernel.software, kernel.mode], [false, 0])
  })

  it('takes over when the others end the half that was theirs, and ours alone is on', async () => {
    const kernel = new KernelMonitor()
    kernel.software = true
    kernel.queueLength = 10
    const guard = new ArmedActions()
    const monitoring = await Monitoring.begin(kernel.dm, guard, wanted)
    monitoring.keep()
    assert.deepEqual([monitoring.state.software, monitoring.state.interruptions], ['others', 0])
    kernel.software = false
    monitoring.keep()
    await monitoring.settled()
    const { software, hardware, interruptions, config: inForce } = monitoring.state
    assert.deepEqual([software, hardware, interruptions], ['ours', 'ours', 1])
    assert.deepEqual(inForce, config)
    assert.equal(monitoring.state.formerMode, 'summary')
    assert.deepEqual(guard.armed, [
      {
        drops: { software: true, hardware: true },
        config: { alertMode: 'summary', truncLength: 0, queueLength: 10 },
      },
    ])
    monitoring.end()
    assert.deepEqual([kernel.software, kernel.hardware, kernel.queueLength], [false, false, 10])
    assert.deepEqual(guard.armed, [])
  })

  it('takes the half that others have ended, and leaves on the half that they have not', async () => {
    const kernel = new KernelMonitor()
    kernel.software = true
    kernel.hardware = true
    kernel.queueLength = 10
    const guard = new ArmedActions()
    const monitoring = await Monitoring.begin(kernel.dm, guard, wanted)
    kernel.hardware = false
    monitoring.keep()
    await monitoring.settled()
    const { software, hardware, interruptions, config: inForce } = monitoring.state
    assert.deepEqual([software, hardware, interruptions], ['others', 'ours', 1])
    assert.equal(inForce.queueLength, 10)
    assert.deepEqual(
      guard.armed.map(({ drops }) => drops),
      [{ software: false, hardware: true }],
    )
    monitoring.end()
    assert.deepEqual([kernel.software, kernel.hardware], [true, false])
    assert.deepEqual(guard.armed, [])
  })

  it('leaves all as it was if it may not switch on', async () => {
    const kernel = new KernelMonitor()
    kernel.refuses.set(netDmCommand.start, 'EPERM')
    const guard = new ArmedActions()
    await assert.rejects(Monitoring.begin(kernel.dm, guard, wanted), { code: 'EPERM' })
    assert.deepEqual([kernel.mode, kernel.queueLength], [0, 1000])
    assert.deepEqual(guard.armed, [])
  })

  it('does without settings where the kernel has none', async () => {
    const kernel = new KernelMonitor()
    for (const command of [netDmCommand.config, netDmCommand.configGet]) {
      kernel.refuses.set(command, 'EOPNOTSUPP')
    }
    const monitoring = await Monitoring.begin(kernel.dm, new ArmedActions(), wanted)
    assert.equal(monitoring.state.config.alertMode, 'summary')
    assert.equal(kernel.software, true)
    monitoring.end()
    assert.equal(kernel.software, false)
  })
})
