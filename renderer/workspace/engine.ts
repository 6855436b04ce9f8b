import type { FrameMessage } from '../../engine/run/protocol'
import { createFacade } from '../editing/facade'
import { shownDocument } from '../editing/store'
import type { FrameSource } from './screen'
import type { Engine } from './createEngine'
import { ownEngine } from './ownEngine'

export type { EngineState } from './createEngine'

let shown = ownEngine(shownDocument())
const facade = createFacade(shown.store)

/** What the engine has last said of the document on screen; frames go past React. */
export const engineStore = facade.store
export const shownEngine = (): Engine => shown

const listeners = new Set<(frame: FrameMessage) => void>()
export const frames: FrameSource = {
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
let newest: FrameMessage | undefined
/** The last frame of the engine on screen, for what comes into sight between two frames or after the last one. */
export const newestFrame = (): FrameMessage | undefined => newest
const draw = (frame: FrameMessage): void => {
  newest = frame
  for (const listener of listeners) listener(frame)
}

/** Turns the screen to another document's engine; what it answers tells those who follow `engineStore`. */
export function showEngine(next: Engine): () => void {
  if (next !== shown) {
    shown.watch(undefined)
    newest = undefined
  }
  shown = next
  next.start()
  next.watch(draw)
  return facade.point(next.store)
}

export const runAgain = (change: () => void): Promise<void> => shown.runAgain(change)
export const reset = (): void => shown.reset()
export const redraw = (owners: readonly string[]): void => shown.redraw(owners)
export const writeWeights: Engine['write'] = (...asked) => shown.write(...asked)
export const endWriting = (): Promise<void> => shown.endWriting()
export const cancelWriting = (): Promise<void> => shown.cancelWriting()
export const setSpeed = (updatesPerSecond: number | null): void => shown.setSpeed(updatesPerSecond)
export const stopReading = (): void => shown.stopReading()
export const readAgain = (): void => shown.readAgain()
export const ask: Engine['ask'] = (question) => shown.ask(question)
