import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { DropcorrError } from '../../../session/dropcorr-error.js'
import type { Obstacle } from '../../source.js'
import { readTraceFormats } from './trace-formats.js'

/** What was found out about tracefs here. */
export interface TracefsAccess {
  /** Where it is mounted; undefined if nowhere. */
  readonly mount: string | undefined
  /** The kernel has the file system at all (/proc/filesystems). */
  readonly known: boolean
  /** Effective user id; 0 = root. */
  readonly uid: number
  /** /sys/kernel/security/lockdown, '' if there is none. */
  readonly lockdown: string
  /** errno's name of what was refused while looking, '' if nothing was. */
  readonly refusal: string
  /** What the kernel's formats lack, '' if they have all. */
  readonly formats: string
}

export const mountCommand = 'mount -t tracefs nodev /sys/kernel/tracing'

/** Looks, and changes nothing. */
export function tracefsAccess(mount: string | undefined): TracefsAccess {
  const found = mount === undefined ? { refusal: '', formats: '' } : tryOut(mount)
  return {
    mount,
    known: /\ttracefs$/m.test(readIfThere('/proc/filesystems')),
    uid: process.geteuid?.() ?? -1,
    lockdown: readIfThere('/sys/kernel/security/lockdown'),
    ...found,
  }
}

/** Why the tracefs source cannot run; undefined if it can. */
export function obstacleOf(access: TracefsAccess): Obstacle | undefined {
  const { mount, known, uid, lockdown, refusal, formats } = access
  if (mount === undefined && !known) {
    return {
      why: 'this kernel has no tracefs: it was built without CONFIG_FTRACE',
      hint: "run your distribution's standard kernel, or use --source drop-monitor",
    }
  }
  if (lockdown.includes('[confidentiality]')) {
    return {
      why: 'kernel lockdown (confidentiality) forbids to read trace buffers',
      hint: 'boot with lockdown=integrity or less, or use --source drop-monitor',
    }
  }
  if (uid !== 0 && (mount === undefined || refusal !== '')) {
    return { why: 'tracefs is for root only', hint: 'run it with sudo' }
  }
  if (mount === undefined) {
    return {
      why: 'tracefs is not mounted',
      hint: `run \`${mountCommand}\` (it stays until the next boot), then again`,
    }
  }
  if (refusal === 'EROFS' || refusal === 'EACCES' || refusal === 'EPERM') {
    return {
      why: `${mount} cannot be written (${refusal}): a container without privileges, or mounted read-only`,
      hint: `run it on the host; in a container, with --privileged -v ${mount}:${mount}`,
    }
  }
  if (refusal === 'ENOENT') {
    return {
      why: `${mount} has no event skb:kfree_skb, or no instances (before Linux 3.10)`,
      hint: `is it tracefs that is mounted there? Try \`${mountCommand}\`; the kernel needs CONFIG_FTRACE and CONFIG_NET`,
    }
  }
  if (refusal !== '') {
    return { why: `${mount} cannot be used: ${refusal}`, hint: 'see the kernel log (dmesg)' }
  }
  if (formats !== '') {
    return { why: formats, hint: 'use --source bpf or drop-monitor, and report this' }
  }
  return undefined
}

function tryOut(mount: string): Pick<TracefsAccess, 'refusal' | 'formats'> {
  try {
    accessSync(`${mount}/instances`, constants.W_OK)
    readTraceFormats(mount)
    return { refusal: '', formats: '' }
  } catch (error) {
    if (error instanceof DropcorrError) return { refusal: '', formats: error.why }
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { refusal: code, formats: '' }
  }
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
