import { ListPlus, Rows3 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { interval, objection, type Bounds, type Reason } from '../controls/bounds'
import { Chips } from '../controls/Chips'
import { evaluate } from '../controls/expression'
import { IconButton } from '../controls/IconButton'
import { NumberField } from '../controls/NumberField'
import { NumberOr } from '../controls/NumberOr'
import { Row } from '../controls/Row'
import { Select } from '../controls/Select'
import { Switch } from '../controls/Switch'
import { TextField } from '../controls/TextField'
import { endGesture } from '../editing/store'
import { showPanel } from '../panels/panelsStore'
import { setShown } from '../workspace/settings'
import { sweepsStore, toggleVaried } from '../workspace/sweeps'
import { tabsStore } from '../workspace/tabs'
import { same, type Field } from './field'
import { FormulaField } from './FormulaField'
import { SplitField } from './SplitField'

const isNumber = (value: unknown): value is number => typeof value === 'number'
const asNumber = (value: unknown): number | undefined => (isNumber(value) ? value : undefined)
const asText = (value: unknown): string => (typeof value === 'string' ? value : '')
const asNames = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [])
const asRecord = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})

/** The row of a field: control, help, bounds, default and reset. */
export function FieldRow({ field, note }: { readonly field: Field /** Why it has no effect now. */; readonly note?: string | undefined }) {
  const { t } = useTranslation()
  const { control, values, standard, label } = field
  const shown = values.map((value) => value ?? standard)
  const mixed = shown.some((value) => !same(value, shown[0]))
  const changed = values.some((value) => value !== undefined && !same(value, standard))
  const standardText = describe(field, standard, t)
  const bounds = 'bounds' in control ? interval(control.bounds) : ''
  const facts = [bounds && t('inspector.facts.range', { range: bounds }), standardText && t('inspector.facts.default', { value: standardText }), field.unit]
  return (
    <Row
      label={label}
      help={field.help}
      note={note}
      facts={facts.filter(Boolean).join(' · ')}
      name={field.name}
      wide={control.is === 'names' || control.is === 'formula' || control.is === 'split' || control.is === 'number-or'}
      resetTo={standardText}
      extra={field.path !== undefined && !mixed && <Vary field={field} path={field.path} value={shown[0]} />}
      onReset={changed && !field.required ? () => set(field, undefined) : undefined}
    >
      {(id, describedBy) => <FieldControl field={field} id={id} describedBy={describedBy} value={values[0]} mixed={mixed} />}
    </Row>
  )
}

/** Marks a setting as varied by the next sweep. */
function Vary({ field, path, value }: { readonly field: Field; readonly path: string; readonly value: unknown }) {
  const { t } = useTranslation()
  const id = useStore(tabsStore, ({ shown }) => shown.id)
  const varied = useStore(sweepsStore, ({ drafts }) => drafts.get(id)?.varied.some((one) => one.path === path) === true)
  const text = t('sweep.vary', { name: field.label })
  return (
    <button
      type="button"
      className="row-reset row-vary"
      aria-pressed={varied}
      aria-label={text}
      title={text}
      onClick={() => {
        if (!toggleVaried(path, value)) return
        setShown('bottom', true)
        showPanel('runs')
      }}
    >
      <ListPlus size={13} aria-hidden />
    </button>
  )
}

/** Applies a value as one step of history. */
function set(field: Field, value: unknown): void {
  apply(field, value)
  endGesture()
}

/** Writes a value, or deletes it if it is the default. */
const apply = (field: Field, value: unknown): void => field.set(!field.required && value !== undefined && same(value, field.standard) ? undefined : value)

interface ControlProps {
  readonly field: Field
  readonly id: string
  readonly describedBy: string | undefined
  readonly value: unknown
  readonly mixed: boolean
}

function FieldControl({ field, id, describedBy, value, mixed }: ControlProps) {
  const { t } = useTranslation()
  const { control, standard, label, unit } = field
  const common = { id, describedBy, mixed }
  switch (control.is) {
    case 'number': {
      const number = (
        <NumberField
          {...common}
          value={mixed ? undefined : asNumber(value)}
          standard={asNumber(standard)}
          placeholder={control.placeholder}
          bounds={control.bounds}
          unit={unit}
          onEnd={endGesture}
          onChange={(number) => apply(field, number)}
        />
      )
      const { units } = control
      if (units === undefined || units < 2 || mixed) return number
      const text = t('inspector.per-unit', { units })
      return (
        <div className="field-and-button">
          {number}
          <IconButton label={text} onClick={() => set(field, Array<unknown>(units).fill(value ?? standard))}>
            <Rows3 size={14} aria-hidden />
          </IconButton>
        </div>
      )
    }
    case 'boolean':
      return <Switch {...common} value={(value ?? standard) === true} onChange={(on) => set(field, on)} />
    case 'choice':
      return (
        <Select
          {...common}
          value={asText(value ?? standard)}
          standard={value === undefined}
          choices={control.choices}
          onChange={(choice) => set(field, choice)}
        />
      )
    case 'text':
      return (
        <TextField
          {...common}
          value={asText(value)}
          placeholder={control.placeholder}
          refuse={control.refuse}
          mono
          onEnd={() => endGesture()}
          onChange={(text) => field.set(text === '' ? undefined : text)}
        />
      )
    case 'formula':
      return (
        <FormulaField
          {...common}
          value={asText(value)}
          placeholder={control.placeholder}
          names={control.names}
          required={field.required}
          onEnd={() => endGesture()}
          onChange={(text) => field.set(text === '' ? undefined : text)}
        />
      )
    case 'names':
      return (
        <Chips
          {...common}
          label={label}
          value={asNames(value ?? standard)}
          known={control.known}
          add={control.add}
          none={control.none}
          onChange={(names) => set(field, names.length === 0 ? undefined : names)}
        />
      )
    case 'window': {
      const window = asRecord(value)
      const part = (key: 'past' | 'future') => (
        <NumberField
          {...(key === 'past' ? { id } : {})}
          label={`${label}: ${t(`inspector.window.${key}`)}`}
          value={mixed ? undefined : asNumber(window[key])}
          standard={0}
          mixed={mixed}
          bounds={{ whole: true, min: 0 }}
          unit={t(`inspector.window.${key}`)}
          describedBy={describedBy}
          onEnd={endGesture}
          onChange={(steps) => {
            const next = { past: asNumber(window.past) ?? 0, future: asNumber(window.future) ?? 0, [key]: steps ?? 0 }
            field.set(next.past === 0 && next.future === 0 ? undefined : next)
          }}
        />
      )
      return (
        <div className="field-pair">
          {part('past')}
          {part('future')}
        </div>
      )
    }
    case 'number-or':
      return (
        <NumberOr
          {...common}
          label={label}
          value={asNumber(value)}
          standard={asNumber(standard)}
          word={same(value ?? standard ?? null, control.word)}
          wordLabel={control.wordLabel}
          numberLabel={control.numberLabel}
          start={control.start}
          bounds={control.bounds}
          unit={unit}
          onEnd={endGesture}
          onNumber={(number) => apply(field, number)}
          onWord={() => apply(field, control.word)}
        />
      )
    case 'numbers':
      return (
        <TextField
          {...common}
          value={(Array.isArray(value) ? value : [value ?? standard]).filter(isNumber).join(', ')}
          mono
          onEnd={() => endGesture()}
          refuse={(text) => numbersOf(text, control.bounds).reason}
          onChange={(text) => {
            const { numbers } = numbersOf(text, control.bounds)
            apply(field, numbers.length === 0 ? undefined : numbers.length === 1 && !control.list ? numbers[0] : numbers)
          }}
        />
      )
    case 'split':
      return <SplitField id={id} value={mixed ? undefined : (value ?? standard)} onChange={(split) => apply(field, split)} onEnd={endGesture} />
  }
}

/** Parses numbers separated by commas or spaces. */
function numbersOf(text: string, bounds: Bounds): { readonly numbers: readonly number[]; readonly reason?: Reason } {
  const numbers: number[] = []
  for (const word of text.split(/[,;\s]+/).filter(Boolean)) {
    const number = evaluate(word)
    const reason = number === undefined ? { key: 'inspector.reason.number' } : objection(number, bounds)
    if (reason || number === undefined) return { numbers: [], reason }
    numbers.push(number)
  }
  return { numbers }
}

/** Describes a default. */
function describe(field: Field, standard: unknown, t: (key: string) => string): string | undefined {
  const { control } = field
  if (control.is === 'number' && control.placeholder !== undefined) return control.placeholder
  if (control.is === 'boolean') return t(standard === true ? 'inspector.on' : 'inspector.off')
  if (control.is === 'choice') return control.choices.find((choice) => choice.value === standard)?.label
  if (control.is === 'number-or' && same(standard, control.word)) return control.wordLabel
  if (control.is === 'split' && Array.isArray(standard)) return standard.join(' · ')
  return isNumber(standard) ? String(standard) : undefined
}
