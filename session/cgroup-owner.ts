/** What a person calls the owner of a namespace, from its cgroup and its command name. All texts are hostile. */

export interface CgroupOwner {
  readonly kind: 'container' | 'unit'
  /** Full container id, container name (lxc, nspawn) or systemd unit. */
  readonly id: string
  /** As `docker ps` and `crictl ps` show it: 12 digits of a hexadecimal id. */
  readonly shortName: string
}

const shortIdLength = 12

/** docker/ID · docker-ID.scope · cri-containerd-ID.scope · crio-ID · libpod-ID · kubepods/…/podUID/ID · garden and buildkit alike */
const hexadecimalId = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:\/|$)/
/** lxc/NAME (cgroup v1) · lxc.payload.NAME and lxc.payload/NAME (v2, LXC 4 and later) */
const lxcName = /\/lxc(?:\.payload)?[/.](?!monitor)([^/]+)/
/** systemd-nspawn and libvirt: machine.slice/machine-NAME.scope, '-' written as \x2d */
const machineName = /\/machine-([^/]+)\.scope/
const serviceUnit = /\/([^/]+\.service)(?:\/|$)/

/**
 * Who owns a process, from /proc/PID/cgroup (lines `hierarchy:controllers:path`). Undefined for what a person
 * started from a shell: a login scope tells nothing.
 */
export function ownerFromCgroup(text: string): CgroupOwner | undefined {
  const paths = cgroupPaths(text)
  for (const path of paths) {
    const id = hexadecimalId.exec(path)?.[1]
    if (id !== undefined) return { kind: 'container', id, shortName: id.slice(0, shortIdLength) }
  }
  for (const path of paths) {
    const name = lxcName.exec(path)?.[1] ?? machineName.exec(path)?.[1]
    if (name !== undefined) {
      const plain = unescapeUnit(name)
      return { kind: 'container', id: plain, shortName: plain }
    }
  }
  for (const path of paths) {
    const unit = serviceUnit.exec(path)?.[1]
    if (unit !== undefined) {
      const plain = unescapeUnit(unit)
      return { kind: 'unit', id: plain, shortName: plain }
    }
  }
  return undefined
}

/** The cgroup path worth storing: the unified hierarchy's, else systemd's, else the longest. */
export function cgroupPath(text: string): string {
  const lines = text.split('\n').filter((line) => line.includes(':'))
  const unified = lines.find((line) => line.startsWith('0::') && line !== '0::/')
  const systemd = lines.find((line) => line.includes(':name=systemd:') && !line.endsWith(':/'))
  const chosen = unified ?? systemd
  if (chosen !== undefined) return pathOf(chosen)
  return cgroupPaths(text).reduce((long, path) => (path.length > long.length ? path : long), '')
}

const cgroupPaths = (text: string): readonly string[] =>
  text
    .split('\n')
    .map(pathOf)
    .filter((path) => path !== '')

/** The path is what follows the second colon; it may contain colons itself. */
function pathOf(line: string): string {
  const controllers = line.indexOf(':')
  const path = controllers === -1 ? -1 : line.indexOf(':', controllers + 1)
  return path === -1 ? '' : line.slice(path + 1)
}

const unescapeUnit = (name: string): string =>
  name.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
