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

/** The JSON pointer of the first place where a value is not as declared; undefined if there is none. */
export function faultIn(schema: Schema, value: unknown): string | undefined {
  const first = new First()
  checkValue(schema, value, '', first)
  return first.path
}

/**
 * The declared part of a value from outside that is no document (a message, a stored file): other keys are left out.
 * Undefined if it is not as declared.
 */
export function accepted<const S extends Schema>(schema: S, value: unknown): Value<S> | undefined {
  return accept(schema, value) as Value<S> | undefined
}

/** Parses JSON and checks it as `accepted`; undefined if it is not JSON. */
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
 * As much of stored settings as is as declared: in place of a wrong value stands its default, and wrong entries of
 * lists and records are left out, so that settings of another version, or damaged ones, cost no more than themselves.
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
