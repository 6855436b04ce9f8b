/** What a gesture needs of a press, and of each move after it. */
export type Press = Pick<PointerEvent, 'clientX' | 'clientY' | 'button' | 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'target'>

/** What a pointer does from its press until it is let go. Finished, it is at most one step of history; cancelled, it was nothing. */
export interface Gesture {
  /** Begins with a press, if that is its own. */
  enter(press: Press): boolean
  move(press: Press): void
  finish(press: Press): void
  cancel(): void
}

/**
 * Gives presses on an element to a gesture, before what lies on it hears them. Escape and a pointer that is lost cancel
 * it. Answers how to end that.
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
    // It was let go where this window does not hear it.
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
