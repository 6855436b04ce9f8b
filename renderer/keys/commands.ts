import { declareKeys } from './bindings'

export const groups = ['file', 'edit', 'draw', 'select', 'view', 'run', 'help'] as const
type CommandGroup = (typeof groups)[number]

interface Place {
  readonly x: number
  readonly y: number
}

/** What a command acts on where that is not the selection: what lies under the pointer, by its ids. */
export interface Target {
  /** In the window. */
  readonly at?: Place
  /** In the drawing. */
  readonly place?: Place
  readonly node?: string
  readonly edge?: string
  readonly group?: string
  readonly note?: string
  readonly port?: { readonly end: { readonly node: string; readonly port: string }; readonly side: 'from' | 'to' }
  readonly tab?: string
}

/** Something that a person can make the app do: menus, buttons, the command palette, keys and their list are views of these. */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  /** Keys that call it, the first one shown: `Mod` is Ctrl, or Cmd on a Mac. */
  readonly keys?: readonly string[]
  /** Where its keys work: on the canvas, in the list, or in both, which are the drawing. Everywhere else where absent. */
  readonly owner?: 'canvas' | 'list' | 'drawing'
  /** Its keys are the hand's or the system's, and stay as they are. */
  readonly fixed?: boolean
  /** Its keys work inside text fields too. */
  readonly everywhere?: boolean
  /** It goes on while its key is held. */
  readonly repeats?: boolean
  /** It acts on a target alone, and stands in menus alone. */
  readonly pointed?: boolean
  /** Why it cannot act now, as a key of the language files. */
  readonly reason?: (on?: Target) => string | undefined
  /** Absent for what only a hand can do, which the list of keys tells too. */
  readonly run?: (on?: Target) => void
}

let all: readonly Command[] = []
let byId: ReadonlyMap<string, Command> = new Map()

/** Makes the commands of the app known to menus, the palette and keys. Called once, by the app. */
export function declareCommands(commands: readonly Command[]): void {
  all = commands
  byId = new Map(commands.map((command) => [command.id, command]))
  declareKeys(commands)
}

export const allCommands = (): readonly Command[] => all
export const commandOf = (id: string): Command | undefined => byId.get(id)

/** Carries a command out, unless it says why it cannot. */
export function runCommand(id: string, on?: Target): void {
  const command = byId.get(id)
  if (command?.run && command.reason?.(on) === undefined) command.run(on)
}
