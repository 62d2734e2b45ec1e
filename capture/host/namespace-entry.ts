import { closeSync, fstatSync, openSync } from 'node:fs'
import type { Addon } from '../../native/index.js'
import { errorCode } from './read-proc.js'

export type NamespaceAddon = Pick<Addon, 'setNetns' | 'netnsCookie'>

/** Which namespace is meant: inode numbers are reused at once, cookies (5.14 and later) never. */
export interface NamespaceIdentity {
  readonly inode: number
  readonly cookie: bigint | undefined
}

export class NamespaceGoneError extends Error {
  override readonly name = 'NamespaceGoneError'
  readonly code = 'ENOENT'
}

/**
 * Moves the calling thread into namespaces and back. Only the own namespace is kept open: an open descriptor of
 * another would keep it alive after its owner is gone, and recording must not change what it watches.
 */
export class NamespaceEntry {
  readonly #addon: NamespaceAddon
  readonly #ownFd: number
  /** Where the thread is now: descriptors of the namespaces entered, the own one first. */
  readonly #entered: number[]

  constructor(addon: NamespaceAddon) {
    this.#addon = addon
    this.#ownFd = openSync('/proc/thread-self/ns/net', 'r')
    this.#entered = [this.#ownFd]
  }

  ownIdentity(): NamespaceIdentity {
    return { inode: fstatSync(this.#ownFd).ino, cookie: this.#addon.netnsCookie() }
  }

  /** Runs `read` in the own namespace, also while another is entered. */
  enterOwn<T>(read: () => T): T {
    return this.#entered.length === 1 ? read() : this.#within(this.#ownFd, read)
  }

  /**
   * Runs `read` inside the namespace found under the first of `paths` that still leads to it.
   * Throws NamespaceGoneError if none does, and what `read` throws.
   */
  enter<T>(identity: NamespaceIdentity, paths: readonly string[], read: () => T): T {
    for (const path of paths) {
      const fd = openNamespace(path)
      if (fd === undefined) continue
      try {
        if (fstatSync(fd).ino !== identity.inode) continue
        const outcome = this.#within(fd, () => {
          const reused =
            identity.cookie !== undefined && this.#addon.netnsCookie() !== identity.cookie
          return reused ? undefined : { value: read() }
        })
        if (outcome !== undefined) return outcome.value
      } finally {
        closeSync(fd)
      }
    }
    throw new NamespaceGoneError(`network namespace ${identity.inode} is gone`)
  }

  /** Cookie of the namespace behind `path`; undefined if it is gone, is another one, or has no cookie. */
  cookieOf(inode: number, paths: readonly string[]): bigint | undefined {
    return this.enter({ inode, cookie: undefined }, paths, () => this.#addon.netnsCookie())
  }

  /** Runs `use` with an open descriptor of the namespace; undefined if none of `paths` leads to it. */
  withDescriptor<T>(
    identity: NamespaceIdentity,
    paths: readonly string[],
    use: (fd: number) => T,
  ): T | undefined {
    if (paths.length === 0) return use(this.#ownFd)
    for (const path of paths) {
      const fd = openNamespace(path)
      if (fd === undefined) continue
      try {
        if (fstatSync(fd).ino === identity.inode) return use(fd)
      } finally {
        closeSync(fd)
      }
    }
    return undefined
  }

  close(): void {
    closeSync(this.#ownFd)
  }

  #within<T>(fd: number, run: () => T): T {
    // The array starts with the own namespace and is popped only by the frame that pushed.
    const previous = this.#entered[this.#entered.length - 1] ?? this.#ownFd
    this.#addon.setNetns(fd)
    this.#entered.push(fd)
    try {
      return run()
    } finally {
      this.#entered.pop()
      this.#addon.setNetns(previous)
    }
  }
}

function openNamespace(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL'].includes(errorCode(error))) {
      return undefined
    }
    throw error
  }
}
