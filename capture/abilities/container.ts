/** Where dropcorr runs, as far as it shows from inside; '' = on a host, or nothing shows. */
export type Container = '' | 'docker' | 'podman' | 'kubernetes' | 'lxc' | 'systemd-nspawn' | 'other'

export interface ContainerTraces {
  /** First PID and user namespace, and CAP_SYS_ADMIN: a host made from a container's image, or as good as one. */
  readonly unconfined: boolean
  /** /.dockerenv and /run/.containerenv exist. */
  readonly dockerenv: boolean
  readonly containerenv: boolean
  /** KUBERNETES_SERVICE_HOST is set. */
  readonly kubernetes: boolean
  /** Variable `container` of the first process, as systemd, podman and lxc set it. */
  readonly variable: string
  /** Text of /proc/1/cgroup. */
  readonly cgroup: string
}

export function containerOf(traces: ContainerTraces): Container {
  const { variable, cgroup } = traces
  if (traces.unconfined) return ''
  if (traces.kubernetes || cgroup.includes('kubepods')) return 'kubernetes'
  if (traces.containerenv || variable === 'podman') return 'podman'
  if (traces.dockerenv || cgroup.includes('/docker/')) return 'docker'
  if (variable === 'lxc' || cgroup.includes('/lxc/')) return 'lxc'
  if (variable === 'systemd-nspawn') return 'systemd-nspawn'
  return variable === '' ? '' : 'other'
}
