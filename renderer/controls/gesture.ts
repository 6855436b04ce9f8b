/** The properties of pointer events that gestures use. */
export type Press = Pick<PointerEvent, 'clientX' | 'clientY' | 'button' | 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'target'>

/** A pointer interaction from press to release. Finished, it makes at most one step of history; cancelled, none. */
export interface Gesture {
  /** Starts the gesture if this press begins one; returns whether it does. */
  enter(press: Press): boolean
  move(press: Press): void
  finish(press: Press): void
  cancel(): void
}

/**
 * Sends presses on an element to a gesture, before its children receive them. Escape or a lost pointer cancels it.
 * Returns a function that stops this.
 */
export function lead(element: HTMLElement, gesture: Gesture): () => void {
  const take = (event: Event): void => {
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const leave = (): void => {
    window.removeEventListener('pointermove', move, true)
    window.removeEventListener('pointerup', up, true)
    window.removeEventListener('pointercancel', cancel, true)
    window.removeEventListener('keydown', escape, true)
  }
  const cancel = (): void => {
    leave()
    gesture.cancel()
  }
  const move = (event: PointerEvent): void => {
    // The button was released outside the window.
    if (event.buttons === 0) return cancel()
    gesture.move(event)
    event.stopPropagation()
  }
  const up = (event: PointerEvent): void => {
    leave()
    gesture.finish(event)
  }
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    cancel()
  }
  const down = (event: PointerEvent): void => {
    if (!gesture.enter(event)) return
    take(event)
    window.addEventListener('pointermove', move, true)
    window.addEventListener('pointerup', up, true)
    window.addEventListener('pointercancel', cancel, true)
    window.addEventListener('keydown', escape, true)
  }
  element.addEventListener('pointerdown', down, true)
  return () => {
    element.removeEventListener('pointerdown', down, true)
    cancel()
  }
}
