import assert from 'node:assert/strict'
import { cgroupPath, ownerFromCgroup } from '../../../session/cgroup-owner.js'
import { parseNamespaceLink, parseNamespaceMounts } from '../../../capture/host/namespace-scan.js'

const id = '0123456789abcdef'.repeat(4)

describe('who owns a process, from its cgroup', () => {
  const containers = [
    ['docker, cgroup v1', `12:pids:/docker/${id}\n0::/system.slice/containerd.service\n`],
    ['docker, systemd', `0::/system.slice/docker-${id}.scope\n`],
    ['podman', `0::/machine.slice/libpod-${id}.scope/container\n`],
    [
      'containerd in Kubernetes',
      `0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`,
    ],
    ['Kubernetes, cgroupfs', `4:memory:/kubepods/burstable/pod5f0c/${id}`],
    ['containerd with colons', `0::/kubepods-besteffort-pod1.slice:cri-containerd:${id}`],
    ['CRI-O', `0::/kubepods.slice/crio-${id}.scope`],
  ] as const
  for (const [what, text] of containers) {
    it(`${what}: the container's id, twelve digits for people`, () => {
      assert.deepEqual(ownerFromCgroup(text), {
        kind: 'container',
        id,
        shortName: '0123456789ab',
      })
    })
  }

  it('LXC and nspawn containers by name', () => {
    assert.equal(ownerFromCgroup('0::/lxc.payload.web-1/init.scope')?.id, 'web-1')
    assert.equal(ownerFromCgroup('5:memory:/lxc/web')?.id, 'web')
    assert.equal(ownerFromCgroup('0::/lxc.monitor.web'), undefined)
    assert.equal(ownerFromCgroup('0::/machine.slice/machine-my\\x2dbox.scope')?.id, 'my-box')
  })

  it('a service by its unit', () => {
    const text = '0::/system.slice/system-foo.slice/foo@a.service'
    assert.deepEqual(ownerFromCgroup(text), {
      kind: 'unit',
      id: 'foo@a.service',
      shortName: 'foo@a.service',
    })
  })

  it('nobody for a login, a short hexadecimal name and garbage', () => {
    assert.equal(ownerFromCgroup('0::/user.slice/user-0.slice/session-3.scope'), undefined)
    assert.equal(
      ownerFromCgroup('4:memory:/process_api/0ad1c97dbfea32767cf58558b761dba1'),
      undefined,
    )
    assert.equal(ownerFromCgroup(''), undefined)
    assert.equal(ownerFromCgroup('\0\n::::\n'), undefined)
  })

  it('chooses the path that tells most', () => {
    assert.equal(cgroupPath('9:name=systemd:/a/b:c\n4:memory:/x\n0::/\n'), '/a/b:c')
    assert.equal(cgroupPath('4:memory:/x\n0::/unified\n'), '/unified')
    assert.equal(cgroupPath('4:memory:/longer/path\n0::/\n'), '/longer/path')
    assert.equal(cgroupPath(''), '')
  })
})

describe('where namespaces are found', () => {
  it('reads the inode of a link', () => {
    assert.equal(parseNamespaceLink('net:[4026531840]'), 4026531840)
    assert.equal(parseNamespaceLink('mnt:[4026531840]'), undefined)
    assert.equal(parseNamespaceLink('net:[]'), undefined)
  })

  it('takes mounts of network namespaces, with escapes in their paths', () => {
    const text = [
      '22 20 0:4 net:[4026532212] /run/netns/a\\040b\\134\\303\\251 rw shared:8 - nsfs nsfs rw',
      '23 20 0:4 mnt:[4026532213] /run/snapd/ns/x rw - nsfs nsfs rw',
      '24 20 8:1 / / rw - ext4 /dev/sda1 rw',
      'cut of',
    ].join('\n')
    assert.deepEqual(parseNamespaceMounts(text), ['/run/netns/a b\\é'])
  })
})
