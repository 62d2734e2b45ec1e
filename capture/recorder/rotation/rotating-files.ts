/** Session files one after the other: each whole by itself, together without a drop lost or counted twice. */
import { existsSync } from 'node:fs'
import type { Addon } from '../../../native/index.js'
import { DropcorrError } from '../../../session/dropcorr-error.js'
import type { LiveNetnsRegistry } from '../../host/namespaces.js'
import type { RunningPackets } from '../../packet-sources/libpcap.js'
import type { RecordObserver, RecordOptions, RotationOptions } from '../../record-options.js'
import type { RecorderClock } from '../clock.js'
import { fileHealth, sharedHealth, type HealthByName } from '../file-health.js'
import { healthRows, unlessCutOff } from '../health-rows.js'
import type { RecordedFile } from '../recorded-file.js'
import type { RunningDrops } from '../running-drops.js'
import { lostRowsOf, type SessionFiles } from '../session-files.js'
import { beginFile } from './begin-file.js'
import { fileName, removeOldest } from './file-names.js'
import { FileGrowth } from './file-growth.js'
import { rotationHealth } from './rotation-health.js'
import { healthSince } from './shared-health.js'
import type { SharedRows } from './shared-rows.js'

/** Packets and flows of the last second before the change arrive within this time, and one look at the capture more. */
const graceMs = 3000
/** Two changes lie at least so far apart: the file before must have been closed. */
const shortestFileMs = 5000

export interface RotatingFilesOptions {
  readonly options: RecordOptions
  readonly rotation: RotationOptions
  readonly observer: RecordObserver
  readonly clock: RecorderClock
  readonly registry: LiveNetnsRegistry
  readonly addon: Addon
  readonly shared: SharedRows
  readonly drops: RunningDrops
  readonly packets: RunningPackets | undefined
}

export class RotatingFiles implements SessionFiles {
  readonly failed: Promise<DropcorrError>
  readonly #options: RotatingFilesOptions
  #current: RecordedFile
  #before:
    { readonly file: RecordedFile; readonly base: HealthByName; readonly toNs: number } | undefined
  /** Health of shared sources when the current file was begun: what they lost before is not its loss. */
  #base: HealthByName = new Map()
  #growth: FileGrowth
  #part = 1
  #changing: Promise<void> | undefined
  #finishing: Promise<void> | undefined
  #isStopping = false
  #lostRows = 0
  #wasDamaged = false
  #fail: (failure: DropcorrError) => void = () => undefined

  constructor(first: RecordedFile, options: RotatingFilesOptions) {
    this.#options = options
    this.#current = first
    this.#growth = new FileGrowth(options.rotation.maxBytes)
    this.failed = new Promise((resolve) => (this.#fail = resolve))
    this.#watch(first)
  }

  get current(): RecordedFile {
    return this.#current
  }

  get lostRows(): number {
    const before = this.#before === undefined ? 0 : lostRowsOf(this.#before.file)
    return this.#lostRows + before + lostRowsOf(this.#current)
  }

  get wasDamaged(): boolean {
    return this.#wasDamaged
  }

  /** Health of shared sources as the current file has it. */
  currentHealth(): HealthByName {
    const shared = healthSince(sharedHealth(this.#options), this.#base, this.#current.startNs)
    return new Map([...shared, ['rotation', rotationHealth(this.#options.shared.losses)]])
  }

  tick(): void {
    this.#growth.measure(this.#current.writer.bytesWritten)
    if (this.#isStopping || this.#changing !== undefined) return
    if (this.#before !== undefined) {
      const sinceMs = (this.#options.clock.now() - this.#before.toNs) / 1e6
      if (sinceMs >= graceMs) void this.finishBefore()
      return
    }
    const ageMs = this.#current.clock.now() / 1e6
    const { everyMs } = this.#options.rotation
    const isOld = everyMs !== undefined && ageMs >= everyMs
    if (!isOld && !(this.#growth.isNearLimit && ageMs >= shortestFileMs)) return
    this.#changing = this.#change()
      .catch((error: unknown) => this.#couldNotChange(error))
      .finally(() => (this.#changing = undefined))
  }

  async settle(): Promise<void> {
    this.#isStopping = true
    await this.#changing
  }

  async finishBefore(): Promise<void> {
    this.#finishing ??= this.#finish()
    await this.#finishing
  }

  async #change(): Promise<void> {
    const { options, observer, clock, registry, addon, shared, drops } = this.#options
    const path = fileName(options.out, new Date(), existsSync)
    const part = this.#part + 1
    const old = this.#current
    const next = await beginFile({ path, part, options, clock, registry, addon })
    let atNs = clock.now()
    next.counters.round('first', () => {
      atNs = clock.now()
      drops.splitBooks()
    })
    // The reading that opens the books of one file closes those of the other.
    const wallUs = Math.round((clock.now() - atNs) / 1000)
    if (next.counterBook !== undefined) {
      old.counterBook?.closeWith(next.counterBook, atNs - old.startNs, wallUs)
    }
    shared.begin(next.writer, next.startNs, atNs)
    this.#current = next
    this.#before = { file: old, base: this.#base, toNs: atNs }
    this.#base = sharedHealth(this.#options)
    this.#part = part
    this.#growth = new FileGrowth(this.#options.rotation.maxBytes)
    old.writer.setInfo('detachedNs', atNs - old.startNs)
    next.writer.setInfo('attachedNs', atNs - next.startNs)
    const { row } = clock.sample()
    next.writer.add('clock', [{ ...row, at_ns: row.at_ns - next.startNs }])
    old.facts.end()
    old.writer.setInfo('endReason', 'rotation')
    old.writer.setInfo('commandStatus', null)
    const health = fileHealth(this.currentHealth(), next)
    next.writer.add('source_health', healthRows(unlessCutOff(health)))
    this.#watch(next)
    observer.file?.(path)
  }

  /** Closes the file before: nothing that belongs into it comes any more. */
  async #finish(): Promise<void> {
    const before = this.#before
    if (before === undefined) {
      this.#finishing = undefined
      return
    }
    const { file, base, toNs } = before
    const { writer, startNs } = file
    this.#options.shared.endBefore()
    const shared = new Map(
      [...healthSince(sharedHealth(this.#options), base, startNs)].map(([name, health]) => {
        const detail = { ...health.detail, toNs: toNs - startNs }
        return [name, 'fromNs' in health.detail ? { ...health, detail } : health] as const
      }),
    )
    shared.set('rotation', rotationHealth(this.#options.shared.losses))
    const health = fileHealth(shared, file)
    writer.add('source_health', healthRows(health))
    writer.setInfo('endedNs', file.clock.now())
    await writer.close()
    this.#lostRows += lostRowsOf(file)
    this.#wasDamaged ||= writer.failure !== undefined || writer.lost.size > 0
    this.#before = undefined
    this.#finishing = undefined
    this.#makeRoom(this.#options.rotation.keep)
  }

  #watch(file: RecordedFile): void {
    void file.writer.failed.then((failure) => this.#couldNotWrite(file, failure))
  }

  /** The file is lost for what comes now, but the next may not be: the oldest make room for it. */
  async #couldNotWrite(file: RecordedFile, failure: DropcorrError): Promise<void> {
    const { observer, rotation, drops } = this.#options
    this.#wasDamaged = true
    if (file !== this.#current || this.#isStopping) {
      observer.warning(`${failure.message}: ${failure.why}`)
      return
    }
    const isHopeless = this.#part > 1 && file.clock.now() / 1e6 < shortestFileMs
    this.#makeRoom(Math.max(1, rotation.keep - 1))
    try {
      if (isHopeless) throw failure
      // Into the room that the file kept for its end, before the next file takes what is left of the disk.
      drops.poll((source, why) => observer.warning(`${source}: ${why}`))
      await file.writer.flush()
      await this.#changing
      await this.finishBefore()
      this.#changing = this.#change().finally(() => (this.#changing = undefined))
      await this.#changing
      observer.warning(`${failure.message}: ${failure.why}; recording goes on in another file`)
    } catch {
      // The first failure says what is wrong; the next file fails for the same reason.
      this.#fail(failure)
    }
  }

  #couldNotChange(error: unknown): void {
    const { observer, clock } = this.#options
    const why = error instanceof DropcorrError ? `${error.message}: ${error.why}` : String(error)
    const text = `no new file could be begun, recording goes on in the old one: ${why}`
    observer.warning(text)
    const { writer, startNs } = this.#current
    writer.add('event', [{ at_ns: clock.now() - startNs, kind: 'limit', text }])
    this.#growth.wait()
  }

  #makeRoom(keep: number): void {
    try {
      removeOldest(this.#options.options.out, keep)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#options.observer.warning(`old session files could not be removed: ${why}`)
    }
  }
}
