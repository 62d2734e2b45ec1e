import assert from 'node:assert/strict'
import { containerName } from '../../../capture/host/container-name.js'

const id = '0123456789abcdef'.repeat(4)
const files = (texts: Readonly<Record<string, unknown>>) => (path: string) => {
  const key = Object.keys(texts).find((part) => path.includes(part))
  return key === undefined ? undefined : JSON.stringify(texts[key])
}

describe('what people call a container', () => {
  it('docker: its name, without the slash', () => {
    assert.equal(containerName(id, files({ [`docker/containers/${id}`]: { Name: '/web' } })), 'web')
  })

  it('Kubernetes on containerd: namespace and pod', () => {
    const annotations = {
      'io.kubernetes.cri.sandbox-name': 'web-5d8f',
      'io.kubernetes.cri.sandbox-namespace': 'shop',
    }
    assert.equal(containerName(id, files({ [`k8s.io/${id}`]: { annotations } })), 'shop/web-5d8f')
  })

  it('CRI-O: the same by other annotations', () => {
    const annotations = { 'io.kubernetes.pod.name': 'db-0', 'io.kubernetes.pod.namespace': 'data' }
    assert.equal(containerName(id, files({ [`${id}/userdata`]: { annotations } })), 'data/db-0')
  })

  it('podman: from its list of containers', () => {
    const list = [
      { id: 'other', names: ['no'] },
      { id, names: ['db'] },
    ]
    assert.equal(containerName(id, files({ 'containers.json': list })), 'db')
  })

  it('tells nothing of files that are not there, cut off, or of another shape', () => {
    assert.equal(
      containerName(id, () => undefined),
      undefined,
    )
    assert.equal(
      containerName(id, () => '{"Name":"/w'),
      undefined,
    )
    assert.equal(
      containerName(id, () => '{"Name":7,"annotations":[],"names":{}}'),
      undefined,
    )
  })

  it('never makes a path of what is no id', () => {
    const asked: string[] = []
    containerName('../../etc', (path) => {
      asked.push(path)
      return undefined
    })
    assert.deepEqual(asked, [])
  })
})
