import { Maximize2, Minimize2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** A button that enlarges the section around it over the window, without creating it again; Escape restores it. */
export function Enlarge() {
  const { t } = useTranslation()
  const button = useRef<HTMLButtonElement>(null)
  const [enlarged, enlarge] = useState(false)
  useEffect(() => {
    const section = button.current?.closest('section')
    if (!section || !enlarged) return undefined
    const onKeyDown = (event: KeyboardEvent): void => {
      // A dialog that was opened from it closes first.
      if (event.key !== 'Escape' || event.defaultPrevented || (event.target instanceof Element && event.target.closest('dialog'))) return
      event.stopPropagation()
      enlarge(false)
    }
    section.popover = 'manual'
    section.showPopover()
    section.addEventListener('keydown', onKeyDown)
    button.current?.focus()
    return () => {
      section.removeEventListener('keydown', onKeyDown)
      section.hidePopover()
      section.popover = null
    }
  }, [enlarged])
  const act = t(enlarged ? 'panels.plot.reduce' : 'panels.plot.enlarge')
  return (
    <button
      ref={button}
      type="button"
      className="control-icon plot-act"
      aria-label={act}
      title={act}
      aria-pressed={enlarged}
      onClick={() => enlarge(!enlarged)}
    >
      {enlarged ? <Minimize2 size={12} /> : <Maximize2 size={12} />}
    </button>
  )
}
