import assert from 'node:assert/strict'
import {
  parseOnlineCpus,
  parseOsRelease,
  readHostFacts,
} from '../../../capture/host/session-facts.js'

describe('session facts', () => {
  it('reads the name of the distribution in all its quotings', () => {
    assert.equal(
      parseOsRelease('NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
      'Debian GNU/Linux 12 (bookworm)',
    )
    assert.equal(parseOsRelease("PRETTY_NAME='Alpine'"), 'Alpine')
    assert.equal(parseOsRelease('NAME=Arch\n# comment\n'), 'Arch')
    assert.equal(parseOsRelease('NAME=Void\nVERSION_ID=5\n'), 'Void 5')
    assert.equal(parseOsRelease('PRETTY_NAME="A \\"B\\" \\$C"'), 'A "B" $C')
    assert.equal(parseOsRelease(''), '')
    assert.equal(parseOsRelease('\u0000garbage==\n='), '')
  })

  it('counts CPUs', () => {
    assert.equal(parseOnlineCpus('0-3\n'), 4)
    assert.equal(parseOnlineCpus('0\n'), 1)
    assert.equal(parseOnlineCpus('0,2-3,8-15\n'), 11)
    assert.ok(parseOnlineCpus('') >= 1)
    assert.ok(parseOnlineCpus('x-y') >= 1)
  })

  it('knows this host', function () {
    if (process.platform !== 'linux') this.skip()
    const facts = readHostFacts()
    assert.match(facts.kernel, /^\d+\.\d+/)
    assert.match(facts.bootId, /^[0-9a-f-]{36}$/)
    assert.ok(facts.cpus >= 1)
  })
})
