import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { addon } from '../../capture/native.js'

describe('clocks of the addon', () => {
  it('tells monotonic time in nanoseconds, as Node does', () => {
    const before = process.hrtime.bigint()
    const now = addon().monotonicNs()
    assert.ok(now >= before && now <= process.hrtime.bigint())
  })

  it('tells wall-clock time in nanoseconds', () => {
    const wallMs = Number(addon().realtimeNs() / 1_000_000n)
    assert.ok(Math.abs(wallMs - Date.now()) < 1000)
  })
})

describe('namespaces of the addon', () => {
  it('throws for what is no namespace', () => {
    const fd = openSync('/dev/null', 'r')
    try {
      assert.throws(() => addon().setNetns(fd), { code: 'EINVAL', syscall: 'setns' })
    } finally {
      closeSync(fd)
    }
  })

  it('knows a cookie, or that the kernel has none', () => {
    const cookie = addon().netnsCookie()
    assert.ok(cookie === undefined || cookie > 0n)
  })
})

describe('drop reasons from BTF', () => {
  it('has no two names for one number in the core', () => {
    const core = addon()
      .dropReasons()
      .filter(({ subsystem, name }) => subsystem === 'core' && !name.endsWith('_MAX'))
    assert.equal(new Set(core.map(({ value }) => value)).size, core.length)
  })
})
