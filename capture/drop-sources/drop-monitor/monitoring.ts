import type { Guard } from '../../guard/guard.js'
import { NetlinkError } from '../../netlink/message.js'
import type { AlertMode } from '../../source.js'
import {
  configure,
  defaultConfig,
  isOn,
  readConfig,
  start,
  stop,
  type NetDm,
  type NetDmConfig,
  type NetDmDrops,
} from './control.js'

export interface MonitoringWanted {
  readonly config: NetDmConfig
  readonly drops: NetDmDrops
}

/** Who switched a kind of drops on. 'off' = nobody: it was not wanted or cannot be had. */
export type MonitoringOwner = 'ours' | 'others' | 'off'

export interface MonitoringState {
  readonly software: MonitoringOwner
  readonly hardware: MonitoringOwner
  /** Why hardware drops cannot be had, '' if they can or are not wanted. */
  readonly hardwareRefused: string
  /** In force: ours, or that of whoever was first. */
  readonly config: NetDmConfig
  /** How often someone else had switched it off; it was switched on again. */
  readonly interruptions: number
  /** That of others who have ended, if it was not the one that was wanted. */
  readonly formerMode: AlertMode | undefined
}

/** What the guard needs to put everything back as it was found. */
export interface MonitoringFound {
  readonly drops: NetDmDrops
  /** undefined if the settings were not changed. */
  readonly config: NetDmConfig | undefined
}

const softwareOnly: NetDmDrops = { software: true, hardware: false }
const hardwareOnly: NetDmDrops = { software: false, hardware: true }

export const guardAction = 'stop-drop-monitor'

/**
 * The kernel's drop monitoring while we listen. It has no owner: whoever stops it stops it for all, and its settings
 * are the kernel's. So: what was found on is left on, under the settings it had, and only what we switched on is
 * switched off again.
 */
export class Monitoring {
  readonly #dm: NetDm
  readonly #guard: Guard
  readonly #wanted: MonitoringWanted
  #software: MonitoringOwner = 'off'
  #hardware: MonitoringOwner = 'off'
  #hardwareRefused = ''
  /** undefined where the kernel has no settings (before 5.4). */
  #found: NetDmConfig | undefined
  #config: NetDmConfig | undefined
  #disarm: (() => void) | undefined
  #interruptions = 0
  #formerMode: AlertMode | undefined
  #hasConfigured = false
  #ended = false
  #takingOver: Promise<void> | undefined

  private constructor(dm: NetDm, guard: Guard, wanted: MonitoringWanted) {
    this.#dm = dm
    this.#guard = guard
    this.#wanted = wanted
    this.#found = readConfig(dm)
    this.#config = this.#found
  }

  /** Switches on what is wanted, or listens to what others have on. Rejects with NetlinkError, all as it was. */
  static async begin(dm: NetDm, guard: Guard, wanted: MonitoringWanted): Promise<Monitoring> {
    const monitoring = new Monitoring(dm, guard, wanted)
    try {
      await monitoring.#begin()
    } catch (error) {
      monitoring.end()
      throw error
    }
    return monitoring
  }

  get state(): MonitoringState {
    return {
      software: this.#software,
      hardware: this.#hardware,
      hardwareRefused: this.#hardwareRefused,
      config: this.#config ?? defaultConfig,
      interruptions: this.#interruptions,
      formerMode: this.#formerMode,
    }
  }

  /** Switches on again what someone else has switched off since: they stop it for all. */
  keep(): void {
    if (this.#ended || this.#takingOver !== undefined) return
    const [ours, others] = [this.#halves('ours'), this.#halves('others')]
    const wereOff = this.#switchedOn([...ours, ...others])
    if (wereOff.length === 0) return
    this.#interruptions += 1
    if (others.length === 0) {
      if (wereOff.length === ours.length) this.#startAnew(this.#ours())
    } else if (others.every((half) => wereOff.includes(half))) this.#takeOver()
    else this.#takeHalf(wereOff)
    this.#config = readConfig(this.#dm)
  }

  /** Leaves the kernel as it was found. */
  end(): void {
    const ours = this.#ours()
    if (this.#ended) return
    this.#ended = true
    if (ours.software || ours.hardware) stop(this.#dm, ours)
    if (this.#found !== undefined && this.#hasConfigured && !isOn(this.#dm)) {
      configure(this.#dm, this.#found)
    }
    this.#disarm?.()
  }

  async settled(): Promise<void> {
    await this.#takingOver?.catch(() => undefined)
  }

  async #begin(): Promise<void> {
    const { drops } = this.#wanted
    if (!isOn(this.#dm)) {
      this.#found = readConfig(this.#dm)
      this.#config = this.#found
      this.#disarm ??= await this.#armed(drops, this.#found)
      try {
        this.#configure()
        if (this.#startAll(drops)) return
      } catch (error) {
        if (!isBusy(error)) throw error
      }
      // Someone was faster.
      this.#disarm()
      this.#disarm = undefined
    }
    this.#config = readConfig(this.#dm)
    this.#found = this.#config
    await this.#joinOthers(drops)
  }

  #configure(): void {
    if (this.#found === undefined) return
    configure(this.#dm, this.#wanted.config)
    this.#hasConfigured = true
    this.#config = this.#wanted.config
  }

  /** All was off: someone may have changed the settings meanwhile. */
  #startAnew(ours: NetDmDrops): void {
    stop(this.#dm, ours)
    if (!isOn(this.#dm)) this.#configure()
    start(this.#dm, ours)
  }

  #startAll(drops: NetDmDrops): boolean {
    try {
      if (!start(this.#dm, drops)) return false
      this.#software = drops.software ? 'ours' : 'off'
      this.#hardware = drops.hardware ? 'ours' : 'off'
      return true
    } catch (error) {
      // Before 5.4, or without CONFIG_NET_DEVLINK, there are no hardware drops.
      if (!drops.software || !drops.hardware || !(error instanceof NetlinkError)) throw error
      this.#hardwareRefused = error.message
      return this.#startAll(softwareOnly)
    }
  }

  /**
   * Those that were off. Nobody can be asked for one of them but by switching it on: so they are on now, unless all was
   * off and others' are among them, which the guard is armed for first.
   */
  #switchedOn(halves: readonly NetDmDrops[]): readonly NetDmDrops[] {
    const isTheirs = this.#halves('others').length > 0
    if (isTheirs && this.#found !== undefined && !isOn(this.#dm)) return halves
    return halves.filter((half) => start(this.#dm, half))
  }

  /** The others have ended: under our own settings from now on. */
  #takeOver(): void {
    const mode = this.#config?.alertMode
    if (mode !== this.#wanted.config.alertMode) this.#formerMode = mode
    stop(this.#dm, { software: this.#software !== 'off', hardware: this.#hardware !== 'off' })
    this.#disarm?.()
    this.#disarm = undefined
    this.#takingOver = this.#begin().finally(() => (this.#takingOver = undefined))
    // `settled` waits for it; if it fails, the next look tries again.
    this.#takingOver.catch(() => undefined)
  }

  /** The others have ended one half, and the rest goes on under their settings. */
  #takeHalf(wereOff: readonly NetDmDrops[]): void {
    if (wereOff.some(({ software }) => software)) this.#software = 'ours'
    if (wereOff.some(({ hardware }) => hardware)) this.#hardware = 'ours'
    const disarmFormer = this.#disarm
    this.#disarm = undefined
    const armed = this.#armed(this.#ours(), undefined).then((disarm) => {
      this.#disarm = disarm
      disarmFormer?.()
    })
    this.#takingOver = armed.finally(() => (this.#takingOver = undefined))
    this.#takingOver.catch(() => undefined)
  }

  /** Others have one kind on, or both: what is missing is ours to switch on and off. */
  async #joinOthers({ software, hardware }: NetDmDrops): Promise<void> {
    if (software) {
      this.#software = start(this.#dm, softwareOnly) ? 'ours' : 'others'
    }
    if (hardware) {
      try {
        this.#hardware = start(this.#dm, hardwareOnly) ? 'ours' : 'others'
      } catch (error) {
        if (!software || !(error instanceof NetlinkError)) throw error
        this.#hardwareRefused = error.message
      }
    }
    const ours = this.#ours()
    if (ours.software || ours.hardware) this.#disarm = await this.#armed(ours, undefined)
  }

  #armed(drops: NetDmDrops, config: NetDmConfig | undefined): Promise<() => void> {
    const found: MonitoringFound = { drops, config }
    return this.#guard.arm(guardAction, JSON.stringify(found))
  }

  #halves(owner: MonitoringOwner): readonly NetDmDrops[] {
    return [
      ...(this.#software === owner ? [softwareOnly] : []),
      ...(this.#hardware === owner ? [hardwareOnly] : []),
    ]
  }

  #ours(): NetDmDrops {
    return { software: this.#software === 'ours', hardware: this.#hardware === 'ours' }
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof NetlinkError && (error.code === 'EBUSY' || error.code === 'EAGAIN')
