import assert from 'node:assert/strict'
import { sameText, withElements, withoutCounts } from '../../../analyze/firewall/rule-text.js'

const before = 'udp dport 53 counter packets 7 bytes 700 quota over 1 mbytes used 3 kbytes drop'
const after = 'udp dport 53 counter packets 30 bytes 3000 quota over 1 mbytes used 9 kbytes drop'

describe('the text of a rule', () => {
  it('stays the same while it counts', () => {
    assert.equal(withoutCounts(before), withoutCounts(after))
    assert.notEqual(withoutCounts(before), withoutCounts(after.replace('53', '54')))
  })

  it('is found again whatever it had counted', () => {
    assert.equal(
      sameText(before),
      "text LIKE 'udp dport 53 counter packets % bytes % quota over 1 mbytes used % % drop'",
    )
    assert.equal(sameText('udp dport 53 drop'), "text = 'udp dport 53 drop'")
  })

  it('stays the same while its sets change', () => {
    const rule = 'ip saddr @bad udp dport @p drop'
    const now = `${rule} # @bad = { 192.0.2.1 } @p = { 53, 99 }`
    assert.equal(withoutCounts(now), rule)
    assert.equal(sameText(now), `text LIKE '${rule} # @%'`)
    assert.equal(withElements(now), 'ip saddr { 192.0.2.1 } udp dport { 53, 99 } drop')
    assert.equal(withElements(rule), rule)
    const named = 'ip saddr @bad-hosts.v4 drop'
    assert.equal(withElements(`${named} # @bad-hosts.v4 = { ::1 }`), 'ip saddr { ::1 } drop')
  })
})
