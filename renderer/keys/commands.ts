import { declareKeys } from './bindings'

export const groups = ['file', 'edit', 'draw', 'select', 'view', 'run', 'help'] as const
type CommandGroup = (typeof groups)[number]

/** Something that a person can make the app do: menus, the command palette, keys and their list are views of these. */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  /** Keys that call it, the first one shown: `Mod` is Ctrl, or Cmd on a Mac. */
  readonly keys?: readonly string[]
  /** The canvas listens for these keys itself. */
  readonly owner?: 'canvas'
  /** Its keys are the hand's or the system's, and stay as they are. */
  readonly fixed?: boolean
  /** Its keys work inside text fields too. */
  readonly everywhere?: boolean
  /** Why it cannot act now, as a key of the language files. */
  readonly reason?: () => string | undefined
  /** Absent for what only a hand can do, which the list of keys tells too. */
  readonly run?: () => void
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
export function runCommand(id: string): void {
  const command = byId.get(id)
  if (command?.run && command.reason?.() === undefined) command.run()
}
