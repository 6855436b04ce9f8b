import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { all, atMost, record } from '../../engine/contract/schema'
import { recovered } from '../../engine/document/accept'
import { onThisSystem } from './strokes'

/** The properties of a command that its shortcuts depend on. */
export interface Bound {
  readonly id: string
  /** Its default shortcuts; the first one is shown. */
  readonly keys?: readonly string[]
  /** Whether its shortcuts are gestures or belong to the system, and cannot be changed. */
  readonly fixed?: boolean
  /** Where its shortcuts work. Canvas and list are never on screen together, so they may share shortcuts. */
  readonly owner?: 'canvas' | 'list' | 'drawing'
  readonly pointed?: boolean
  readonly run?: (...on: never) => void
}

/** Largest number of shortcuts per command. */
const MOST = 4

interface Changed {
  /** The user's shortcuts by command; an empty list for a command without. */
  readonly changed: Readonly<Record<string, readonly string[]>>
}

const schema = all({ changed: record(atMost(MOST, { is: 'text', pattern: /^\S{1,40}( \S{1,20})?$/ })) })

export const useBindings = create<Changed>()(
  persist((): Changed => ({ changed: {} }), { name: 'unfold.keys', version: 1, merge: (stored) => recovered(schema, stored) }),
)

let declared: readonly Bound[] = []
const standards = new Map<string, Bound>()

/** Registers the commands whose shortcuts are looked up here. */
export function declareKeys(commands: readonly Bound[]): void {
  declared = commands
  standards.clear()
  for (const command of commands) standards.set(command.id, command)
}

const noKeys: readonly string[] = []
/** Whether a command's shortcuts can be changed. */
export const rebindable = (command: Bound): boolean => command.run !== undefined && command.fixed !== true && command.pointed !== true

/** The current shortcuts of a command. */
export function keysOf(id: string): readonly string[] {
  const command = standards.get(id)
  if (!command) return noKeys
  return (rebindable(command) ? useBindings.getState().changed[id] : undefined) ?? command.keys ?? noKeys
}

export const isChanged = (id: string): boolean => Object.hasOwn(useBindings.getState().changed, id)

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((key, i) => key === b[i])

/** Sets a command's shortcuts; removes the setting if they equal the defaults. */
export function bind(id: string, keys: readonly string[]): void {
  const { [id]: _old, ...rest } = useBindings.getState().changed
  useBindings.setState({ changed: same(keys, standards.get(id)?.keys ?? noKeys) ? rest : { ...rest, [id]: keys } })
}

export const resetKeys = (id: string): void => bind(id, standards.get(id)?.keys ?? noKeys)
export const resetAllKeys = (): void => {
  useBindings.setState({ changed: {} })
}

/** Whether two shortcuts conflict: they are equal, or one is the first stroke of the other. */
const clash = (a: string, b: string): boolean => {
  const [one, other] = [onThisSystem(a), onThisSystem(b)]
  return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `)
}

/** Whether two commands can receive the same stroke. */
const meet = (a: Bound, b: Bound): boolean => ![a.owner, b.owner].includes('list') || ![a.owner, b.owner].includes('canvas')

/** Other commands with a conflicting shortcut: the same, one that starts with it, or its first stroke. */
export const rivals = (id: string, key: string): readonly string[] =>
  declared
    .filter((command) => command.id !== id && meet(command, standards.get(id) ?? command) && keysOf(command.id).some((other) => clash(other, key)))
    .map((command) => command.id)

/** Keys that no command may have, not even as one of two strokes, because they edit text, move, pan or close. */
export const isReserved = (key: string): boolean =>
  key.split(' ').some((stroke) => /^(Escape|Enter|Space|Tab|Shift\+Tab|Shift\+Enter)$|Arrow(Up|Down|Left|Right)$|^Mod\+[CXVQ]$/.test(stroke))

/** Whether a stroke may be the first of two; otherwise typing that key would have to wait for a second stroke. */
export const beginsTwo = (stroke: string): boolean => !isReserved(stroke) && /^(Mod|Alt|Control)\+/.test(stroke)

/** Gives a shortcut to a command, and removes conflicting ones from others. */
export function takeKey(id: string, key: string): void {
  for (const rival of rivals(id, key))
    bind(
      rival,
      keysOf(rival).filter((other) => !clash(other, key)),
    )
  bind(id, [key])
}
