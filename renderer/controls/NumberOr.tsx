import type { Bounds } from './bounds'
import { NumberField } from './NumberField'
import { Select } from './Select'
import './fields.css'

export interface NumberOrProps {
  readonly id?: string
  readonly label: string
  readonly value: number | undefined
  readonly standard?: number
  /** Whether the word is chosen instead of a number. */
  readonly word: boolean
  readonly wordLabel: string
  readonly numberLabel: string
  /** The number to set when the user switches from the word. */
  readonly start: number
  readonly bounds: Bounds
  readonly unit?: string
  readonly mixed?: boolean
  readonly describedBy?: string
  readonly onNumber: (value: number | undefined) => void
  readonly onWord: () => void
  readonly onEnd?: () => void
}

/** A number, or a word instead, such as "the whole sequence" or "trainable". */
export function NumberOr(props: NumberOrProps) {
  const { label, word, mixed, start, onNumber, onWord, onEnd } = props
  return (
    <div className="field-pair">
      <Select
        id={props.id}
        label={label}
        mixed={mixed}
        describedBy={props.describedBy}
        value={word ? 'word' : 'number'}
        choices={[
          { value: 'word', label: props.wordLabel },
          { value: 'number', label: props.numberLabel },
        ]}
        onChange={(kind) => {
          if (kind === 'word') onWord()
          else onNumber(start)
          onEnd?.()
        }}
      />
      {!word && !mixed && (
        <NumberField
          label={`${label}: ${props.numberLabel}`}
          value={props.value}
          standard={props.standard}
          bounds={props.bounds}
          unit={props.unit}
          onChange={onNumber}
          onEnd={onEnd}
        />
      )}
    </div>
  )
}
