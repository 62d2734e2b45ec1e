import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { parseProcessStatus } from '../../capture/abilities/process-status.js'
import { surroundings } from '../../capture/abilities/surroundings.js'
import { confinement } from '../../capture/confinement.js'
import { skipBecause } from '../live/root-only.js'

describe('confinement', () => {
  it('leaves a child of root the capabilities named, and none that it asks for later', function () {
    const { uid, capabilities } = surroundings()
    const front = confinement(['net_raw', 'sys_admin'])
    if (uid !== 0 || !capabilities.has('CAP_SETPCAP')) {
      assert.deepEqual(front, [])
      skipBecause(this, 'only root gives away what its children may do')
    }
    if (front.length === 0) skipBecause(this, 'setpriv is not installed')
    const [setpriv = '', ...options] = front
    const args = [...options, 'cat', '/proc/self/status']
    const text = execFileSync(setpriv, args, { encoding: 'utf8' })
    assert.deepEqual([...parseProcessStatus(text).capabilities], ['CAP_NET_RAW', 'CAP_SYS_ADMIN'])
    assert.match(text, /^NoNewPrivs:\s+1$/m)
  })
})
