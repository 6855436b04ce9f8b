import { limits } from '../engine/document/limits'
import type { Language, MenuKey, Place, Theme } from './contract'

/** What the renderer sent is not what the contract says: a fault in the program or an attack, never a person's. */
export class ContractError extends Error {}

type Check<T> = (value: unknown, what: string) => T

const fail = (what: string): never => {
  throw new ContractError(`${what} is not what the contract says`)
}

/** A string of at most `limit` UTF-16 units. */
export const string = (limit: number): Check<string> => (value, what) =>
  typeof value === 'string' && value.length <= limit ? value : fail(what)

export const boolean: Check<boolean> = (value, what) => typeof value === 'boolean' ? value : fail(what)

/** A whole number above 0. */
/** None or more. */
export const amount: Check<number> = (value, what) => Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : fail(what)
export const count: Check<number> = (value, what) => Number.isSafeInteger(value) && (value as number) > 0 ? value as number : fail(what)

export const oneOf = <T extends string>(...allowed: readonly T[]): Check<T> => (value, what) =>
  allowed.find((entry) => entry === value) ?? fail(what)

export const nullable = <T>(check: Check<T>): Check<T | null> => (value, what) => value === null ? null : check(value, what)

export const optional = <T>(check: Check<T>): Check<T | undefined> => (value, what) => value === undefined ? undefined : check(value, what)

/** An object with these fields; others are dropped. */
export const record = <T extends object>(checks: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> => (value, what) => {
  if (typeof value !== 'object' || value === null) return fail(what)
  const source = new Map<string, unknown>(Object.entries(value))
  const entries = Object.entries<Check<unknown>>(checks).map(([key, check]) => [key, check(source.get(key), `${what}.${key}`)] as const)
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined)) as T
}

/** A list of at most `limit` of what `check` passes. */
export const list = <T>(check: Check<T>, limit: number): Check<readonly T[]> => (value, what) =>
  Array.isArray(value) && value.length <= limit ? value.map((entry) => check(entry, what)) : fail(what)

export const path = string(limits.path)
export const name = string(limits.title)
/** A data file as a document names it. */
export const dataPath = string(limits.dataPath)
/** A UUID. */
export const id: Check<string> = (value, what) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? value : fail(what)
/** A fingerprint of a file, or that of one that is not there. */
export const print: Check<string> = (value, what) => typeof value === 'string' && /^(?:[0-9a-f]{64})?$/.test(value) ? value : fail(what)
export const documentText = string(limits.textLength)
export const language: Check<Language> = oneOf('en', 'ja')
export const theme: Check<Theme> = oneOf('system', 'light', 'dark')
export const place: Check<Place> = record<Place>({ path: nullable(path), example: optional(name), picture: optional(path) })
const ACCELERATOR = /^(?:(?:CmdOrCtrl|Control|Alt|Shift)\+){0,4}(?:[A-Z0-9]|F\d{1,2}|Plus|[-=,./;'[\]\\`]|Enter|Tab|Space|Delete|Backspace|Insert|Home|End|PageUp|PageDown|Up|Down|Left|Right)$/
/** What the menu does not know as an accelerator is none. */
const accelerator: Check<string | null> = (value, what) => {
  const key = nullable(string(60))(value, what)
  return key !== null && ACCELERATOR.test(key) ? key : null
}
export const menuKeys = list(record<MenuKey>({ command: string(60), key: accelerator }), limits.menuKeys)
