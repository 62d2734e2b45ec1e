import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
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

  it('tells the CPU time of the thread, which work makes grow', () => {
    const before = addon().threadCpuNs()
    let sum = 0
    while (addon().threadCpuNs() - before < 1e6) sum += 1
    assert.ok(before > 0 && sum > 0)
  })
})

describe('files read by the addon', () => {
  const text = readFileSync('/proc/version')

  it('are read from their beginning as far as they fit', () => {
    const whole = Buffer.alloc(2 * text.length)
    assert.equal(addon().readFile('/proc/version', whole), text.length)
    assert.deepEqual(whole.subarray(0, text.length), text)
    const part = Buffer.alloc(7)
    assert.equal(addon().readFile('/proc/version', part), part.length)
    assert.deepEqual(part, text.subarray(0, part.length))
  })

  it('that cannot be read give a negative errno', () => {
    const { ENOENT, EISDIR, ENOTDIR } = constants.errno
    assert.equal(addon().readFile('/proc/no-such-file', Buffer.alloc(7)), -ENOENT)
    assert.equal(addon().readFile('/proc', Buffer.alloc(7)), -EISDIR)
    assert.equal(addon().readFile('/proc/version/x', Buffer.alloc(7)), -ENOTDIR)
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
