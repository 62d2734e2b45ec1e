import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../../session/package-root.js'
import { hex } from '../../netlink/hex-fixture.js'

export const recordedKernels = ['6.1', '6.12'] as const

/** Messages as that kernel sent them, from fixtures/raw/net_dm; each from its nlmsghdr on. */
export function netDmFixture(
  kernel: (typeof recordedKernels)[number],
  name: string,
): readonly Uint8Array[] {
  const path = join(packageRoot, 'fixtures', 'raw', 'net_dm', kernel, `${name}.hex`)
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(hex)
}
