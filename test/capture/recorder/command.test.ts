import assert from 'node:assert/strict'
import { assertRunnable, startCommand } from '../../../capture/recorder/command.js'
import { recordingEnd } from '../../../capture/recorder/recording-end.js'

const never = new Promise<never>(() => undefined)

describe('command', function () {
  this.timeout(20_000)

  it('refuses a program that is not there or not executable, before anything starts', () => {
    assertRunnable([])
    assertRunnable(['true'])
    assertRunnable(['/bin/sh', '-c', 'exit'])
    const refused = { name: 'DropcorrError', exitCode: 2 }
    assert.throws(() => assertRunnable(['no-such-program-here']), refused)
    assert.throws(() => assertRunnable(['/etc/passwd']), refused)
    assert.throws(() => assertRunnable(['/etc']), refused)
    assert.throws(() => assertRunnable(['true'], '/nonexistent'), refused)
  })

  it('gives its exit status, 128 + signal, and 127 where it could not start', async () => {
    assert.equal(await startCommand(['true']).ended, 0)
    assert.equal(await startCommand(['sh', '-c', 'exit 42']).ended, 42)
    assert.equal(await startCommand(['sh', '-c', 'kill -KILL $$']).ended, 137)
    assert.equal(await startCommand(['/nonexistent/program']).ended, 127)
  })

  it('passes arguments as they are, without a shell', async () => {
    assert.equal(await startCommand(['test', '$HOME', '=', '$HOME']).ended, 0)
  })
})

describe('end of a recording', function () {
  this.timeout(20_000)
  const stop = new AbortController().signal

  it('is the end of the duration', async () => {
    const conditions = { durationMs: 1, stop, command: undefined, writeFailed: never }
    assert.deepEqual(await recordingEnd(conditions), {
      reason: 'duration',
      commandStatus: undefined,
    })
  })

  it('is Ctrl-C, before or while it records', async () => {
    const early = { durationMs: undefined, stop: AbortSignal.abort(), command: undefined }
    assert.equal((await recordingEnd({ ...early, writeFailed: never })).reason, 'signal')
    const controller = new AbortController()
    const waiting = recordingEnd({ ...early, stop: controller.signal, writeFailed: never })
    controller.abort()
    assert.equal((await waiting).reason, 'signal')
  })

  it('is the end of the command, with its status', async () => {
    const command = startCommand(['sh', '-c', 'exit 3'])
    const conditions = { durationMs: undefined, stop, command, writeFailed: never }
    assert.deepEqual(await recordingEnd(conditions), { reason: 'command', commandStatus: 3 })
  })

  it('ends a command that still runs', async () => {
    const command = startCommand(['sleep', '60'])
    const conditions = { durationMs: 1, stop, command, writeFailed: never }
    assert.deepEqual(await recordingEnd(conditions), { reason: 'duration', commandStatus: 143 })
  })

  it('leaves the command alone when the session cannot be written', async () => {
    const command = startCommand(['sleep', '60'])
    const conditions = { durationMs: undefined, stop, command, writeFailed: Promise.resolve() }
    assert.deepEqual(await recordingEnd(conditions), { reason: 'error', commandStatus: undefined })
    assert.equal(await command.end('SIGTERM'), 143)
  })
})
