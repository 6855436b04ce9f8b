import { groupsOf } from '../document/groups'
import { documentStore } from '../document/store'
import { useCanvas } from './canvasStore'
import * as groups from './groups/actions'

/** A command of the canvas, as the list of all commands wants it. */
export interface DrawCommand {
  readonly id: string
  readonly group: 'draw' | 'select'
  readonly keys?: readonly string[]
  readonly owner: 'canvas'
  readonly reason?: () => string | undefined
  readonly run: () => void
}

const selection = () => documentStore.getState().selection
const nodeSelected = (): string | undefined => (selection().nodes.length > 0 ? undefined : 'shell.reason.no-node-selected')
const groupSelected = (): string | undefined => (groups.selectedGroups().length > 0 ? undefined : 'groups.reason.no-group')
const oneGroup = (): string | undefined => (groups.selectedGroup() ? undefined : 'groups.reason.no-group')
const within = (): string | undefined => (useCanvas.getState().inside !== undefined ? undefined : 'groups.reason.outside')
const grouped = (): string | undefined =>
  nodeSelected() ?? (selection().nodes.some((id) => groupsOf(documentStore.getState().document).of.has(id)) ? undefined : 'groups.reason.no-group')

/** Commands of drawing: groups. */
export const drawCommands: readonly DrawCommand[] = [
  { id: 'group', group: 'draw', keys: ['Mod+G'], owner: 'canvas', reason: nodeSelected, run: () => groups.group(false) },
  { id: 'subgraph', group: 'draw', keys: ['Mod+Shift+E'], owner: 'canvas', reason: nodeSelected, run: () => groups.group(true) },
  { id: 'ungroup', group: 'draw', keys: ['Mod+Shift+G'], owner: 'canvas', reason: groupSelected, run: () => groups.ungroup() },
  { id: 'collapse', group: 'draw', keys: ['H', 'Alt+C'], owner: 'canvas', reason: grouped, run: groups.toggleCollapsed },
  { id: 'enter-group', group: 'draw', keys: ['Enter'], owner: 'canvas', reason: oneGroup, run: () => groups.enter(groups.selectedGroup()!.id) },
  { id: 'leave-group', group: 'draw', keys: ['Escape'], owner: 'canvas', reason: within, run: () => void groups.leave() },
  { id: 'take-out', group: 'draw', owner: 'canvas', reason: grouped, run: groups.takeOut },
]

/** A key press as commands write it: `Mod+Shift+G`. */
function nameOf(event: KeyboardEvent): string {
  const letter = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${letter}`
}

/** Keys of these commands that the canvas handles in an order of its own. */
const elsewhere = new Set(['Escape'])

/** Carries out the command of a key; answers whether there was one. */
export function drawKey(event: KeyboardEvent): boolean {
  const name = nameOf(event)
  if (elsewhere.has(name)) return false
  const command = drawCommands.find(({ keys, reason }) => keys?.includes(name) && reason?.() === undefined)
  command?.run()
  return command !== undefined
}
