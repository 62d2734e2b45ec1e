import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readlinkSync } from 'node:fs'
import { NamespaceGoneError } from '../../capture/host/namespace-entry.js'
import { liveFacts } from '../capture/host/collected-rows.js'
import { TestNamespace } from '../capture/host/test-namespace.js'
import { requireRoot } from './root-only.js'

const ownNamespace = (): string => readlinkSync('/proc/thread-self/ns/net')

describe('network namespaces of this machine', () => {
  before(function () {
    requireRoot(this)
  })

  it('finds one that only a process holds, by command and pid, and notes when it is gone', async () => {
    const holder = spawn('unshare', ['-n', 'sh', '-c', 'echo in; exec sleep 20'])
    try {
      await once(holder.stdout, 'data')
      const { registry, rows } = liveFacts()
      const found = registry
        .list()
        .find(({ id }) => rows.of('netns').some((row) => row.id === id && row.pid === holder.pid))
      assert.ok(found, 'not listed')
      const row = rows.of('netns').find(({ id }) => id === found.id)
      assert.equal(row?.kind, 'process')
      assert.match(found.name, new RegExp(`^(sh|sleep)/${holder.pid}$`))
      assert.notEqual(row.cookie, null)
      assert.equal(registry.idOf(found.inode, BigInt(row.cookie ?? 0)), found.id)

      const seen = found.enter(() => readFileSync('/proc/thread-self/net/dev', 'utf8'))
      assert.deepEqual(
        seen.match(/^\s*\S+:/gm)?.map((name) => name.trim()),
        ['lo:'],
      )

      holder.kill('SIGKILL')
      await once(holder, 'exit')
      assert.throws(() => found.enter(() => 0), NamespaceGoneError)
      registry.rescan()
      assert.equal(
        registry.list().some(({ id }) => id === found.id),
        false,
      )
      const last = rows.of('netns').findLast(({ id }) => id === found.id)
      assert.notEqual(last?.to_ns, null)
    } finally {
      holder.kill('SIGKILL')
    }
  })

  it('calls a named one by its name and the own one host, with id 1', () => {
    const namespace = new TestNamespace()
    try {
      const { registry, idOf } = liveFacts()
      assert.equal(registry.list()[0]?.id, 1)
      assert.equal(registry.list()[0]?.name, 'host')
      assert.ok(idOf(namespace.name) > 1)
    } finally {
      namespace.delete()
    }
  })

  it('keeps its name when that is taken away while a process holds it', async () => {
    const namespace = new TestNamespace()
    const { registry, idOf } = liveFacts()
    const id = idOf(namespace.name)
    const holder = spawn('ip', [
      ...['netns', 'exec', namespace.name],
      ...['sh', '-c', 'echo in; exec sleep 20'],
    ])
    try {
      await once(holder.stdout, 'data')
      namespace.delete()
      registry.rescan()
      assert.equal(registry.list().find((each) => each.id === id)?.name, namespace.name)
    } finally {
      holder.kill('SIGKILL')
    }
  })

  it('comes back when the callback throws, and from a namespace within a namespace', () => {
    const namespace = new TestNamespace()
    try {
      const { registry, idOf } = liveFacts()
      const before = ownNamespace()
      const target = registry.list().find(({ id }) => id === idOf(namespace.name))
      const host = registry.list()[0]
      assert.ok(target && host)
      assert.throws(
        () =>
          target.enter(() => {
            assert.equal(ownNamespace(), `net:[${target.inode}]`)
            throw new Error('in the namespace')
          }),
        /in the namespace/,
      )
      assert.equal(ownNamespace(), before)
      const path = target.enter(() => [host.enter(ownNamespace), ownNamespace()])
      assert.deepEqual(path, [before, `net:[${target.inode}]`])
    } finally {
      namespace.delete()
    }
  })

  it('does not keep a namespace alive, and is not misled by one with the same inode number', () => {
    const { registry, rows } = liveFacts()
    const first = new TestNamespace()
    registry.rescan()
    const gone = registry.list().find(({ name }) => name === first.name)
    assert.ok(gone)
    first.delete()
    // The kernel gives the lowest free number again.
    const second = new TestNamespace()
    try {
      assert.throws(() => gone.enter(() => 0), NamespaceGoneError)
      registry.rescan()
      const next = registry.list().find(({ name }) => name === second.name)
      assert.ok(next)
      assert.notEqual(next.id, gone.id)
      assert.notEqual(rows.of('netns').findLast(({ id }) => id === gone.id)?.to_ns, null)
    } finally {
      second.delete()
    }
  })

  it('gives an id to a namespace that only a drop has named', () => {
    const { registry, rows } = liveFacts()
    const id = registry.idOf(4_026_999_999, 999_999_999n)
    assert.equal(registry.idOf(4_026_999_999, 999_999_999n), id)
    assert.equal(rows.of('netns').find((row) => row.id === id)?.kind, 'unseen')
    assert.equal(registry.health().status, 'partial')
  })
})
