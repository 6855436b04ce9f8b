import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ListSearch } from '../controls/ListSearch'
import { finds, wordsIn } from '../controls/search'
import { useMore } from '../controls/useMore'
import { dismiss } from '../workspace/dialogStore'

/** An entry of a search. */
export interface SearchEntry {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly hint: string | undefined
  /** Whether to list it only when a search matches. */
  readonly searched?: boolean
  /** Why it is unavailable. */
  readonly reason: string | undefined
  readonly run: () => void
}

/**
 * A searchable list; choose with arrow keys and Enter, or by click. Does not use `showModal`, which makes the rest of
 * the page inert, for which the browser restyles each element (half a second for thousands of nodes); a layer of its own
 * catches the pointer, and its only field keeps the focus.
 */
export function SearchDialog({
  label,
  placeholder,
  entries,
}: {
  readonly label: string
  readonly placeholder: string
  readonly entries: readonly SearchEntry[]
}) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.show()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  const found = useMemo(() => {
    const words = wordsIn(query)
    const fitting = entries.filter((e) => (words.length > 0 || !e.searched) && finds(words, `${e.label} ${e.group} ${e.id}`))
    const [first] = words
    // Entries that start with the query go first.
    return first === undefined
      ? fitting
      : [...fitting].sort((a, b) => Number(b.label.toLowerCase().startsWith(first)) - Number(a.label.toLowerCase().startsWith(first)))
  }, [entries, query])
  const { made, end } = useMore(found.length, active)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active, made])
  const choose = (entry: SearchEntry | undefined): void => {
    if (!entry || entry.reason !== undefined) return
    dismiss()
    // Restore the focus before running the command, which may depend on it.
    requestAnimationFrame(() => entry.run())
  }
  return (
    <dialog
      ref={dialog}
      className="shell-commands"
      aria-label={label}
      aria-modal
      onMouseDown={(event) => {
        if (event.target === dialog.current) dismiss()
        if (!(event.target instanceof HTMLInputElement)) event.preventDefault()
      }}
    >
      <div className="frame">
        <ListSearch
          id="command"
          label={placeholder}
          query={query}
          onQuery={setQuery}
          count={found.length}
          active={active}
          onActive={setActive}
          onChoose={() => choose(found[active])}
          onOtherKey={(event) => {
            event.stopPropagation()
            if (event.key === 'Escape') dismiss()
            else if (event.key !== 'Tab') return
            event.preventDefault()
          }}
        />
        <ul id="command-list" role="listbox" ref={list} aria-label={label}>
          {found.slice(0, made).map((entry, i) => (
            <li
              key={entry.id}
              id={`command-${i}`}
              role="option"
              aria-posinset={i + 1}
              aria-setsize={found.length}
              aria-selected={i === active}
              aria-disabled={entry.reason !== undefined || undefined}
              data-command={entry.id}
              onPointerMove={() => setActive(i)}
              onClick={() => choose(entry)}
            >
              <span className="group">{entry.group}</span>
              <span className="label">{entry.label}</span>
              {entry.reason !== undefined ? <span className="reason">{entry.reason}</span> : entry.hint && <kbd>{entry.hint}</kbd>}
            </li>
          ))}
          {made < found.length && <li ref={end} role="presentation" className="more" />}
          {found.length === 0 && <li className="none">{t('shell.nothing-found')}</li>}
        </ul>
      </div>
    </dialog>
  )
}
