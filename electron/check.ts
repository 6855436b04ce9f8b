import { limits } from '../engine/document/limits'
import type { Language, MenuKey, DocumentPlace, Theme } from './contract'

/** The renderer sent something that violates the contract: a bug or an attack, never a user's mistake. */
export class ContractError extends Error {}

type Check<T> = (value: unknown, what: string) => T

const fail = (what: string): never => {
  throw new ContractError(`${what} is not what the contract says`)
}

/** Checks for a string of at most `limit` UTF-16 units. */
export const string =
  (limit: number): Check<string> =>
  (value, what) =>
    typeof value === 'string' && value.length <= limit ? value : fail(what)

export const boolean: Check<boolean> = (value, what) => (typeof value === 'boolean' ? value : fail(what))

/** Checks for a whole number ≥ 0. */
export const amount: Check<number> = (value, what) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : fail(what))
export const count: Check<number> = (value, what) => (Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : fail(what))

export const oneOf =
  <T extends string>(...allowed: readonly T[]): Check<T> =>
  (value, what) =>
    allowed.find((entry) => entry === value) ?? fail(what)

export const nullable =
  <T>(check: Check<T>): Check<T | null> =>
  (value, what) =>
    value === null ? null : check(value, what)

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value, what) =>
    value === undefined ? undefined : check(value, what)

/** Checks for an object with these fields and drops others. */
export const record =
  <T extends object>(checks: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> =>
  (value, what) => {
    if (typeof value !== 'object' || value === null) return fail(what)
    const source = new Map<string, unknown>(Object.entries(value))
    const entries = Object.entries<Check<unknown>>(checks).map(([key, check]) => [key, check(source.get(key), `${what}.${key}`)] as const)
    return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined)) as T
  }

/** Checks for a list of at most `limit` entries, each of which passes `check`. */
export const list =
  <T>(check: Check<T>, limit: number): Check<readonly T[]> =>
  (value, what) =>
    Array.isArray(value) && value.length <= limit ? value.map((entry) => check(entry, what)) : fail(what)

export const path = string(limits.path)
export const name = string(limits.title)
/** A data file's path as documents write it. */
export const dataPath = string(limits.dataPath)
/** A UUID. */
export const id: Check<string> = (value, what) => (typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? value : fail(what))
/** A SHA-256 fingerprint in hex, or '' for a file that does not exist. */
export const print: Check<string> = (value, what) => (typeof value === 'string' && /^(?:[0-9a-f]{64})?$/.test(value) ? value : fail(what))
export const documentText = string(limits.textLength)
export const language: Check<Language> = oneOf('en', 'ja')
export const theme: Check<Theme> = oneOf('system', 'light', 'dark')
export const place: Check<DocumentPlace> = record<DocumentPlace>({ path: nullable(path), example: optional(name), picture: optional(path) })
const ACCELERATOR =
  /^(?:(?:CmdOrCtrl|Control|Alt|Shift)\+){0,4}(?:[A-Z0-9]|F\d{1,2}|Plus|[-=,./;'[\]\\`]|Enter|Tab|Space|Delete|Backspace|Insert|Home|End|PageUp|PageDown|Up|Down|Left|Right)$/
/** Checks for an accelerator; a string that the menu does not know becomes null. */
const accelerator: Check<string | null> = (value, what) => {
  const key = nullable(string(60))(value, what)
  return key !== null && ACCELERATOR.test(key) ? key : null
}
export const menuKeys = list(record<MenuKey>({ command: string(60), key: accelerator }), limits.menuKeys)
