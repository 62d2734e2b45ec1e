import type { Obstacle } from '../../source.js'

/** What was found out about BPF here. */
export interface BpfAccess {
  /** `uname -r` */
  readonly kernel: string
  /** Arguments of the kfree_skb tracepoint, 0 without BTF; absent if BPF was refused. */
  readonly tracepointArguments?: number
  /** Why BPF was refused: a known obstacle, or the errno of the system call. */
  readonly error?: Obstacle | { readonly code: string; readonly message: string }
  /** /sys/kernel/security/lockdown, '' if there is none. */
  readonly lockdown: string
}

const otherSource = 'or use --source tracefs, which needs neither'

/** Why the BPF source cannot run; undefined if it can. */
export function obstacleOf(access: BpfAccess): Obstacle | undefined {
  const { error, kernel } = access
  if (error !== undefined && 'why' in error) return error
  if (isBefore(kernel, 5, 8)) {
    return {
      why: `kernel ${kernel} has no BPF ring buffer, which came with 5.8`,
      hint: 'use --source tracefs, or a newer kernel',
    }
  }
  if (error !== undefined) return refusal(error)
  if (access.lockdown.includes('[confidentiality]')) {
    return {
      why: 'kernel lockdown (confidentiality) forbids BPF to read kernel memory',
      hint: 'boot with lockdown=integrity or less, or use --source drop-monitor',
    }
  }
  if (access.tracepointArguments === 0) {
    return {
      why: `kernel ${kernel} has no BTF (no /sys/kernel/btf/vmlinux): it was built without CONFIG_DEBUG_INFO_BTF`,
      hint: `run your distribution's standard kernel, ${otherSource}`,
    }
  }
  return undefined
}

function refusal({ code, message }: { readonly code: string; readonly message: string }): Obstacle {
  if (code === 'EPERM' || code === 'EACCES') {
    return {
      why: 'BPF needs root, or CAP_BPF and CAP_PERFMON (in the first user namespace)',
      hint: 'run it with sudo; in a container, with --privileged',
    }
  }
  if (code === 'ENOSYS') {
    return {
      why: 'this kernel has no bpf system call, or a seccomp filter hides it',
      hint: `in a container run with --privileged, ${otherSource}`,
    }
  }
  return { why: `BPF cannot be used: ${message}`, hint: 'use --source tracefs or drop-monitor' }
}

/** The first line of an error of libbpf and the last but statistics of the verifier: between them are thousands. */
export function shortened(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '')
  const [first = '', ...rest] = lines
  const said = rest
    .filter((line) => !/^processed \d+ insns|^libbpf:|^-- (BEGIN|END)/.test(line))
    .at(-1)
  return said === undefined ? first : `${first} … ${said.trim()}`
}

function isBefore(kernel: string, major: number, minor: number): boolean {
  const [, a, b] = /^(\d+)\.(\d+)/.exec(kernel) ?? []
  // An odd version string is not held against the kernel: loading will tell.
  if (a === undefined || b === undefined) return false
  return Number(a) < major || (Number(a) === major && Number(b) < minor)
}
