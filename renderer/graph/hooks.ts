import { FORMAT } from '../../engine/document/types'

/** Functions that the canvas needs from the window around it. */
export interface CanvasHooks {
  /** Opens the text of a whole document that the user pasted. */
  openWhole(text: string): void
  /** Plots the signals of the selected nodes, or shows the weights of the selected wires. */
  probe(what: 'signals' | 'weights'): void
  /** Draws new random weights for these nodes and wires. */
  redraw(owners: readonly string[]): void
  /** Opens the dialog that names a group's ports. */
  namePorts(group: string): void
  /** Pastes part of a network into the document of another tab. */
  sendToTab(tab: string, text: string): void
}

let hooks: CanvasHooks | undefined

/** Called once, by the window. */
export const setCanvasHooks = (window: CanvasHooks): void => void (hooks = window)
export const canvasHooks = (): CanvasHooks | undefined => hooks

/**
 * For pasted text that is meant to be a network but cannot be parsed: opens it, so that the window shows its errors.
 * Returns false if the text is not meant to be one.
 */
export function reportUnreadable(text: string): boolean {
  if (!text.includes(FORMAT)) return false
  hooks?.openWhole(text)
  return true
}
