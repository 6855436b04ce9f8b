import { commitTyping } from '../controls/commitTyping'
import { declareKeys } from './bindings'

export const groups = ['file', 'edit', 'draw', 'select', 'view', 'run', 'help'] as const
type CommandGroup = (typeof groups)[number]

interface Point {
  readonly x: number
  readonly y: number
}

/** The target of a command under the pointer, by ids; without one, commands act on the selection. */
export interface Target {
  /** In pixels of the window. */
  readonly at?: Point
  /** In coordinates of the drawing. */
  readonly place?: Point
  readonly node?: string
  readonly edge?: string
  readonly group?: string
  readonly note?: string
  readonly port?: { readonly end: { readonly node: string; readonly port: string }; readonly side: 'from' | 'to' }
  readonly tab?: string
}

/**
 * Something the user can make the app do. Menus, buttons, the command palette and shortcuts are all derived from these.
 */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  /** Default shortcuts, the first one shown: `Mod` is Ctrl, or Cmd on a Mac. */
  readonly keys?: readonly string[]
  /** Where its shortcuts work: on the canvas, in the list, or in both (`drawing`); everywhere if absent. */
  readonly owner?: 'canvas' | 'list' | 'drawing'
  /** Whether its shortcuts are gestures or belong to the system, and cannot be changed. */
  readonly fixed?: boolean
  /** Whether its shortcuts also work in text fields. */
  readonly everywhere?: boolean
  /** Whether it repeats while its key is held. */
  readonly repeats?: boolean
  /** Whether it needs a target, and appears in context menus only. */
  readonly pointed?: boolean
  /** Why it is unavailable, as a text key. */
  readonly reason?: (on?: Target) => string | undefined
  /** Absent for gestures, which the list of shortcuts shows as well. */
  readonly run?: (on?: Target) => void
}

let all: readonly Command[] = []
let byId: ReadonlyMap<string, Command> = new Map()

/** Registers the app's commands for menus, the palette and shortcuts. Called once. */
export function declareCommands(commands: readonly Command[]): void {
  all = commands
  byId = new Map(commands.map((command) => [command.id, command]))
  declareKeys(commands)
}

export const allCommands = (): readonly Command[] => all
export const commandOf = (id: string): Command | undefined => byId.get(id)

/** Runs a command, unless it is unavailable. */
export function runCommand(id: string, on?: Target): void {
  const command = byId.get(id)
  // What is being typed belongs to the document that is saved, closed or asked about.
  if (command?.group === 'file') commitTyping()
  if (command?.run && command.reason?.(on) === undefined) command.run(on)
}
