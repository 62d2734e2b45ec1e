import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own that is soon full. Needs root. */
export function mountSmallDisk(bytes: number): { readonly path: string; unmount(): void } {
  const path = mkdtempSync(join(tmpdir(), 'dropcorr-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'dropcorr-test', path])
  return {
    path,
    unmount: () => {
      execFileSync('umount', ['-l', path])
      rmSync(path, { recursive: true })
    },
  }
}
