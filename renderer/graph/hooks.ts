import { FORMAT } from '../../engine/document/types'

/** What the window around the canvas does for it. */
export interface CanvasHooks {
  /** Opens the text of a whole document that was pasted. */
  openWhole(text: string): void
  /** Shows the course of the selected nodes, or the weights of the selected wires. */
  probe(what: 'signals' | 'weights'): void
  /** Draws the weights of these nodes and wires anew. */
  redraw(owners: readonly string[]): void
  /** Asks for the names of a group's ports. */
  namePorts(group: string): void
  /** Puts a part of a network into the document of another tab. */
  sendToTab(tab: string, text: string): void
}

let hooks: CanvasHooks | undefined

/** Called by the window, once. */
export const hookUp = (window: CanvasHooks): void => void (hooks = window)
export const around = (): CanvasHooks | undefined => hooks

/** Text that was pasted and should be a network, but cannot be read: the window says what is wrong with it. Whether it was one. */
export function tellUnreadable(text: string): boolean {
  if (!text.includes(FORMAT)) return false
  hooks?.openWhole(text)
  return true
}
