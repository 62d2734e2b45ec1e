import assert from 'node:assert/strict'
import { parseCgroupPrograms } from '../../../capture/host/cgroup-programs.js'

describe('programs of cgroups', () => {
  it('come from bpftool -j cgroup tree', () => {
    const ingress = {
      id: 7,
      attach_type: 'cgroup_inet_ingress',
      attach_flags: 'multi',
      name: 'deny',
    }
    const json = JSON.stringify([
      { cgroup: '/sys/fs/cgroup/system.slice/web.service', programs: [ingress] },
      { cgroup: '/sys/fs/cgroup', programs: [{ id: 9, attach_type: 'cgroup_device' }] },
    ])
    assert.deepEqual(parseCgroupPrograms(json), [
      {
        path: '/system.slice/web.service',
        attach_type: 'cgroup_inet_ingress',
        program: 7,
        name: 'deny',
      },
      { path: '/', attach_type: 'cgroup_device', program: 9, name: '' },
    ])
  })

  it('are none in what has another shape', () => {
    for (const json of [
      '{}',
      '[]',
      '[null, 1]',
      '[{"cgroup":"/x"}]',
      '[{"cgroup":"/x","programs":[{"id":"7"}]}]',
    ])
      assert.deepEqual(parseCgroupPrograms(json), [])
    assert.throws(() => parseCgroupPrograms('[{"cgroup"'), SyntaxError)
  })
})
