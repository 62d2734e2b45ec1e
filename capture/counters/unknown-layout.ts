/** A text or message in which nothing could be recognised: a format nobody knew when this was written, or damage. */
export class UnknownLayout extends Error {
  override readonly name = 'UnknownLayout'

  constructor(file: string, text: string) {
    super(`${file}: layout not understood, begins with ${JSON.stringify(text.slice(0, 40))}`)
  }
}
