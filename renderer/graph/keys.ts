import { useEffect } from 'react'
import { documentStore } from '../editing/store'
import { strokeOf } from '../keys/strokes'
import * as actions from './actions'
import { closeFloating, compare, mark, useCanvas } from './canvasStore'
import { leave } from './groups/actions'

const STEP = 4
const LEAP = 20

/**
 * Whether a key press belongs to the focused element, such as a text field, a dialog or a list elsewhere, and not to
 * the canvas.
 */
export function keyIsTaken(event: Event, canvas: HTMLElement | null): boolean {
  const target = event.target
  if (!(target instanceof Element)) return false
  if (target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="dialog"], dialog')) return true
  // When a dialog's focused element is removed, the focus moves to the page.
  if (document.querySelector('dialog[open]')) return true
  return target !== document.body && target !== document.documentElement && !canvas?.contains(target)
}

const oneSelected = (): boolean => {
  const { nodes, notes = [] } = documentStore.getState().selection
  return nodes.length + notes.length === 1
}

/**
 * Handles keys of the canvas that are not commands: walking, nudging, following wires, leaving groups. `cancel` cancels
 * the gesture in progress. While another view covers the canvas, only Escape acts.
 */
export function useKeys(canvas: { readonly current: HTMLElement | null }, covered: boolean, cancel: () => boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || keyIsTaken(event, canvas.current)) return
      // Holding Mod+V would paste again with each repetition, each time opening a document.
      if ((event.repeat && strokeOf(event) === 'Mod+V') || act(event)) event.preventDefault()
    }
    const act = (event: KeyboardEvent): boolean => {
      const ctrl = event.ctrlKey || event.metaKey
      const { key } = event
      if (covered && key !== 'Escape') return false
      if (event.altKey) {
        const along = ({ ArrowRight: 'forward', ArrowLeft: 'backward', ArrowDown: 'next', ArrowUp: 'previous' } as const)[key]
        if (along && !ctrl) {
          actions.followWire(along)
          return true
        }
        return false
      }
      const arrow = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const)[key]
      if (arrow && !ctrl) {
        if (event.shiftKey) actions.nudge(arrow[0] * LEAP, arrow[1] * LEAP)
        else actions.walk(arrow[0], arrow[1])
        return true
      }
      if (arrow && ctrl) {
        actions.nudge(arrow[0] * STEP, arrow[1] * STEP)
        return true
      }
      if (key === 'Escape') {
        const { add, menu, explained, marked, compared } = useCanvas.getState()
        if (cancel()) return true
        if (add || menu || explained) closeFloating()
        else if (marked.length > 0) mark([])
        else if (compared) compare()
        else if (!actions.isEmpty(documentStore.getState().selection)) actions.selectNone()
        else leave()
        return true
      }
      // Enter renames if it did not enter a group.
      if (key !== 'Enter' || ctrl || event.shiftKey || !oneSelected()) return false
      actions.rename()
      return true
    }
    const release = (event: KeyboardEvent): void => {
      if (event.key.startsWith('Arrow')) actions.endNudge()
    }
    // The browser's clipboard events, because they may access the system clipboard without asking for permission.
    const copied = (event: ClipboardEvent): void => {
      if (keyIsTaken(event, canvas.current) || !getSelection()?.isCollapsed) return
      const text = actions.copyTextOfSelection()
      if (text === undefined) return
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      if (event.type === 'cut') actions.remove()
    }
    const pasted = (event: ClipboardEvent): void => {
      if (keyIsTaken(event, canvas.current)) return
      if (actions.pasteByKeys(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
    }
    const listening = new AbortController()
    const { signal } = listening
    window.addEventListener('keydown', press, { signal })
    window.addEventListener('keyup', release, { signal })
    window.addEventListener('copy', copied, { signal })
    window.addEventListener('cut', copied, { signal })
    window.addEventListener('paste', pasted, { signal })
    return () => listening.abort()
  }, [canvas, covered, cancel])
}
