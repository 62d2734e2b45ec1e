import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { shellWord } from '../../cli/shell-word.js'

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
