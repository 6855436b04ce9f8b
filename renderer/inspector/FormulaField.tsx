import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultMessage, readFormula } from '../../engine/contract/formula'
import { formulaLatex } from '../../engine/formula/latex'
import { isFault } from '../../engine/formula/parse'
import { constants, functions, overUnits, pairs } from '../../engine/formula/tree'
import { Equation } from '../controls/Equation'
import { languageOf, problemText } from '../drawing/words'
import { FormulaPlot } from './FormulaPlot'

const CALLS = [...functions, ...pairs, ...overUnits]
const KNOWN: readonly string[] = [...CALLS, ...Object.keys(constants)].sort()
const MOST = 6
/** Characters of the text shown on either side of an error. */
const AROUND = 16

interface Props {
  readonly id: string
  readonly describedBy?: string | undefined
  readonly value: string
  readonly placeholder?: string | undefined
  readonly mixed: boolean
  /** Names that it may use; if absent, any name, each of which is an input port. */
  readonly names?: readonly string[] | undefined
  readonly required?: boolean | undefined
  readonly onChange: (text: string) => void
  readonly onEnd: () => void
}

/** Completions of the name that ends at `caret`, and the start of that name. */
function completions(text: string, caret: number, names: readonly string[]): { readonly from: number; readonly words: readonly string[] } {
  const begun = /[A-Za-z_][A-Za-z0-9_]*$/.exec(text.slice(0, caret))?.[0] ?? ''
  if (begun === '' || /[A-Za-z0-9_]/.test(text[caret] ?? '')) return { from: caret, words: [] }
  const words = [...new Set([...names, ...KNOWN])].filter((word) => word.startsWith(begun) && word !== begun)
  return { from: caret - begun.length, words: words.slice(0, MOST) }
}

/**
 * A field for a formula: typesets it while the user types, marks an error at its place, plots f and f′, and completes
 * names (arrow keys choose one, Enter or Tab accepts it). Enter commits, Escape reverts.
 */
export function FormulaField({ id, describedBy, value, placeholder, mixed, names, required, onChange, onEnd }: Props) {
  const { t, i18n } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const reason = useId()
  const [draft, setDraft] = useState<string>()
  const [caret, setCaret] = useState(-1)
  const [chosen, setChosen] = useState(-1)
  const text = draft ?? (mixed ? '' : value)
  const shown = text === '' && !required ? (placeholder ?? '') : text
  const read = mixed && draft === undefined ? undefined : readFormula(shown, names)
  const fault = read && isFault(read) ? read : undefined
  const formula = read && !isFault(read) ? read : undefined
  const { from, words } = draft === undefined || caret < 0 ? { from: 0, words: [] } : completions(draft, caret, names ?? formula?.names ?? [])

  const commit = (): void => {
    setCaret(-1)
    setChosen(-1)
    if (draft === undefined || (fault && draft !== '')) return
    setDraft(undefined)
    if (draft !== value && !(required && draft === '')) onChange(draft)
  }
  const take = (word: string): void => {
    const call = (CALLS as readonly string[]).includes(word)
    const next = `${text.slice(0, from)}${word}${call ? '(' : ''}${text.slice(caret)}`
    const place = from + word.length + (call ? 1 : 0)
    setDraft(next)
    setCaret(-1)
    setChosen(-1)
    requestAnimationFrame(() => input.current?.setSelectionRange(place, place))
  }
  return (
    <div className="field-wrap formula-field">
      <div className={`field mono${fault ? ' invalid' : ''}`}>
        <input
          ref={input}
          id={id}
          type="text"
          role="combobox"
          aria-expanded={words.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 && words.length > 0 ? `${list}-${chosen}` : undefined}
          aria-invalid={fault !== undefined}
          aria-describedby={fault ? reason : describedBy}
          data-settled={draft === undefined ? '' : undefined}
          value={text}
          placeholder={mixed ? t('inspector.mixed') : placeholder}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => {
            setDraft(target.value)
            setCaret(target.selectionStart ?? target.value.length)
            setChosen(-1)
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            const word = words[chosen]
            if (words.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
              const step = event.key === 'ArrowDown' ? 1 : -1
              setChosen((now) => (now < 0 && step < 0 ? words.length - 1 : (now + step + words.length) % words.length))
              event.preventDefault()
            } else if (word !== undefined && (event.key === 'Enter' || event.key === 'Tab')) {
              take(word)
              event.preventDefault()
            } else if (event.key === 'Enter') {
              if (!fault) event.currentTarget.blur()
            } else if (event.key === 'Escape') {
              if (draft === undefined) event.currentTarget.blur()
              else if (words.length > 0) setCaret(-1)
              else setDraft(undefined)
              event.stopPropagation()
            }
          }}
          onBlur={() => {
            commit()
            onEnd()
          }}
        />
      </div>
      <ul id={list} className="formula-words" role="listbox" aria-label={t('inspector.formula.words')} hidden={words.length === 0}>
        {words.map((word, i) => (
          <li
            key={word}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === chosen}
            onPointerDown={(event) => {
              // The field keeps the focus.
              event.preventDefault()
              take(word)
            }}
          >
            {word}
          </li>
        ))}
      </ul>
      {fault && shown !== '' && (
        <p id={reason} className="field-reason" role="alert">
          <code className="formula-fault">
            {fault.at > AROUND && '…'}
            {shown.slice(Math.max(0, fault.at - AROUND), fault.at)}
            <mark>{shown.slice(fault.at, fault.at + fault.length) || '␣'}</mark>
            {shown.slice(fault.at + fault.length, fault.at + fault.length + AROUND)}
            {fault.at + fault.length + AROUND < shown.length && '…'}
          </code>
          {problemText(languageOf(i18n.language), { key: faultMessage(fault).key, values: { path: shown.slice(0, 40), ...faultMessage(fault).values } })}
        </p>
      )}
      {formula && (
        <div className="formula-set">
          <Equation tex={formulaLatex(formula.tree, (name) => name.replaceAll('_', '\\_'))} display />
          <FormulaPlot formula={formula} />
        </div>
      )}
    </div>
  )
}
