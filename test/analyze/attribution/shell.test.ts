import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { shell, shellWord } from '../../../analyze/attribution/shell.js'

describe('shell word', () => {
  it('is left alone where the shell does', () => {
    assert.equal(shellWord('./a-b/session.db'), './a-b/session.db')
  })

  for (const text of ['my session.db', "it's", '$(id)', 'a;b', '', '`x`', 'a\nb', '~']) {
    it(`comes back from a shell: ${JSON.stringify(text)}`, () => {
      const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellWord(text)}`], {
        encoding: 'utf8',
      })
      assert.equal(stdout, text)
    })
  }
})

describe('a command line for a shell', () => {
  it('is as it is written where nothing in it means something to a shell', () => {
    assert.equal(
      shell`tc qdisc change dev ${'eth0.7'} ${'parent 1:10'} limit ${40}`,
      'tc qdisc change dev eth0.7 parent 1:10 limit 40',
    )
    assert.equal(shell`ip ${''}route get ${'2001:db8::1'}`, 'ip route get 2001:db8::1')
  })

  for (const name of ['a;reboot', '$(id)', "it's", '`id`', 'a|b', 'x>y', '"', '\\'])
    it(`says no more than it should with an interface called ${name}`, () => {
      const { stdout } = spawnSync('sh', ['-c', shell`printf '<%s>' dev ${name} up`], {
        encoding: 'utf8',
      })
      assert.equal(stdout, `<dev><${name}><up>`)
    })
})
