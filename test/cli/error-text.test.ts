import assert from 'node:assert/strict'
import { errorText, exitCodeOf } from '../../cli/error-text.js'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'

const known = new DropcorrError('cannot record', {
  why: 'this kernel has no BTF',
  hint: '--source tracefs',
  exitCode: exitCode.cannotRecord,
})

describe('error text', () => {
  it('is three lines and an exit code', () => {
    assert.equal(
      errorText(known),
      'dropcorr: cannot record\nwhy: this kernel has no BTF\ntry: --source tracefs\n',
    )
    assert.equal(exitCodeOf(known), 3)
  })

  it('is the same when the error was wrapped on its way', () => {
    const wrapped = new Error('source failed', { cause: known })
    assert.equal(errorText(wrapped), errorText(known))
    assert.equal(exitCodeOf(wrapped), 3)
  })

  it('stays three lines and sends nothing to the terminal when names are hostile', () => {
    const hostile = new DropcorrError('no interface \u001b[2J\nwhy: all is well', {
      why: 'a\rb',
      hint: 'c\nd',
      exitCode: exitCode.usage,
    })
    assert.match(errorText(hostile), /^dropcorr: [^\n]*\nwhy: [^\n]*\ntry: [^\n]*\n$/)
    assert.doesNotMatch(errorText(hostile), /[\u0000-\u0009\u000b-\u001f]/)
  })

  it('has the stack and asks for a report when it is a bug', () => {
    const text = errorText(new TypeError('x is undefined'))
    assert.match(text, /^TypeError: x is undefined\n +at /)
    assert.match(text, /please report/)
    assert.equal(exitCodeOf(new TypeError('x')), 1)
    assert.match(errorText('thrown text'), /unexpected error: thrown text/)
  })
})
