import assert from 'node:assert/strict'
import { parseMaskLines } from '../../../cli/options/mask-file.js'
import { parseMasks, recordMasks } from '../../../cli/options/mask.js'

const parse = (text: string) => parseMaskLines('my.masks', text, parseMasks)

describe('mask file', () => {
  it('has one mask a line, comments and empty lines left out', () => {
    const text = '# known\n\nreason=QDISC_DROP # the shaper\r\n  site=tcp_*\n\tnetns=a#b\n'
    assert.deepEqual(parse(text), [
      { field: 'reason', pattern: 'QDISC_DROP' },
      { field: 'site', pattern: 'tcp_*' },
      { field: 'netns', pattern: 'a#b' },
    ])
    assert.deepEqual(parse(''), [])
  })

  it('names the line that is wrong', () => {
    assert.throws(() => parse('reason=A\n# b\nreson=C\n'), {
      name: 'DropcorrError',
      exitCode: 2,
      message: "my.masks, line 3: bad mask 'reson=C'",
    })
  })

  it('says what is wrong with a file that cannot be read', () => {
    assert.throws(() => recordMasks({ maskFile: ['/no/such.masks'] }), {
      name: 'DropcorrError',
      exitCode: 2,
      message: 'cannot read the mask file /no/such.masks',
      why: /ENOENT/,
    })
    assert.throws(() => recordMasks({ maskFile: ['/proc/self'] }), { why: /EISDIR/ })
  })
})
