import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { heard } from './strokes'

/** What of a command the keys need to know. */
export interface Bound {
  readonly id: string
  /** Its keys as they are delivered, the first one shown. */
  readonly keys?: readonly string[]
  /** Whether its keys are the hand's or the system's, and stay as they are. */
  readonly fixed?: boolean
  /** Where its keys work: the canvas and the list are never on screen together, and may have the same ones. */
  readonly owner?: 'canvas' | 'list' | 'drawing'
  readonly pointed?: boolean
  readonly run?: (...on: never) => void
}

interface Changed {
  /** Keys that a person has changed, by command; none for a command without keys. */
  readonly changed: Readonly<Record<string, readonly string[]>>
}

/** Most keys of one command. */
const MOST = 4

/** What was stored is the user's own, but may be older than this version or damaged. */
function readChanged(stored: unknown): Changed['changed'] {
  const changed = (stored as Partial<Changed> | undefined)?.changed
  if (typeof changed !== 'object') return {}
  return Object.fromEntries(
    Object.entries(changed).flatMap(([id, keys]: [string, unknown]) =>
      Array.isArray(keys) && keys.length <= MOST && keys.every((key) => typeof key === 'string' && /^\S{1,40}( \S{1,20})?$/.test(key))
        ? [[id, keys as string[]]]
        : [],
    ),
  )
}

export const useBindings = create<Changed>()(
  persist((): Changed => ({ changed: {} }), { name: 'unfold.keys', version: 1, merge: (stored) => ({ changed: readChanged(stored) }) }),
)

let all: readonly Bound[] = []
const standards = new Map<string, Bound>()

/** Makes the commands known whose keys are looked up here. */
export function declareKeys(commands: readonly Bound[]): void {
  all = commands
  standards.clear()
  for (const command of commands) standards.set(command.id, command)
}

const noKeys: readonly string[] = []
/** Whether a command's keys can be changed. */
export const rebindable = (command: Bound): boolean => command.run !== undefined && command.fixed !== true && command.pointed !== true

/** The keys of a command as they are now. */
export function keysOf(id: string): readonly string[] {
  const command = standards.get(id)
  if (!command) return noKeys
  return (rebindable(command) ? useBindings.getState().changed[id] : undefined) ?? command.keys ?? noKeys
}

export const isChanged = (id: string): boolean => Object.hasOwn(useBindings.getState().changed, id)

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((key, i) => key === b[i])

/** Gives a command other keys; its own again where they are the ones delivered. */
export function bind(id: string, keys: readonly string[]): void {
  const { [id]: _old, ...rest } = useBindings.getState().changed
  useBindings.setState({ changed: same(keys, standards.get(id)?.keys ?? noKeys) ? rest : { ...rest, [id]: keys } })
}

export const resetKeys = (id: string): void => bind(id, standards.get(id)?.keys ?? noKeys)
export const resetAllKeys = (): void => {
  useBindings.setState({ changed: {} })
}

/** Whether two keys cannot both be: they are the same, or one is the first stroke of the other. */
const clash = (a: string, b: string): boolean => {
  const [one, other] = [heard(a), heard(b)]
  return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `)
}

/** Whether two commands can hear the same stroke. */
const meet = (a: Bound, b: Bound): boolean => ![a.owner, b.owner].includes('list') || ![a.owner, b.owner].includes('canvas')

/** Other commands that listen for a key, for two strokes that begin with it, or for its first stroke alone. */
export const rivals = (id: string, key: string): readonly string[] =>
  all
    .filter((command) => command.id !== id && meet(command, standards.get(id) ?? command) && keysOf(command.id).some((other) => clash(other, key)))
    .map((command) => command.id)

/** Keys that no command can have, as strokes of two neither: they edit text, walk, pan or close. */
export const isReserved = (key: string): boolean =>
  key.split(' ').some((stroke) => /^(Escape|Enter|Space|Tab|Shift\+Tab|Shift\+Enter)$|Arrow(Up|Down|Left|Right)$|^Mod\+[CXVQ]$/.test(stroke))

/** Whether a stroke can be the first of two: one alone would wait for the second whenever something is typed. */
export const beginsTwo = (stroke: string): boolean => !isReserved(stroke) && /^(Mod|Alt|Control)\+/.test(stroke)

/** Gives a key to a command and takes it from whoever had it, together with what begins with it and with its own first stroke. */
export function takeKey(id: string, key: string): void {
  for (const rival of rivals(id, key))
    bind(
      rival,
      keysOf(rival).filter((other) => !clash(other, key)),
    )
  bind(id, [key])
}
