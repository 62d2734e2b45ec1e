import assert from 'node:assert/strict'
import { containerOf, type ContainerTraces } from '../../../capture/abilities/container.js'
import { installCommand, parseDistribution } from '../../../capture/abilities/distribution.js'
import { configValue } from '../../../capture/abilities/kernel-config.js'
import { dependsOn } from '../../../capture/abilities/kernel-module.js'
import { missingText } from '../../../capture/abilities/missing-text.js'
import { parseProcessStatus } from '../../../capture/abilities/process-status.js'
import { lockdownIn } from '../../../capture/abilities/surroundings.js'

describe('privileges in /proc/self/status', () => {
  it('names effective capabilities, and those newer than this list by number', () => {
    const { uid, capabilities, seccomp } = parseProcessStatus(
      'Name:\tnode\nUid:\t1000\t0\t0\t0\nCapEff:\t000002c000001000\nSeccomp:\t2\n',
    )
    assert.equal(uid, 0)
    assert.deepEqual([...capabilities], ['CAP_NET_ADMIN', 'CAP_PERFMON', 'CAP_BPF', 'CAP_41'])
    assert.equal(seccomp, true)
  })

  it('of a text that is cut or garbage are none', () => {
    for (const text of ['', 'CapEff:\t', 'CapEff:\tzz\nUid:\tx', 'CapEff:\t'.padEnd(60, 'f')]) {
      const { uid, capabilities, seccomp } = parseProcessStatus(text)
      assert.equal(capabilities.size, 0)
      assert.ok(Number.isNaN(uid) || uid === -1)
      assert.equal(seccomp, false)
    }
  })
})

describe('distribution', () => {
  const cases = [
    ['ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', 'apt install nftables'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'apt install nftables'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install nftables'],
    ["ID='opensuse-leap'\nID_LIKE='suse opensuse'\n", 'zypper install nftables'],
    ['ID=alpine\n', 'apk add nftables'],
    ['ID=arch\n', 'pacman -S nftables'],
    ['ID=void\n', 'install the package nft'],
    ['', 'install the package nft'],
  ] as const
  for (const [text, command] of cases) {
    it(`${text.split('\n')[0] ?? ''}: ${command}`, () =>
      assert.equal(installCommand(parseDistribution(text), 'nft'), command))
  }
})

describe('container', () => {
  const host: ContainerTraces = {
    unconfined: false,
    dockerenv: false,
    containerenv: false,
    kubernetes: false,
    variable: '',
    cgroup: '0::/init.scope\n',
  }
  const cases: readonly (readonly [string, Partial<ContainerTraces>])[] = [
    ['', {}],
    ['docker', { dockerenv: true }],
    ['podman', { containerenv: true, variable: 'podman' }],
    ['kubernetes', { dockerenv: true, kubernetes: true }],
    ['kubernetes', { cgroup: '0::/kubepods.slice/x\n' }],
    ['lxc', { variable: 'lxc' }],
    ['systemd-nspawn', { variable: 'systemd-nspawn' }],
    ['other', { variable: 'oci' }],
    ['', { dockerenv: true, unconfined: true }],
  ]
  for (const [name, traces] of cases) {
    it(`${JSON.stringify(traces)}: '${name}'`, () =>
      assert.equal(containerOf({ ...host, ...traces }), name))
  }
})

describe('what the kernel was built with', () => {
  it('an option that is not set is not built; no text is not known', () => {
    const config = 'CONFIG_NET_DROP_MONITOR=m\n# CONFIG_X is not set\nCONFIG_NET_DROP=y\n'
    assert.equal(configValue(config, 'CONFIG_NET_DROP_MONITOR'), 'm')
    assert.equal(configValue(config, 'CONFIG_NET_DROP'), 'y')
    assert.equal(configValue(config, 'CONFIG_X'), 'n')
    assert.equal(configValue(undefined, 'CONFIG_X'), undefined)
  })

  it('modules.dep lists a module, packed or not', () => {
    const text = 'kernel/net/core/drop_monitor.ko.xz: kernel/x.ko\nkernel/net/udp-diag.ko:\n'
    assert.equal(dependsOn(text, 'drop_monitor'), true)
    assert.equal(dependsOn(text, 'udp_diag'), true)
    assert.equal(dependsOn(text, 'x'), false)
  })

  it('lockdown is the word in brackets', () => {
    assert.equal(lockdownIn('none integrity [confidentiality]\n'), 'confidentiality')
    assert.equal(lockdownIn('[none] integrity confidentiality\n'), '')
    assert.equal(lockdownIn(''), '')
  })
})

describe('what a counter source says of its absence', () => {
  it('is split into why and what that hides', () => {
    assert.deepEqual(missingText('/proc/x is not there: losses are not counted'), {
      why: '/proc/x is not there',
      hides: 'losses',
    })
    assert.deepEqual(missingText('not there'), { why: 'not there', hides: '' })
  })
})
