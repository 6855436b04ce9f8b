import { append } from '../engine/base/lists'
import type { MessageKey } from '../engine/base/messages/en'
import type { MessageValues } from '../engine/base/problem'

/** Wrong usage: exit status 2. */
export class UsageError extends Error {
  constructor(
    readonly key: MessageKey,
    readonly values: MessageValues = {},
  ) {
    super(key)
  }
}

/** The value of an option: none, a text, or an integer from `min` on (or null, if that has a meaning). */
export type Option =
  | { readonly takes: 'nothing' }
  | { readonly takes: 'text'; readonly orEmpty?: boolean }
  /** A text each time that the option is given. */
  | { readonly takes: 'texts' }
  | { readonly takes: 'choice'; readonly choices: readonly string[] }
  | { readonly takes: 'whole'; readonly min?: number; readonly orNull?: boolean }

export type OptionValue = string | number | boolean | null | readonly string[]

export interface Arguments {
  readonly positional: readonly string[]
  readonly options: ReadonlyMap<string, OptionValue>
}

/** Splits `--name value`, `--name=value` and positional arguments; after `--` all are positional. */
export function parseArguments(args: readonly string[], known: Readonly<Record<string, Option>>): Arguments {
  const positional: string[] = []
  const options = new Map<string, OptionValue>()
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      append(positional, args.slice(i + 1))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      positional.push(arg)
      continue
    }
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    const key = name.slice(2)
    const option = name.startsWith('--') && Object.hasOwn(known, key) ? known[key] : undefined
    if (!option) {
      const all = Object.keys(known)
        .map((k) => `--${k}`)
        .join(', ')
      throw new UsageError('cli-option-unknown', { got: name, known: all })
    }
    if (option.takes === 'nothing') {
      if (equals >= 0) throw new UsageError('cli-option-value', { name, expected: '—', got: arg.slice(equals + 1) })
      options.set(key, true)
      continue
    }
    const value = equals < 0 ? args[++i] : arg.slice(equals + 1)
    const got = read(name, option, value)
    options.set(key, option.takes === 'texts' ? [...((options.get(key) ?? []) as readonly string[]), got as string] : got)
  }
  return { positional, options }
}

function read(name: string, option: Exclude<Option, { takes: 'nothing' }>, value: string | undefined): OptionValue {
  const wrong = (expected: string): never => {
    throw new UsageError('cli-option-value', { name, expected, got: value === undefined ? '—' : `“${value}”` })
  }
  if (value === '' && option.takes === 'text' && option.orEmpty) return value
  if (value === undefined || value === '') return wrong(option.takes === 'choice' ? option.choices.join(' | ') : option.takes === 'whole' ? '0, 1, 2, …' : '…')
  if (option.takes === 'text' || option.takes === 'texts') return value
  if (option.takes === 'choice') return option.choices.includes(value) ? value : wrong(option.choices.join(' | '))
  if (option.orNull && value === 'null') return null
  const number = Number(value)
  const { min } = option
  const fits = /^-?\d+$/.test(value) && Number.isSafeInteger(number) && (min === undefined || number >= min)
  return fits ? number : wrong(`${min === undefined ? '…, −1, 0, 1, …' : `${min}, ${min + 1}, …`}${option.orNull ? ' | null' : ''}`)
}
