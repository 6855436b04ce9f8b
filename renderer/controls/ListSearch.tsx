import type { KeyboardEvent, Ref } from 'react'

interface ListSearchProps {
  readonly ref?: Ref<HTMLInputElement>
  /** Its list box has the id `${id}-list`, and option i of it `${id}-${i}`. */
  readonly id: string
  readonly label: string
  readonly query: string
  readonly onQuery: (query: string) => void
  /** Number of options, and the index of the active one. */
  readonly count: number
  readonly active: number
  readonly onActive: (index: number) => void
  readonly onChoose: () => void
  /** Any key but the arrows and Enter, outside a composition. */
  readonly onOtherKey?: (event: KeyboardEvent) => void
}

/** The search field above a list box: arrow keys move the active option, Enter chooses it, another query starts at the first. */
export function ListSearch({ ref, id, label, query, onQuery, count, active, onActive, onChoose, onOtherKey }: ListSearchProps) {
  return (
    <input
      ref={ref}
      autoFocus
      type="text"
      role="combobox"
      aria-expanded
      aria-controls={`${id}-list`}
      aria-activedescendant={active < count ? `${id}-${active}` : undefined}
      placeholder={label}
      aria-label={label}
      value={query}
      spellCheck={false}
      onChange={(event) => {
        onQuery(event.target.value)
        onActive(0)
      }}
      onKeyDown={(event) => {
        // With an input method, for example for Japanese, Enter and Escape end the composition only.
        if (event.nativeEvent.isComposing) {
          event.stopPropagation()
          if (event.key === 'Escape') event.preventDefault()
          return
        }
        if (event.key === 'ArrowDown') onActive(Math.min(count - 1, active + 1))
        else if (event.key === 'ArrowUp') onActive(Math.max(0, active - 1))
        else if (event.key === 'Enter') onChoose()
        else return onOtherKey?.(event)
        event.stopPropagation()
        event.preventDefault()
      }}
    />
  )
}
