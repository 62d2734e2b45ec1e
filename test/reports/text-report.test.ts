import assert from 'node:assert/strict'
import { renderReport } from '../../reports/render.js'
import { wrap } from '../../reports/text-report.js'
import { allCases, nothingLost, ownLosses, udpStopped } from './cases.js'
import { ledgerRow } from './model.js'

describe('text report', () => {
  for (const [name, model] of Object.entries(allCases))
    it(`${name}: at most 100 columns, plain text`, async () => {
      const lines = (await renderReport(model, 'text')).split('\n')
      assert.ok(lines.every((line) => Array.from(line).length <= 100))
      assert.ok(lines.every((line) => !line.includes('\x1b')))
    })
  it('names cause, victim and remedy', async () => {
    const text = await renderReport(udpStopped, 'text')
    for (const part of ['2,000 packets were lost', 'udp-rcvbuf-full (certain)', 'kill -CONT 4711'])
      assert.ok(text.includes(part), part)
  })
  it('starts with own losses', async () => {
    assert.match(
      await renderReport(ownLosses, 'text'),
      /^The capture lost 18,233 packets \(15\.6%\)/,
    )
  })
  it('says what was watched when nothing was lost', async () => {
    const text = await renderReport(nothingLost, 'text')
    assert.match(text, /^No packet was lost in 60 s/)
    for (const line of [
      'drop events: the kernel dropped nothing (seen by bpf)',
      'counters: read every 250 ms; none that can mean a loss rose',
      'traffic: 98,412 packets captured on 1 interface, none missed by the capture',
      'causes: 2 looked for and ruled out',
    ])
      assert.ok(text.includes(line), line)
  })
  it('says of masked drops that they are not looked at, not that there were none', async () => {
    const totals = { ...nothingLost.findings.totals, drops: 7, masked: 7 }
    const maskedBy = [{ mask: 'reason=NO_SOCKET', drops: 7 }]
    const findings = { ...nothingLost.findings, totals, maskedBy }
    const text = await renderReport({ ...nothingLost, findings }, 'text')
    assert.match(text, /^No packet was lost in 60 s[^.]*, beside 7 drops that are masked\./)
    assert.match(text, /7 drops are masked, counted but not described \(reason=NO_SOCKET 7\)/)
  })
  it('tells of what is left over in a counter only where nothing accounts for it', async () => {
    const left = { isDrop: 'always', delta: 73, residue: 73 } as const
    const ledger = [
      ledgerRow({ ...left, counter: 'snmp:Ip.InDiscards', residueWhy: 'unexplained: no event' }),
      ledgerRow({ ...left, counter: 'snmp:Udp.NoPorts', residueWhy: 'counts segments' }),
    ]
    const findings = { ...nothingLost.findings, ledger }
    const text = await renderReport({ ...nothingLost, findings }, 'text')
    assert.match(text, /Not explained to the last packet: snmp:Ip\.InDiscards \(73 left over\)\./)
  })
  it('breaks words longer than a line', () => {
    assert.deepEqual(
      wrap('x'.repeat(150), '  ').map((line) => line.length),
      [100, 54],
    )
  })
})
