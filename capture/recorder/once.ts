/** Of several parts that each call it at their moment, the first decides when `action` runs. */
export function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    action()
  }
}
