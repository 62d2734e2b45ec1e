import assert from 'node:assert/strict'
import type { MadeFault } from '../../../capture/selftest/make-faults.js'
import { selftestResult } from '../../../cli/selftest/selftest-result.js'
import { selftestText } from '../../../cli/selftest/selftest-text.js'
import { findingsOf } from '../../analyze/session-builder.js'

const made = (cause: string, drops: number | undefined, missing = ''): MadeFault => ({
  cause,
  what: '',
  ipVersion: 4,
  drops,
  missing,
})
const report = () =>
  findingsOf({ drops: [{ site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 43 }] })

describe('result of a selftest', () => {
  it('is right where the report says what was made', async () => {
    const findings = await report()
    const result = selftestResult(findings, [made('udp-no-listener', 43)], () => true)
    assert.equal(result.faults[0]?.verdict, 'right')
    assert.equal(result.passed, true)
  })

  it('tells a wrong count, a cause that was not found, and what nobody made', async () => {
    const findings = await report()
    const wrong = selftestResult(findings, [made('udp-no-listener', 44)], () => true)
    assert.deepEqual([wrong.faults[0]?.verdict, wrong.passed], ['wrong count', false])
    const other = selftestResult(findings, [made('rp-filter', 19)], () => true)
    assert.deepEqual([other.faults[0]?.verdict, other.passed], ['not found', false])
    assert.deepEqual(other.falseFindings, ['udp-no-listener: 43'])
  })

  it('does not look at other namespaces', async () => {
    const result = selftestResult(await report(), [made('udp-no-listener', 43)], () => false)
    assert.equal(result.faults[0]?.verdict, 'not found')
    assert.deepEqual(result.falseFindings, [])
  })

  it('does not fail for what cannot be made here, nor pass with nothing', async () => {
    const findings = await report()
    const skipped = made('firewall-input', undefined, 'there is no program nft')
    const some = selftestResult(findings, [made('udp-no-listener', 43), skipped], () => true)
    assert.equal(some.passed, true)
    assert.match(selftestText(some), /firewall-input +v4 +- +- +skipped: there is no program nft/)
    assert.match(selftestText(some), /1 of 2 faults attributed to the packet, 1 skipped: passed/)
    assert.equal(selftestResult(findings, [skipped], () => false).passed, false)
  })
})
