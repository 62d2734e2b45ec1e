import { writeSync } from 'node:fs'

const enter = '\u001b[?1049h\u001b[H'
const showCursorAndLeave = '\u001b[?25h\u001b[?1049l'

/**
 * Switches the terminal behind `stream` to its alternate screen. The function returned switches back, once; so does
 * any end of the process that it can see, before an error is printed.
 */
export function enterAlternateScreen(
  stream: NodeJS.WriteStream & { readonly fd: number },
  input: NodeJS.ReadStream,
): () => void {
  stream.write(enter)
  let left = false
  const leave = (): void => {
    if (left) return
    left = true
    process.off('exit', leave)
    process.off('uncaughtException', leave)
    process.off('unhandledRejection', leave)
    if (input.isTTY) input.setRawMode(false)
    try {
      writeSync(stream.fd, showCursorAndLeave)
    } catch (error) {
      // The terminal is gone (its window was closed): there is nothing to restore.
      if (!(error instanceof Error && 'code' in error)) throw error
    }
  }
  process.once('exit', leave)
  process.prependListener('uncaughtException', leave)
  process.prependListener('unhandledRejection', leave)
  return leave
}
