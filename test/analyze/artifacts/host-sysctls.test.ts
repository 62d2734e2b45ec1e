import assert from 'node:assert/strict'
import { findingsOf, theFinding } from '../session-builder.js'

const forwarding = (value: string, phase: 'start' | 'end') => ({
  ...{ netns: 1, name: 'net.ipv4.conf.eth0.forwarding', value, phase },
})
const refused = {
  drops: [
    { site: 'ip_error', reason: 'IP_INADDRERRORS', drops: 13, packet: { dst: '203.0.113.7' } },
  ],
}

describe('settings that are changed while recorded', () => {
  it('are told with both values, and the remedy starts from the last', async () => {
    const findings = await findingsOf({
      ...refused,
      rows: { sysctl: [forwarding('1', 'start'), forwarding('0', 'end')] },
    })
    const { evidence, remedy } = theFinding(findings, 'ip-forwarding-disabled')
    const told = evidence.find(({ label }) => label.endsWith('.forwarding'))
    assert.equal(told?.value, '1, changed while recorded to 0')
    assert.match(remedy[0]?.what ?? '', /eth0\.forwarding is 0/)
  })

  it('are told with one value where both readings agree', async () => {
    const findings = await findingsOf({
      ...refused,
      rows: { sysctl: [forwarding('0', 'start'), forwarding('0', 'end')] },
    })
    const { evidence } = theFinding(findings, 'ip-forwarding-disabled')
    assert.equal(evidence.find(({ label }) => label.endsWith('.forwarding'))?.value, '0')
  })
})
