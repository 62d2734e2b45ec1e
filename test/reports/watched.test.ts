import assert from 'node:assert/strict'
import type { Findings } from '../../analyze/finding.js'
import { watched } from '../../reports/watched.js'
import { ledgerRow, reportModel } from './model.js'

const told = (what: string, findings: Partial<Findings>): string | undefined =>
  new Map(watched(reportModel([], { findings }))).get(what)

const { totals } = reportModel().findings

describe('what was watched', () => {
  it('tells housekeeping from what is masked', () => {
    assert.equal(
      told('drop events', { totals: { ...totals, drops: 30, benign: 13, masked: 17 } }),
      '30 packets dropped by the kernel: 13 housekeeping that nobody misses, 17 masked (seen by bpf)',
    )
  })

  it('tells what no event told, so that the numbers add up', () => {
    assert.equal(
      told('drop events', { totals: { ...totals, drops: 13, benign: 13, withoutEvent: 3 } }),
      '10 packets dropped by the kernel and 3 known without a drop event: 13 housekeeping that nobody misses (seen by bpf)',
    )
  })

  it('does not count drops that nobody watched as none', () => {
    const health = [{ source: 'bpf', status: 'unavailable' as const, why: 'No BTF.', lost: 0 }]
    assert.equal(told('drop events', { health }), 'not recorded: only counters tell of drops')
  })

  it('tells of counters that nothing explains', () => {
    const ledger = [
      ledgerRow({ isDrop: 'never', delta: 9, residue: 9 }),
      ledgerRow({ isDrop: 'always', delta: 7, residue: 7, residueWhy: 'unexplained: no event' }),
      ledgerRow({ isDrop: 'sometimes', delta: 5, residue: 5, residueWhy: 'counts refusals' }),
    ]
    assert.equal(
      told('counters', { ledger }),
      'read every 250 ms; 2 that can mean a loss rose, 1 without an explanation',
    )
  })

  it('tells of causes that the recording cannot rule out', () => {
    const ruledOut = [
      { cause: 'cpu-backlog-full', state: 'clear' as const, why: '' },
      { cause: 'nic-error', state: 'unknown' as const, why: 'no driver statistics' },
    ]
    assert.equal(
      told('causes', { ruledOut }),
      '1 looked for and ruled out; of 1 the recording does not tell',
    )
  })
})
