import type { Context } from 'mocha'

/** Skips a live test, saying why, unless it runs as root. */
export function requireRoot(context: Context): void {
  if (process.getuid?.() !== 0) skipBecause(context, 'network namespaces need root')
}

export function skipBecause(context: Context, why: string): never {
  console.log(`      skipped: ${why}`)
  return context.skip()
}
