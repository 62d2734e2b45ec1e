import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programsUnder } from '../../../capture/host/cgroup-programs.js'

describe('programs of cgroups', () => {
  let root = ''
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'dropcorr-cgroups-'))
    mkdirSync(join(root, 'system.slice', 'web.service'), { recursive: true })
    mkdirSync(join(root, 'user.slice'))
  })
  after(() => {
    rmSync(root, { recursive: true })
  })

  const attached = (path: string, name: string) => (at: string, type: number) => {
    if (at.endsWith(name)) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
    return type === 0 && at === join(root, path)
      ? [7]
      : type === 1 && at === join(root, '/')
        ? [9]
        : []
  }

  it('are asked of each cgroup, by direction', () => {
    const programs = programsUnder(root, {
      cgroupPrograms: attached('system.slice/web.service', 'user.slice'),
      bpfProgram: (id) => (id === 7 ? { name: 'deny' } : undefined),
    })
    assert.deepEqual(programs, [
      { path: '/', attach_type: 'cgroup_inet_egress', program: 9, name: '' },
      {
        path: '/system.slice/web.service',
        attach_type: 'cgroup_inet_ingress',
        program: 7,
        name: 'deny',
      },
    ])
  })

  it('are not taken for none where asking is refused', () => {
    const cgroupPrograms = () => {
      throw Object.assign(new Error('refused'), { code: 'EPERM' })
    }
    assert.throws(
      () => programsUnder(root, { cgroupPrograms, bpfProgram: () => undefined }),
      /refused/,
    )
  })
})
