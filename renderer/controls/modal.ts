import { useEffect, useRef, type RefObject } from 'react'

const TABBABLE = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]'
/** Elements that may open over a dialog and take the focus. */
const OVER = '[role="menu"], [role="dialog"], dialog'

/** The layers of open dialogs, the topmost last. */
const layers: HTMLElement[] = []

/** Focuses the first or the last element of a dialog that Tab reaches. */
export function focusEnd(dialog: HTMLElement | null, end: 'first' | 'last'): void {
  const all = [...(dialog?.querySelectorAll<HTMLElement>(TABBABLE) ?? [])].filter((element) => element.tabIndex >= 0 && element.getClientRects().length > 0)
  ;(end === 'first' ? all[0] : all.at(-1))?.focus()
}

/**
 * Makes the dialog within a layer modal: over everything else, with the focus inside, closed by Escape; restores the
 * focus at the end. Does not use `showModal`: that makes the rest of the page inert, for which the browser restyles each
 * of its elements; 0.2 to 0.4 s for thousands of nodes, on opening and on closing.
 */
export function useModal(layer: RefObject<HTMLElement | null>, dialog: RefObject<HTMLDialogElement | null>, onClose: () => void): void {
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  }, [onClose])
  useEffect(() => {
    const element = layer.current
    if (!element) return undefined
    const page = element.ownerDocument
    const before = page.activeElement
    const isTop = (): boolean => layers.at(-1) === element
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || !isTop()) return
      event.preventDefault()
      close.current()
    }
    const guard = ({ target }: FocusEvent): void => {
      if (isTop() && target instanceof Element && !element.contains(target) && !target.closest(OVER)) focusEnd(dialog.current, 'first')
    }
    layers.push(element)
    element.showPopover()
    dialog.current?.show()
    page.addEventListener('keydown', press)
    page.addEventListener('focusin', guard)
    return () => {
      page.removeEventListener('keydown', press)
      page.removeEventListener('focusin', guard)
      layers.splice(layers.indexOf(element), 1)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [layer, dialog])
}
