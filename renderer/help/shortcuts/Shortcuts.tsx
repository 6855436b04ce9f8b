import './shortcuts.css'
import { Pencil, RotateCcw } from 'lucide-react'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Button } from '../../controls/Button'
import { CloseButton } from '../../controls/CloseButton'
import { Dialog } from '../../controls/Dialog'
import { IconButton } from '../../controls/IconButton'
import { beginsTwo, isChanged, isReserved, keysOf, rebindable, resetAllKeys, resetKeys, rivals, takeKey, useBindings } from '../../keys/bindings'
import { finds, wordsIn } from '../../controls/search'
import { SearchField } from '../../controls/SearchField'
import { keyParts } from '../../keys/names'
import { secondStroke, strokeOf } from '../../keys/strokes'
import { allCommands, groups, type Command } from '../../keys/commands'
import { dismiss } from '../../workspace/dialogStore'

/** All shortcuts and pointer gestures by group; shortcuts can be changed. */
export function Shortcuts() {
  const { t } = useTranslation()
  const changed = useBindings((state) => Object.keys(state.changed).length)
  const [query, setQuery] = useState('')
  const [changing, setChanging] = useState<string>()
  const word = (name: string): string => t(`shell.key.${name}`)
  const words = wordsIn(query)
  const text = (command: Command): string =>
    `${t(`shell.command.${command.id}`)} ${t(`shell.group.${command.group}`)} ${keysOf(command.id)
      .map((key) => keyParts(key, word).join(' '))
      .join(' ')}`
  const found = allCommands().filter((command) => (command.run || command.keys) && finds(words, text(command)))
  return (
    <Dialog
      title={t('shell.command.shortcuts')}
      className="shortcuts"
      onClose={dismiss}
      actions={
        <>
          <Button disabled={changed === 0} onClick={resetAllKeys}>
            {t('keymap.reset-all')}
          </Button>
          <CloseButton onClick={dismiss} />
        </>
      }
    >
      <SearchField label={t('keymap.search')} query={query} onQuery={setQuery} />
      <div className="shortcuts-groups" tabIndex={-1}>
        <div className="shortcuts-columns">
          {groups
            .filter((group) => found.some((command) => command.group === group))
            .map((group) => (
              <section key={group} aria-labelledby={`keys-${group}`}>
                <h3 id={`keys-${group}`}>{t(`shell.group.${group}`)}</h3>
                <ul>
                  {found
                    .filter((command) => command.group === group)
                    .map((command) => (
                      <KeyRow
                        key={command.id}
                        command={command}
                        changing={changing === command.id}
                        onChanging={(on) => setChanging(on ? command.id : undefined)}
                      />
                    ))}
                </ul>
              </section>
            ))}
          {found.length === 0 && <p>{t('shell.nothing-found')}</p>}
        </div>
      </div>
    </Dialog>
  )
}

interface KeyRowProps {
  readonly command: Command
  readonly changing: boolean
  readonly onChanging: (on: boolean) => void
}

function KeyRow({ command, changing, onChanging }: KeyRowProps) {
  const { t } = useTranslation()
  const { id } = command
  const name = t(`shell.command.${id}`)
  const keys = keysOf(id)
  const row = useRef<HTMLLIElement>(null)
  return (
    <li ref={row} data-shortcut={id} className={changing ? 'changing' : ''}>
      <span className="name">{name}</span>
      {changing ? (
        <Change
          id={id}
          name={name}
          onEnd={() => {
            flushSync(() => onChanging(false))
            row.current?.querySelector<HTMLElement>('button:last-of-type')?.focus()
          }}
        />
      ) : (
        <>
          <span className="keys">
            {keys.map((key) => (
              <Keys key={key} text={key} />
            ))}
            {keys.length === 0 && <small>{t('keymap.none')}</small>}
          </span>
          {isChanged(id) && (
            <IconButton label={t('keymap.reset', { name })} onClick={() => resetKeys(id)}>
              <RotateCcw size={12} />
            </IconButton>
          )}
          {rebindable(command) ? (
            <IconButton label={t('keymap.change', { name })} onClick={() => onChanging(true)}>
              <Pencil size={12} />
            </IconButton>
          ) : (
            <i className="fixed" aria-hidden />
          )}
        </>
      )}
    </li>
  )
}

function Keys({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  return (
    <span className="one">
      {keyParts(text, (name) => t(`shell.key.${name}`)).map((part, i) => (part === '›' ? <i key={i}>›</i> : <kbd key={i}>{part}</kbd>))}
    </span>
  )
}

/** Records a new shortcut of one or two strokes; shows which command has it, and takes it over on request only. */
function Change({ id, name, onEnd }: { readonly id: string; readonly name: string; readonly onEnd: () => void }) {
  const { t } = useTranslation()
  const [strokes, setStrokes] = useState<readonly string[]>([])
  const key = strokes.join(' ')
  const waits = strokes.length === 1 && beginsTwo(key)
  const reserved = key !== '' && isReserved(key)
  const others = key === '' ? [] : rivals(id, key)
  const take = (text: string): void => {
    takeKey(id, text)
    onEnd()
  }
  const record = (event: React.KeyboardEvent): void => {
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return onEnd()
    if (event.key === 'Enter' && waits) {
      if (others.length === 0) take(key)
      return
    }
    const stroke = strokeOf(event.nativeEvent)
    if (stroke === undefined || event.repeat) return
    // The modifiers of the first stroke may still be held.
    const next = waits ? [key, secondStroke(stroke)] : [stroke]
    const text = next.join(' ')
    setStrokes(next)
    if (!isReserved(text) && rivals(id, text).length === 0 && !(next.length === 1 && beginsTwo(text))) take(text)
  }
  return (
    <span className="change">
      <button
        type="button"
        className="listener"
        autoFocus
        aria-label={t('keymap.press-for', { name })}
        onKeyDown={record}
        onKeyUp={(event) => event.preventDefault()}
      >
        {key === '' ? t('keymap.press') : <Keys text={key} />}
        {waits && <i>› …</i>}
      </button>
      {waits && <small role="status">{t(others.length === 0 ? 'keymap.second' : 'keymap.second-only')}</small>}
      {reserved && <em role="alert">{t('keymap.reserved')}</em>}
      {!reserved && others.length > 0 && (
        <>
          <em role="alert">{t('keymap.conflict', { others: others.map((other) => t(`shell.command.${other}`)).join(', ') })}</em>
          {others.every((other) => allCommands().some((command) => command.id === other && rebindable(command))) && (
            <Button onClick={() => take(key)}>{t('keymap.take')}</Button>
          )}
        </>
      )}
      {waits && others.length === 0 && <Button onClick={() => take(key)}>{t('keymap.use')}</Button>}
      <Button look="quiet" onClick={onEnd}>
        {t('keymap.cancel')}
      </Button>
    </span>
  )
}
