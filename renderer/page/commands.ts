// Declares all commands of the window.
import '../app/commands'
import { allCommands, declareCommands, type Command } from '../keys/commands'

/** Commands that open a dialog, another view or a panel that a page does not have. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'settings',
  'commands',
  'find',
  'check-gradients',
  'name-ports',
  'toggle-left',
  'toggle-bottom',
  'toggle-right',
  'canvas-alone',
])
const works = ({ id, group }: Command): boolean => group !== 'file' && group !== 'help' && !id.startsWith('view-') && !id.endsWith('-tab') && !ELSEWHERE.has(id)

/** Keeps the commands that a page can carry out, so that no key and no menu entry is without effect. */
export const declarePageCommands = (): void => declareCommands(allCommands().filter(works))
