import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { registry } from '../../nodes'
import { canvasActions } from '../graph'
import { languageOf, nodeText } from '../graph/words'
import { addForColumn } from '../panels/data/addForColumn'
import { commands, runCommand } from './commands'
import { dismiss } from './dialogStore'
import { engineStore, preview } from './engine'
import { keyHint } from '../keys/names'

interface Entry {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly hint: string | undefined
  readonly reason: string | undefined
  readonly run: () => void
}

/** Columns of the data that are offered. */
const COLUMNS = 200

/** An input or output for a column, whose kind the table tells. */
async function addColumn(type: 'input' | 'output', name: string): Promise<void> {
  const { columns } = await preview({ first: 0, rows: 0, course: null })
  addForColumn(type, columns.find((column) => column.name === name) ?? { name, kind: 'number' })
}

/** Search for anything that the app can do. */
export function CommandPalette() {
  const { t, i18n } = useTranslation()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  const entries = useMemo((): readonly Entry[] => {
    const word = (name: string): string => t(`shell.key.${name}`)
    const language = languageOf(i18n.language)
    return [
      ...commands.filter(({ id, run }) => run && id !== 'commands').map((command): Entry => {
        const reason = command.reason?.()
        return {
          id: command.id, group: t(`shell.group.${command.group}`), label: t(`shell.command.${command.id}`), hint: keyHint(command.id, word),
          reason: reason === undefined ? undefined : t(reason), run: () => runCommand(command.id),
        }
      }),
      ...registry.types.map(({ type }): Entry => ({
        id: `add ${type}`, group: t('shell.group.draw'), label: t('shell.add', { what: nodeText(language, type)?.name ?? type }), hint: undefined, reason: undefined,
        run: () => void canvasActions.add(type),
      })),
      ...(engineStore.getState().compiled?.columns ?? []).slice(0, COLUMNS).flatMap((column) => (['input', 'output'] as const).map((type): Entry => ({
        id: `add ${type} ${column}`, group: t('shell.group.draw'), label: t('shell.add-column', { what: nodeText(language, type)?.name ?? type, column }),
        hint: undefined, reason: undefined, run: () => void addColumn(type, column),
      }))),
    ]
  }, [t, i18n.language])
  const found = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean)
    const fitting = entries.filter((e) => words.every((w) => `${e.label} ${e.group} ${e.id}`.toLowerCase().includes(w)))
    const [first] = words
    // What begins with what was typed comes first.
    return first === undefined ? fitting : [...fitting].sort((a, b) => Number(b.label.toLowerCase().startsWith(first)) - Number(a.label.toLowerCase().startsWith(first)))
  }, [entries, query])
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const choose = (entry: Entry | undefined): void => {
    if (!entry || entry.reason !== undefined) return
    dismiss()
    // The focus goes back to where it was before the command looks at it.
    requestAnimationFrame(() => entry.run())
  }
  return (
    <dialog
      ref={dialog} className="shell-commands" aria-label={t('shell.command.commands')}
      onCancel={(event) => {
        event.preventDefault()
        dismiss()
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) dismiss()
      }}
    >
      <input
        autoFocus type="text" role="combobox" aria-expanded aria-controls="command-list" aria-activedescendant={found[active] && `command-${active}`}
        placeholder={t('shell.commands.search')} aria-label={t('shell.commands.search')} value={query} spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value)
          setActive(0)
        }}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'ArrowDown') setActive((i) => Math.min(found.length - 1, i + 1))
          else if (event.key === 'ArrowUp') setActive((i) => Math.max(0, i - 1))
          else if (event.key === 'Enter') choose(found[active])
          else return
          event.preventDefault()
        }}
      />
      <ul id="command-list" role="listbox" ref={list} aria-label={t('shell.command.commands')}>
        {found.map((entry, i) => (
          <li
            key={entry.id} id={`command-${i}`} role="option" aria-selected={i === active} aria-disabled={entry.reason !== undefined || undefined}
            data-command={entry.id} onPointerMove={() => setActive(i)} onClick={() => choose(entry)}
          >
            <span className="group">{entry.group}</span>
            <span className="label">{entry.label}</span>
            {entry.reason !== undefined ? <span className="reason">{entry.reason}</span> : entry.hint && <kbd>{entry.hint}</kbd>}
          </li>
        ))}
        {found.length === 0 && <li className="none">{t('shell.nothing-found')}</li>}
      </ul>
    </dialog>
  )
}
