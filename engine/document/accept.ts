import { defaultOf, type Filled, type Schema, type Value } from '../contract/schema'
import { checkValue, type Faults } from './check'
import { isObject } from './pointer'

/** Keeps the path of the first fault. */
class First implements Faults {
  path: string | undefined
  readonly strict = false

  get full(): boolean {
    return this.path !== undefined
  }

  report(_code: unknown, _key: unknown, path: string): void {
    this.path ??= path
  }

  invalid(_key: unknown, path: string): void {
    this.path ??= path
  }
}

/** Returns the JSON pointer of the first part of a value that its schema does not allow; undefined if all are allowed. */
export function faultIn(schema: Schema, value: unknown): string | undefined {
  const first = new First()
  checkValue(schema, value, '', first)
  return first.path
}

/**
 * Returns the declared keys of an untrusted value other than a document (a message, a stored file), without its other
 * keys; undefined if the schema does not allow the value.
 */
export function accepted<const S extends Schema>(schema: S, value: unknown): Value<S> | undefined {
  return accept(schema, value) as Value<S> | undefined
}

/** As `accepted`, for JSON text; undefined if it is not JSON. */
export function acceptedJson<const S extends Schema>(schema: S, text: string): Value<S> | undefined {
  try {
    return accept(schema, JSON.parse(text)) as Value<S>
  } catch {
    return undefined
  }
}

const accept = (schema: Schema, value: unknown): unknown => (faultIn(schema, value) === undefined ? declared(schema, value) : undefined)

function declared(schema: Schema, value: unknown): unknown {
  if (schema.is === 'nullable') return value === null ? null : declared(schema.of, value)
  if (schema.is === 'list') return (value as unknown[]).map((one) => declared(schema.of, one))
  if (schema.is !== 'object' || schema.open) return value
  const given = value as Record<string, unknown>
  const keys = Object.entries(schema.keys).filter(([key]) => Object.hasOwn(given, key) && given[key] !== undefined)
  return Object.fromEntries(keys.map(([key, part]) => [key, declared(part, given[key])]))
}

/**
 * Returns stored settings with defaults in place of wrong values and without wrong entries of lists and records, so that a
 * damaged setting, or one of another version, does not affect the others.
 */
export function recovered<const S extends Schema>(schema: S, value: unknown): Filled<S> {
  return recover(schema, value) as Filled<S>
}

function recover(schema: Schema, value: unknown): unknown {
  const sound = (part: Schema, one: unknown): boolean => faultIn(part, one) === undefined
  if (schema.is === 'object') {
    const given = isObject(value) ? value : {}
    return Object.fromEntries(Object.entries(schema.keys).map(([key, part]) => [key, recover(part, Object.hasOwn(given, key) ? given[key] : undefined)]))
  }
  if (schema.is === 'list') return Array.isArray(value) ? value.filter((one) => sound(schema.of, one)).slice(0, schema.most) : []
  if (schema.is === 'record') return Object.fromEntries(Object.entries(isObject(value) ? value : {}).filter(([, one]) => sound(schema.of, one)))
  return sound(schema, value) ? value : defaultOf(schema, {})
}
