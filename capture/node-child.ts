import { fileURLToPath } from 'node:url'

/**
 * Arguments for node to run the file `name` beside `moduleUrl` in the same form: TypeScript under a loader, or compiled.
 */
export function nodeChildArguments(moduleUrl: string, name: string): readonly string[] {
  const extension = moduleUrl.endsWith('.ts') ? '.ts' : '.js'
  const file = fileURLToPath(new URL(`./${name}${extension}`, moduleUrl))
  return [...loaderArguments(process.execArgv), file]
}

/** A TypeScript loader must be handed on; debuggers and profilers must not. */
function loaderArguments(execArgv: readonly string[]): readonly string[] {
  return execArgv.flatMap((argument, index) => {
    if (/^--(import|require|loader|experimental-loader)=/.test(argument)) return [argument]
    const isPair = argument === '--import' || argument === '--require' || argument === '-r'
    return isPair ? [argument, execArgv[index + 1] ?? ''] : []
  })
}
