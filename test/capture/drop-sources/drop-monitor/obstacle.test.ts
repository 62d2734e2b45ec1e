import assert from 'node:assert/strict'
import { configuredIn } from '../../../../capture/drop-sources/drop-monitor/access.js'
import {
  obstacleOf,
  type DropMonitorAccess,
} from '../../../../capture/drop-sources/drop-monitor/obstacle.js'

const works: DropMonitorAccess = {
  kernel: '6.12.0',
  hasFamily: true,
  netns: 'first',
  hasModule: true,
  configured: 'm',
  modulesDisabled: false,
  joining: '',
  configuring: '',
}
const absent: DropMonitorAccess = { ...works, hasFamily: false, hasModule: false }

const obstacle = (access: DropMonitorAccess): string => {
  const { why, hint } = obstacleOf(access) ?? { why: '', hint: '' }
  return `${why} | ${hint}`
}

describe('what keeps the drop monitor from working', () => {
  it('is nothing where all works', () => {
    assert.equal(obstacleOf(works), undefined)
    assert.equal(obstacleOf({ ...works, netns: 'entered' }), undefined)
  })

  it('tells the missing privileges apart', () => {
    const hearing = obstacle({ ...works, joining: 'EPERM' })
    assert.match(hearing, /^CAP_SYS_ADMIN is missing .* to hear its alerts/)
    const switching = obstacle({ ...works, configuring: 'EPERM' })
    assert.match(switching, /^CAP_NET_ADMIN is missing .* to switch the drop monitor on/)
    const both = obstacle({ ...works, joining: 'EPERM', configuring: 'EPERM' })
    assert.match(both, /^CAP_NET_ADMIN and CAP_SYS_ADMIN are missing/)
    assert.match(both, /sudo/)
  })

  it('names the command that loads it, or the option that the kernel lacks', () => {
    assert.match(obstacle({ ...absent, hasModule: true }), /\| modprobe drop_monitor/)
    assert.match(
      obstacle({ ...absent, hasModule: true, modulesDisabled: true }),
      /modules_disabled .* \| load it at boot/,
    )
    assert.match(
      obstacle({ ...absent, configured: 'n' }),
      /kernel 6\.12\.0 was built without CONFIG_NET_DROP_MONITOR \|/,
    )
    // A kernel without it has it in no namespace.
    assert.match(obstacle({ ...absent, configured: 'n', netns: 'unknown' }), /was built without/)
    assert.match(obstacle(absent), /linux-modules-extra-6\.12\.0/)
    assert.match(
      obstacle({ ...absent, hasModule: undefined, configured: undefined }),
      /modprobe drop_monitor; if there is no such module, a kernel with CONFIG_NET_DROP_MONITOR=m/,
    )
  })

  it('says that a container may be in the wrong namespace', () => {
    assert.match(obstacle({ ...absent, netns: 'unknown' }), /first network namespace only/)
  })

  it('passes other errors on', () => {
    assert.match(obstacle({ ...works, configuring: 'EINVAL' }), /refuses: EINVAL/)
  })

  it('reads the configuration of a kernel', () => {
    assert.equal(configuredIn('CONFIG_NET=y\nCONFIG_NET_DROP_MONITOR=m\n'), 'm')
    assert.equal(configuredIn('CONFIG_NET_DROP_MONITOR=y\n'), 'y')
    assert.equal(configuredIn('# CONFIG_NET_DROP_MONITOR is not set\n'), 'n')
  })
})
