import assert from 'node:assert/strict'
import { Host } from '../../../analyze/artifacts/host.js'
import { withOwners } from '../../../analyze/sockets/owners.js'
import type { Row } from '../../../session/tables.js'
import { finding } from '../../reports/model.js'

const id = '0123456789abcdef'.repeat(4)
const row = (over: Partial<Row<'netns'>>): Row<'netns'> => ({
  ...{ id: 2, inode: 7, cookie: null, name: 'web', kind: 'process', pid: 9, container: null },
  ...{ from_ns: 0, to_ns: null, ...over },
})
const hostWith = (netns: Row<'netns'>): Host =>
  new Host({
    ...{ netns: new Map([[2, netns]]), interfaces: [], addresses: [], memberships: [] },
    ...{
      routes: [],
      policyRules: [],
      neighbours: [],
      qdiscs: [],
      sysctls: [],
      packetTypes: [],
      cgroupPrograms: [],
    },
  })
const found = finding({ cause: 'udp-no-listener', drops: 3 })
const socket = { proto: 'udp', local: '', remote: '', comm: 'nginx', state: '', rcvbuf: null }
const ownersOf = (netns: Row<'netns'>, sockets = found.sockets, cgroup = ''): string[] =>
  withOwners([{ ...found, sockets }], () => 2, hostWith(netns), [
    { pid: 9, comm: 'nginx', cgroup },
  ]).flatMap((f) => f.owners.map((o) => `${o.kind}: ${o.name}`))

describe('owners', () => {
  it('name the container of a namespace by name and id', () => {
    assert.deepEqual(ownersOf(row({ container: id })), ['container: container web (0123456789ab)'])
    assert.deepEqual(ownersOf(row({ container: id, name: '0123456789ab' })), [
      'container: container 0123456789ab',
    ])
  })

  it('name the systemd unit', () => {
    assert.deepEqual(ownersOf(row({ container: 'nginx.service' })), ['unit: nginx.service'])
  })

  it('are of the process that had the number while packets were lost', () => {
    const sockets = [{ ...socket, pid: 9 }]
    const had = (...processes: readonly (readonly [comm: string, unit: string])[]) =>
      withOwners(
        [{ ...found, sockets }],
        () => 2,
        hostWith(row({})),
        processes.map(([comm, unit]) => ({ pid: 9, comm, cgroup: `/system.slice/${unit}` })),
      ).flatMap(({ owners }) => owners.map(({ name }) => name))
    assert.deepEqual(had(['nginx', 'a.service'], ['sshd', 'b.service']), ['a.service'])
    assert.deepEqual(had(['nginx', 'a.service'], ['nginx', 'b.service']), [])
  })

  it('name the service of a socket in the host namespace', () => {
    const sockets = [{ ...socket, pid: 9 }]
    assert.deepEqual(ownersOf(row({}), sockets, '/system.slice/nginx.service'), [
      'unit: nginx.service',
    ])
  })

  it('are none where nobody is known', () => {
    assert.deepEqual(ownersOf(row({}), [{ ...socket, pid: null }], '/user.slice'), [])
  })
})
