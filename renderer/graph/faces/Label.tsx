import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { endNaming, useCanvas } from '../canvasStore'

interface LabelProps {
  /** The canvas item whose label this is. */
  readonly item: string
  readonly label: string
  readonly title?: string | undefined
  readonly onRename: (text: string) => void
}

/** The label of a node or a group, edited in place. */
export function Label({ item, label, title, onRename }: LabelProps) {
  const renaming = useCanvas((state) => state.renaming === item)
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (renaming) input.current?.select()
  }, [renaming])
  if (!renaming)
    return (
      <span className="label" title={title}>
        {label}
      </span>
    )
  const close = (save: boolean): void => {
    const text = input.current?.value ?? label
    // Committing removes the field, which blurs it and would commit again.
    if (useCanvas.getState().renaming !== item) return
    endNaming()
    if (save && text !== label) onRename(text)
  }
  return (
    <input
      ref={input}
      className="label nodrag nopan"
      defaultValue={label}
      aria-label={t('canvas.node.name')}
      autoFocus
      spellCheck={false}
      onBlur={() => close(true)}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
        const canvas = event.currentTarget.closest<HTMLElement>('.graph')
        close(event.key === 'Enter')
        // Return the focus to the canvas, so that its keys work.
        canvas?.focus()
      }}
    />
  )
}
