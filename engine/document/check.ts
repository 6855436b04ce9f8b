import type { MessageValues, ProblemCode } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import type { NumberSchema, ObjectSchema, Schema } from '../contract/schema'
import { faultMessage, NET, readFormula } from '../contract/formula'
import { isFault } from '../formula/parse'
import { limits } from './limits'
import { escapeKey, isObject } from './pointer'

/** Receives the faults that a check finds, with their paths. */
export interface Faults {
  /** Whether it accepts no further faults, so that the check may end. */
  readonly full: boolean
  /** Whether a key that the schema does not declare is a fault. */
  readonly strict: boolean
  /** Values from the document are passed as `got`. */
  report(code: ProblemCode, key: MessageKey, path: string, values?: MessageValues): void
  /** Reports a value of the wrong form as `document-invalid`. */
  invalid(key: MessageKey, path: string, got: unknown, values?: MessageValues): void
}

/** Formats a value as JSON, cut to fit into a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]'
  if (isObject(value)) return Object.keys(value).length === 0 ? '{}' : '{…}'
  if (Object.is(value, -0)) return '-0'
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : String(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/**
 * Reports everything in `value` that its schema does not allow.
 * @param before The value at this place in a valid document; identical parts are skipped.
 */
export function checkValue(schema: Schema, value: unknown, path: string, reporter: Faults, before?: unknown): void {
  if (before !== undefined && value === before) return
  switch (schema.is) {
    case 'anything':
      return
    case 'number':
      return checkNumber(schema, value, path, reporter)
    case 'boolean':
      if (typeof value !== 'boolean') reporter.invalid('expected-boolean', path, value)
      return
    case 'choice':
      if (typeof value !== 'string' || !schema.choices.includes(value)) reporter.invalid('expected-choice', path, value, { choices: schema.choices.join(', ') })
      return
    case 'text':
      if (typeof value !== 'string') reporter.invalid(schema.mismatch ?? 'expected-text', path, value)
      else if (schema.filled && value === '') reporter.invalid('expected-text-filled', path, value)
      else if (schema.pattern && !schema.pattern.test(value)) reporter.invalid(schema.mismatch ?? 'expected-text', path, value)
      else if (schema.longest !== undefined && value.length > schema.longest)
        reporter.report('limit-exceeded', 'text-over-limit', path, { got: value.length, limit: schema.longest })
      return
    case 'formula':
      return checkFormula(value, path, reporter, schema.names)
    case 'activation':
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return checkObject({ is: 'object', keys: { formula: { is: 'formula', names: [NET] } }, required: ['formula'] }, value, path, reporter)
      return checkValue({ is: 'choice', choices: schema.choices }, value, path, reporter)
    case 'initial':
      if (value !== 'trainable' && typeof value !== 'number') reporter.invalid('expected-initial', path, value)
      return
    case 'nullable':
      if (value !== null) checkValue(schema.of, value, path, reporter, before)
      return
    case 'numbers':
      if (!Array.isArray(value)) return checkNumber(schema.of, value, path, reporter)
      if (value.length === 0) return reporter.report('document-invalid', 'expected-length', path, { length: 1, got: 0 })
      return checkValue({ is: 'list', of: schema.of, most: limits.size }, value, path, reporter)
    case 'list':
      if (!Array.isArray(value)) return reporter.invalid(schema.mismatch ?? 'expected-list', path, value)
      if (over(value.length, schema.most, path, reporter)) return
      if (schema.length !== undefined && value.length !== schema.length)
        return reporter.report('document-invalid', 'expected-length', path, { length: schema.length, got: value.length })
      for (let i = 0; i < value.length && !reporter.full; i++)
        if (!isPlainlyAllowed(schema.of, value[i])) checkValue(schema.of, value[i], `${path}/${i}`, reporter, entryOf(before, i))
      return
    case 'words': {
      const text = { is: 'text', longest: schema.longest } as const
      return checkValue(typeof value === 'string' ? text : { is: 'record', of: text, most: limits.languages }, value, path, reporter)
    }
    case 'record':
      if (!isObject(value)) return reporter.invalid('expected-object', path, value)
      if (over(Object.keys(value).length, schema.most, path, reporter)) return
      for (const key of Object.keys(value)) {
        if (value[key] === undefined) continue
        const place = `${path}/${escapeKey(key)}`
        if (key.length > limits.name) reporter.report('limit-exceeded', 'key-over-limit', place, { got: key.length, limit: limits.name })
        else checkValue(schema.of, value[key], place, reporter, entryOf(before, key))
      }
      return
    case 'object':
      return checkObject(schema, value, path, reporter, before)
    case 'variant':
      return checkVariant(schema.variants, value, path, reporter, before)
    case 'signal':
      return checkSignal(value, path, reporter)
  }
}

/**
 * Returns whether a number, or an object of numbers, is allowed; false for other values, which need a full check. Makes no
 * path, which would take most of the time for hundreds of thousands of points.
 */
function isPlainlyAllowed(schema: Schema, value: unknown): boolean {
  if (schema.is === 'number') return isAllowed(schema, value) && !isOver(schema, value)
  if (schema.is !== 'object' || !isObject(value)) return false
  for (const key in value) {
    const known = Object.hasOwn(schema.keys, key) ? schema.keys[key] : undefined
    if (!known || !isPlainlyAllowed(known, value[key])) return false
  }
  return (schema.required ?? []).every((key) => Object.hasOwn(value, key))
}

/** Reports an error of a formula, and its position in the text. */
function checkFormula(value: unknown, path: string, reporter: Faults, names: readonly string[] | undefined): void {
  if (typeof value !== 'string') return reporter.invalid('expected-text', path, value)
  const found = readFormula(value, names)
  if (!isFault(found)) return
  const { key, values } = faultMessage(found)
  reporter.report('formula-invalid', key, path, values)
}

function entryOf(holder: unknown, key: string | number): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key) ? (holder as Record<string | number, unknown>)[key] : undefined
}

/** Reports if there are more entries than the limit; returns whether there are. */
function over(got: number, limit: number | undefined, path: string, reporter: Faults): boolean {
  if (limit === undefined || got <= limit) return false
  reporter.report('limit-exceeded', 'entries-over-limit', path, { got, limit })
  return true
}

export function checkObject(schema: ObjectSchema, value: unknown, path: string, reporter: Faults, before?: unknown): void {
  if (!isObject(value)) return reporter.invalid('expected-object', path, value)
  for (const key of Object.keys(value)) {
    // In memory, a key with the value `undefined` counts as absent.
    if (value[key] === undefined) continue
    const known = Object.hasOwn(schema.keys, key) ? schema.keys[key] : undefined
    if (known) checkValue(known, value[key], `${path}/${escapeKey(key)}`, reporter, entryOf(before, key))
    else if (!schema.open && reporter.strict) unknownKey(key, Object.keys(schema.keys), path, reporter)
  }
  for (const key of schema.required ?? [])
    if (!Object.hasOwn(value, key) || value[key] === undefined) reporter.report('document-invalid', 'key-missing', path, { key })
}

function checkVariant(variants: Readonly<Record<string, ObjectSchema>>, value: unknown, path: string, reporter: Faults, before: unknown): void {
  if (!isObject(value)) return reporter.invalid('expected-object', path, value)
  if (!Object.hasOwn(value, 'kind')) return reporter.report('document-invalid', 'key-missing', path, { key: 'kind' })
  const { kind } = value
  const variant = typeof kind === 'string' && Object.hasOwn(variants, kind) ? variants[kind] : undefined
  if (!variant) return reporter.invalid('expected-choice', `${path}/kind`, kind, { choices: Object.keys(variants).join(', ') })
  checkObject({ ...variant, keys: { kind: { is: 'text' }, ...variant.keys } }, value, path, reporter, before)
}

function isAllowed({ whole, min, max, aboveMin, belowMax }: NumberSchema, value: unknown): value is number {
  return (
    typeof value === 'number'
    && Number.isFinite(value)
    && (!whole || Number.isSafeInteger(value))
    && (min === undefined || (aboveMin ? value > min : value >= min))
    && (max === undefined || (belowMax ? value < max : value <= max))
  )
}

const isOver = ({ limit, reach }: NumberSchema, value: number): boolean =>
  (limit !== undefined && value > limit) || (reach !== undefined && Math.abs(value) > reach)

function checkNumber(schema: NumberSchema, value: unknown, path: string, reporter: Faults): void {
  const { limit, reach } = schema
  if (!isAllowed(schema, value)) {
    const key = schema.message ?? (schema.whole ? 'expected-whole' : 'expected-number')
    reporter.report(schema.code ?? 'document-invalid', key, path, { got: show(value), range: rangeOf(schema) })
  } else if (limit !== undefined && value > limit) reporter.report('limit-exceeded', 'size-over-limit', path, { got: value, limit })
  else if (reach !== undefined && Math.abs(value) > reach) reporter.report('limit-exceeded', 'coordinate-over-limit', path, { got: value, limit: reach })
}

/** The allowed interval in mathematical notation: ` (0 < x ≤ 1)`. */
export function rangeOf({ min, max, aboveMin, belowMax }: NumberSchema): string {
  if (min === undefined && max === undefined) return ''
  const low = min === undefined ? '' : `${min} ${aboveMin ? '<' : '≤'} `
  const high = max === undefined ? '' : ` ${belowMax ? '<' : '≤'} ${max}`
  return ` (${low}x${high})`
}

/**
 * Checks lists of numbers or null. Which components and steps may be missing is checked with the data (`data-shape`).
 */
function checkSignal(value: unknown, path: string, reporter: Faults): void {
  if (!Array.isArray(value)) return reporter.invalid('expected-list', path, value)
  for (let t = 0; t < value.length; t++) {
    const step: unknown = value[t]
    if (step === null) continue
    if (!Array.isArray(step)) return reporter.invalid('expected-vector', `${path}/${t}`, step)
    for (let i = 0; i < step.length; i++) {
      const component: unknown = step[i]
      if (typeof component !== 'number' && component !== null) return reporter.invalid('expected-number', `${path}/${t}/${i}`, component, { range: '' })
    }
  }
}

function unknownKey(key: string, known: readonly string[], path: string, reporter: Faults): void {
  const near = known.find((other) => distance(key.toLowerCase(), other.toLowerCase()) <= (other.length > 4 ? 2 : 1))
  const values = { key: key.length > 64 ? `${key.slice(0, 63)}…` : key, known: known.join(', ') }
  const place = `${path}/${escapeKey(key)}`
  if (near) reporter.report('document-invalid', 'key-unknown-near', place, { ...values, path: path || '/', near })
  else reporter.report('document-invalid', 'key-unknown', place, { ...values, path: path || '/' })
}

/** Levenshtein distance (1966), for "did you mean"; Infinity if the lengths differ by more than two. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
