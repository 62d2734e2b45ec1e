import assert from 'node:assert/strict'
import {
  dropMonitorHealth,
  type DropMonitorBooks,
} from '../../../../capture/drop-sources/drop-monitor/health.js'

const books: DropMonitorBooks = {
  drops: 10,
  alerts: 10,
  undecodedAlerts: 0,
  unknownAttributes: [],
  sitesInAlert: 3,
  fullAlerts: 0,
  rxDroppedHints: 0,
  overBudget: 0,
  withoutFlow: 0,
  software: 'ours',
  hardware: 'ours',
  hardwareRefused: '',
  config: { alertMode: 'packet', truncLength: 128, queueLength: 5000 },
  interruptions: 0,
  formerMode: undefined,
  wantedMode: 'packet',
  hardwareOnly: false,
  queueDrops: 0,
  socketDrops: 0,
  pendingAtStop: false,
  tellsReasons: true,
  symbolsMissing: '',
}
const summary = { ...books.config, alertMode: 'summary' } as const

describe('health of the drop monitor', () => {
  it('is ok, and tells the blind spots of the mode', () => {
    const packet = dropMonitorHealth(books)
    assert.equal(packet.status, 'ok')
    assert.match(packet.why, /before they have a MAC header/)
    assert.equal(packet.lost, 0)
    const other = dropMonitorHealth({ ...books, wantedMode: 'summary', config: summary })
    assert.equal(other.status, 'ok')
    assert.match(other.why, /no reasons/)
    assert.match(other.why, /address 0 .* not a site/)
    assert.deepEqual((other.detail['blindSpots'] as string[]).join('; '), other.why)
    const old = dropMonitorHealth({ ...books, tellsReasons: false })
    assert.match(old.why, /reasons are not told/)
  })

  it('tells its losses apart', () => {
    const { status, why, lost, detail } = dropMonitorHealth({
      ...books,
      queueDrops: 37,
      socketDrops: 41,
      undecodedAlerts: 1,
    })
    assert.equal(status, 'partial')
    assert.equal(lost, 79)
    assert.equal(detail['missed'], 79)
    assert.match(why, /^37 packets found the kernel's queue full \(5000 per CPU\)/)
    assert.match(why, /41 alerts found the socket's buffer full/)
    assert.match(why, /1 alerts could not be decoded/)
  })

  it('warns before a summary is full, and says when it was', () => {
    const near = dropMonitorHealth({
      ...books,
      config: summary,
      wantedMode: 'summary',
      sitesInAlert: 50,
    })
    assert.equal(near.status, 'ok')
    assert.match(near.why, /named 50 sites and has room for 64/)
    const full = dropMonitorHealth({
      ...books,
      config: summary,
      wantedMode: 'summary',
      sitesInAlert: 64,
      fullAlerts: 2,
    })
    assert.equal(full.status, 'partial')
    assert.match(full.why, /2 alerts were full/)
  })

  it('says what others have done', () => {
    const passive = dropMonitorHealth({ ...books, software: 'others', config: summary })
    assert.equal(passive.status, 'partial')
    assert.match(passive.why, /runs in summary mode, not in packet mode: another program/)
    assert.match(passive.why, /another program monitors drops in the kernel: listened along/)
    const stopped = dropMonitorHealth({ ...books, interruptions: 2 })
    assert.match(stopped.why, /switched the drop monitor off 2 times/)
    const former = dropMonitorHealth({ ...books, formerMode: 'summary' })
    assert.equal(former.status, 'partial')
    assert.match(former.why, /ran in summary mode until the program that had it on ended/)
    const old = dropMonitorHealth({ ...books, config: summary })
    assert.match(old.why, /before 5\.4/)
  })

  it('has names in packet mode, also where kallsyms hides them', () => {
    const symbolsMissing = 'kptr_restrict'
    assert.equal(dropMonitorHealth({ ...books, symbolsMissing }).status, 'ok')
    const { why } = dropMonitorHealth({
      ...books,
      symbolsMissing,
      config: summary,
      wantedMode: 'summary',
    })
    assert.match(why, /drop sites have no names: kptr_restrict/)
  })
})
