/** What people call a container, from the files in which its runtime keeps it. */

const storage = '/var/lib/containers/storage/overlay-containers/containers.json'
const docker = (id: string): string => `/var/lib/docker/containers/${id}/config.v2.json`
/** OCI bundles: containerd's by its own namespaces, then those of CRI-O and podman. */
const bundles = (id: string): readonly string[] => [
  ...['k8s.io', 'moby', 'default'].map(
    (namespace) => `/run/containerd/io.containerd.runtime.v2.task/${namespace}/${id}/config.json`,
  ),
  `/run/containers/storage/overlay-containers/${id}/userdata/config.json`,
]

/**
 * 'web' (docker, podman, nerdctl), 'shop/web-5d8f' (namespace and pod, Kubernetes); undefined if no runtime's file tells.
 * `read`: text of a file, undefined if it is not there. Ids other than 64 hexadecimal digits are names already.
 */
export function containerName(
  id: string,
  read: (path: string) => string | undefined,
): string | undefined {
  if (!/^[0-9a-f]{64}$/.test(id)) return undefined
  const named = text(parsed(read(docker(id))), 'Name')
  if (named !== '') return named.replace(/^\//, '')
  for (const bundle of bundles(id)) {
    const name = annotatedName(field(parsed(read(bundle)), 'annotations'))
    if (name !== undefined) return name
  }
  return storedName(parsed(read(storage)), id)
}

function annotatedName(annotations: unknown): string | undefined {
  const of = (key: string): string => text(annotations, key)
  for (const [namespace, pod] of [
    ['io.kubernetes.cri.sandbox-namespace', 'io.kubernetes.cri.sandbox-name'],
    ['io.kubernetes.pod.namespace', 'io.kubernetes.pod.name'],
  ] as const) {
    if (of(pod) !== '') return of(namespace) === '' ? of(pod) : `${of(namespace)}/${of(pod)}`
  }
  return of('nerdctl/name') || undefined
}

function storedName(list: unknown, id: string): string | undefined {
  if (!Array.isArray(list)) return undefined
  const stored: unknown = list.find((entry: unknown) => field(entry, 'id') === id)
  const names: unknown = field(stored, 'names')
  const first: unknown = Array.isArray(names) ? names[0] : undefined
  return typeof first === 'string' && first !== '' ? first : undefined
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined

/** '' if it is not there, or no text. */
function text(value: unknown, key: string): string {
  const found = field(value, key)
  return typeof found === 'string' ? found : ''
}

/** undefined for what is no JSON: a file that is being written. */
function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined
  try {
    return JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
