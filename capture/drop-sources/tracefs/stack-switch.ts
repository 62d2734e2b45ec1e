/** A stack costs more than the drop itself: in a flood they are left out. Drops per second. */
const floodRate = 20_000
const calmRate = 5_000
/** So long it must have been calm. */
const calmNs = 1e9

/** Decides from the rate of drops whether the kernel shall take stacks. */
export class StackSwitch {
  #on = true
  #lookedNs: number
  #drops = 0
  #calmSinceNs: number

  constructor(nowNs: number) {
    this.#lookedNs = nowNs
    this.#calmSinceNs = nowNs
  }

  get on(): boolean {
    return this.#on
  }

  /** Takes the number of drops so far; true if the switch has turned. */
  look(drops: number, nowNs: number): boolean {
    const seconds = (nowNs - this.#lookedNs) / 1e9
    if (seconds <= 0) return false
    const rate = (drops - this.#drops) / seconds
    this.#lookedNs = nowNs
    this.#drops = drops
    if (rate > calmRate) this.#calmSinceNs = nowNs
    const before = this.#on
    if (rate > floodRate) this.#on = false
    else if (nowNs - this.#calmSinceNs >= calmNs) this.#on = true
    return this.#on !== before
  }
}
