import assert from 'node:assert/strict'
import {
  lostIn,
  parseBufferStatistics,
} from '../../../../capture/drop-sources/tracefs/buffer-statistics.js'
import {
  histogramTrigger,
  parseDropHistogram,
} from '../../../../capture/drop-sources/tracefs/drop-histogram.js'
import {
  instanceName,
  instanceOwner,
  isRunning,
  startTicksOf,
} from '../../../../capture/drop-sources/tracefs/instance-name.js'
import { maskFilter } from '../../../../capture/drop-sources/tracefs/mask-filter.js'
import { parseSavedCommands } from '../../../../capture/drop-sources/tracefs/process-names.js'
import { mountedAt } from '../../../../capture/drop-sources/tracefs/tracefs-mount.js'
import { reasonTable, reasonsFromFormat } from '../../../../capture/host/drop-reasons.js'
import { traceText } from './trace-fixture.js'

describe('per_cpu/cpuN/stats', () => {
  it('tells what was lost', () => {
    const statistics = parseBufferStatistics(traceText('stats-6.18-overrun'))
    assert.deepEqual(statistics, { overrun: 736, commitOverrun: 0, dropped: 0 })
    assert.equal(lostIn({ overrun: 1, commitOverrun: 2, dropped: 4 }), 7)
  })

  it('of an unknown form tells of no loss', () => {
    assert.equal(lostIn(parseBufferStatistics('overrun: many\nnovelty: 7\n')), 0)
  })
})

describe('histogram of drops', () => {
  it('gives exact counts by site, reason and protocol', () => {
    const { counts, dropped } = parseDropHistogram(traceText('histogram-6.12'))
    assert.equal(dropped, 0)
    assert.deepEqual(counts, [
      { location: -2118676635, reason: 3, protocol: 2048, drops: 13 },
      { location: -2118264835, reason: 2, protocol: 0, drops: 32 },
    ])
  })

  it('of a kernel without reasons, or one that is full, is read too', () => {
    const text = '{ location: 1, protocol: 8 } hitcount: 5\n\nTotals:\n    Dropped: 3\n'
    assert.deepEqual(parseDropHistogram(text), {
      counts: [{ location: 1, reason: -1, protocol: 8, drops: 5 }],
      dropped: 3,
    })
  })

  it('that is cut gives the lines that are whole', () => {
    const text = traceText('histogram-6.12')
    const counted = (end: number): number => parseDropHistogram(text.slice(0, end)).counts.length
    assert.equal(counted(text.indexOf('13\n') + 3), 1)
    assert.equal(counted(text.indexOf('hitcount:         13')), 0)
    assert.deepEqual(parseDropHistogram('garbage { location: x } hitcount: 1'), {
      counts: [],
      dropped: 0,
    })
  })

  it('is asked for by the fields that the kernel has', () => {
    assert.equal(
      histogramTrigger(['location', 'protocol']),
      'hist:keys=location,protocol:size=8192',
    )
  })
})

describe('kernel filter of masks', () => {
  const reasons = reasonTable(reasonsFromFormat(traceText('kfree_skb-6.12.format')))
  const fields = ['location', 'reason', 'protocol']

  it('leaves out reasons by number and sites by address', () => {
    const masks = [
      { field: 'reason', pattern: 'qdisc_drop' },
      { field: 'reason', pattern: 'FQ_*' },
    ] as const
    assert.equal(
      maskFilter(masks, reasons, [-2118676635], fields),
      '!(reason == 57 || reason == 58 || reason == 59 || reason == 60 || location == 0xffffffff81b78f65)',
    )
  })

  it('takes everything where there is nothing to leave out', () => {
    assert.equal(maskFilter([], reasons, [], fields), '0')
    assert.equal(maskFilter([{ field: 'iface', pattern: 'eth0' }], reasons, [], fields), '0')
    const byReason = [{ field: 'reason', pattern: '*' }] as const
    assert.equal(maskFilter(byReason, reasons, [], ['location', 'protocol']), '0')
  })

  it('fits into a page', () => {
    const locations = Array.from({ length: 500 }, (_, index) => -index - 1)
    const filter = maskFilter([], reasons, locations, fields)
    assert.ok(filter.length < 4096)
    assert.match(filter, /^!\(.*location == 0x[0-9a-f]+\)$/)
  })
})

describe('names in tracefs', () => {
  it('of instances tell whose they are', () => {
    const owner = { pid: 4711, startTicks: '1336487' }
    assert.deepEqual(instanceOwner(instanceName(owner, 3)), owner)
    for (const name of [
      'mine',
      'dropcorr-1',
      'dropcorr-1-2-x',
      '../dropcorr-1-2-3',
      'dropcorr--2-3',
    ])
      assert.equal(instanceOwner(name), undefined)
  })

  it('of a process that runs under a pid that was given out again are not its own', () => {
    const startTicks = startTicksOf(process.pid)
    assert.ok(startTicks)
    assert.equal(isRunning({ pid: process.pid, startTicks }), true)
    assert.equal(isRunning({ pid: process.pid, startTicks: `1${startTicks}` }), false)
    assert.equal(isRunning({ pid: 2 ** 22 + 1, startTicks }), false)
  })

  it('of commands may hold blanks', () => {
    const names = parseSavedCommands('12 kworker/0:1 H\n7 <...>\nnonsense\n')
    assert.deepEqual([...names], [[12, 'kworker/0:1 H']])
  })

  it('of the mount point come from the mount table, blanks included', () => {
    const mounts = 'proc /proc proc rw 0 0\nnodev /mnt/my\\040traces tracefs rw 0 0\n'
    assert.equal(mountedAt(mounts), '/mnt/my traces')
    assert.equal(mountedAt('debugfs /sys/kernel/debug debugfs rw 0 0\n'), undefined)
  })
})
