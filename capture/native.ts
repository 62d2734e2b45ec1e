import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Addon } from '../native/index.js'
import { DropcorrError, exitCode } from '../session/dropcorr-error.js'
import { packageRoot } from '../session/package-root.js'

const addonPath = join(packageRoot, 'native', 'build', 'Release', 'dropcorr.node')

let loaded: Addon | undefined

/** The native addon, loaded at first use: whoever only reads sessions never needs it. Throws DropcorrError if it cannot be loaded. */
export function addon(): Addon {
  loaded ??= load()
  return loaded
}

function load(): Addon {
  if (process.platform !== 'linux') {
    throw new DropcorrError('cannot record here', {
      why: `recording needs Linux, this is ${process.platform}; sessions can be read anywhere`,
      hint: 'record on the Linux host, copy the session here and run `dropcorr report`',
      exitCode: exitCode.cannotRecord,
    })
  }
  if (!existsSync(addonPath)) {
    throw new DropcorrError('the native addon is missing', {
      why: `${addonPath} has not been built`,
      hint: 'apt install g++ make clang libbpf-dev pkg-config && npm run build:native',
      exitCode: exitCode.cannotRecord,
    })
  }
  try {
    return createRequire(import.meta.url)(addonPath) as Addon
  } catch (error) {
    throw new DropcorrError('the native addon cannot be loaded', {
      why: error instanceof Error ? error.message : String(error),
      hint: 'build it anew for this machine and Node: npm run build:native',
      exitCode: exitCode.cannotRecord,
      cause: error,
    })
  }
}
