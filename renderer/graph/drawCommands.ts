import { insertContext } from '../editing/commands'
import { groupsOf } from '../document/groups'
import { notesOf } from '../document/notes'
import { documentStore, edit } from '../editing/store'
import { bendsOf, hiddenWires } from '../document/wires'
import { noneAblatable, toggleAblation } from './ablation'
import * as actions from './actions'
import { align, connectMarked, markSources } from './arranging'
import { useCanvas } from './canvasStore'
import * as groups from './groups/actions'
import * as linking from './groups/linking'
import { keepBlock } from './library'
import { nextScale, toggleLook } from './looks'
import { addNote } from './notes/actions'
import { alignments } from '../drawing/layout/align'
import type { Command } from '../keys/commands'
import * as wiring from './wiring'
import { straighten } from './wires/bending'

const selection = () => documentStore.getState().selection
const nodeSelected = (): string | undefined => (selection().nodes.length > 0 ? undefined : 'shell.reason.no-node-selected')
const groupSelected = (): string | undefined => (groups.selectedGroups().length > 0 ? undefined : 'groups.reason.no-group')
const oneGroup = (): string | undefined => (groups.selectedGroup() ? undefined : 'groups.reason.no-group')
const within = (): string | undefined => (useCanvas.getState().inside !== undefined ? undefined : 'groups.reason.outside')
const grouped = (): string | undefined =>
  nodeSelected() ?? (selection().nodes.some((id) => groupsOf(documentStore.getState().document).of.has(id)) ? undefined : 'groups.reason.no-group')
/** Notes count too. */
const held = (): string | undefined => {
  const notes = notesOf(documentStore.getState().document)
  return (selection().notes ?? []).some((id) => notes.get(id)?.group !== undefined) ? undefined : grouped()
}

const noGroup = (): string | undefined => (linking.meantGroups().length > 0 ? undefined : 'groups.reason.no-group')
const noCopies = (): string | undefined => (linking.linkedGroups().length > 0 ? undefined : 'links.reason.no-copies')
const anySelected = (): string | undefined => (selection().nodes.length + selection().edges.length > 0 ? undefined : 'shell.reason.nothing-selected')
const edgeSelected = (): string | undefined => (selection().edges.length > 0 ? undefined : 'wires.reason.no-wire')
const noneHidden = (): string | undefined => (hiddenWires(documentStore.getState().document).length > 0 ? undefined : 'wires.reason.none-hidden')
const noneTrainable = (): string | undefined => edgeSelected() ?? (wiring.freezable().length > 0 ? undefined : 'wires.reason.copies')
const noMemory = (): string | undefined => nodeSelected() ?? (wiring.memories().length > 0 ? undefined : 'wires.reason.no-memory')
const bent = (): readonly string[] => selection().edges.filter((id) => bendsOf(documentStore.getState().document, id).length > 0)
const noneBent = (): string | undefined => (bent().length > 0 ? undefined : 'wires.reason.none-bent')

/** Puts a delay of one step on every selected wire. */
const insertContexts = (): void => edit('canvas.edit.insert', (draft) => {
  for (const id of selection().edges) insertContext(draft, id)
})

const someSelected = (): string | undefined => (selection().nodes.length > 1 ? undefined : 'wiring.reason.two')
const ready = (): string | undefined => {
  if (useCanvas.getState().marked.length === 0) return 'wiring.reason.no-sources'
  return nodeSelected()
}

/** Keys after Alt+A. */
const ALIGN = { left: 'L', right: 'R', top: 'T', bottom: 'B', middle: 'M', centre: 'C', horizontal: 'H', vertical: 'V' } as const

/** Commands of drawing: groups, wiring many, aligning. */
export const drawCommands: readonly Command[] = [
  { id: 'note', group: 'draw', keys: ['C', 'T'], owner: 'canvas', run: () => addNote() },
  { id: 'group', group: 'draw', keys: ['Mod+G'], owner: 'canvas', reason: nodeSelected, run: () => groups.group(false) },
  { id: 'subgraph', group: 'draw', keys: ['Mod+Shift+E'], owner: 'canvas', reason: nodeSelected, run: () => groups.group(true) },
  { id: 'ungroup', group: 'draw', keys: ['Mod+Shift+G'], owner: 'canvas', reason: groupSelected, run: () => groups.ungroup() },
  { id: 'collapse', group: 'draw', keys: ['H', 'Alt+C'], owner: 'canvas', reason: grouped, run: groups.toggleCollapsed },
  { id: 'enter-group', group: 'draw', keys: ['Enter'], owner: 'canvas', reason: oneGroup, run: () => groups.enter(groups.selectedGroup()!.id) },
  { id: 'leave-group', group: 'draw', keys: ['Escape'], owner: 'canvas', fixed: true, reason: within, run: () => void groups.leave() },
  { id: 'take-out', group: 'draw', owner: 'canvas', reason: held, run: groups.takeOut },
  { id: 'replace', group: 'draw', keys: ['R'], owner: 'canvas', reason: nodeSelected, run: () => wiring.openReplace() },
  { id: 'mute', group: 'draw', keys: ['M', 'Control+M'], owner: 'canvas', reason: () => noneAblatable('muted'), run: () => toggleAblation('muted') },
  { id: 'bypass', group: 'draw', keys: ['Mod+B'], owner: 'canvas', reason: () => noneAblatable('bypassed'), run: () => toggleAblation('bypassed') },
  { id: 'copy-text', group: 'edit', keys: ['Mod+Shift+C'], owner: 'canvas', reason: nodeSelected, run: actions.copyAsText },
  { id: 'probe', group: 'view', keys: ['P'], owner: 'canvas', reason: anySelected, run: wiring.probe },
  { id: 'redraw', group: 'run', keys: ['Alt+R'], owner: 'canvas', reason: anySelected, run: wiring.redraw },
  { id: 'insert-node', group: 'draw', keys: ['I'], owner: 'canvas', reason: edgeSelected, run: () => wiring.openInsert() },
  { id: 'insert-context', group: 'draw', keys: ['Z'], owner: 'canvas', reason: edgeSelected, run: insertContexts },
  ...(['dense', 'diagonal', 'identity'] as const).map((kind): Command => ({
    id: `kind-${kind}`, group: 'draw', owner: 'canvas', reason: edgeSelected, run: () => wiring.setKind(kind),
  })),
  { id: 'freeze', group: 'draw', owner: 'canvas', reason: noneTrainable, run: () => wiring.toggleFrozen() },
  { id: 'mirror', group: 'draw', owner: 'canvas', reason: noMemory, run: wiring.turnRound },
  { id: 'hide-wires', group: 'draw', keys: ['Shift+H'], owner: 'canvas', reason: edgeSelected, run: () => wiring.hideWires() },
  { id: 'show-wires', group: 'draw', keys: ['Alt+H'], owner: 'canvas', reason: noneHidden, run: () => wiring.showWires() },
  { id: 'straighten', group: 'draw', owner: 'canvas', reason: noneBent, run: () => straighten(bent()) },
  { id: 'orthogonal', group: 'view', owner: 'canvas', run: () => toggleLook('orthogonal') },
  { id: 'overlay-sizes', group: 'view', owner: 'canvas', run: () => toggleLook('sizes') },
  { id: 'overlay-kinds', group: 'view', owner: 'canvas', run: () => toggleLook('kinds') },
  { id: 'scale', group: 'view', owner: 'canvas', run: nextScale },
  { id: 'bend', group: 'draw', keys: ['Alt+Shift+drag-wire'], owner: 'canvas' },
  { id: 'move-wires', group: 'draw', keys: ['Mod+drag-port'], owner: 'canvas' },
  { id: 'duplicate-linked', group: 'draw', keys: ['Alt+D'], owner: 'canvas', reason: noGroup, run: () => linking.duplicateLinked() },
  { id: 'select-copies', group: 'draw', keys: ['Alt+L'], owner: 'canvas', reason: noCopies, run: () => linking.selectCopies() },
  { id: 'make-unique', group: 'draw', keys: ['Alt+U'], owner: 'canvas', reason: noCopies, run: () => linking.makeUnique() },
  { id: 'name-ports', group: 'draw', keys: ['Shift+F2'], owner: 'canvas', reason: noGroup, run: () => linking.namePorts() },
  { id: 'keep-block', group: 'draw', owner: 'canvas', reason: nodeSelected, run: keepBlock },
  { id: 'mark-sources', group: 'draw', keys: ['Q'], owner: 'canvas', reason: nodeSelected, run: markSources },
  { id: 'connect-all', group: 'draw', keys: ['W'], owner: 'canvas', reason: ready, run: () => connectMarked('all') },
  { id: 'connect-one', group: 'draw', keys: ['Shift+W'], owner: 'canvas', reason: ready, run: () => connectMarked('one') },
  { id: 'connect-sparse', group: 'draw', keys: ['Alt+W'], owner: 'canvas', reason: ready, run: () => connectMarked('sparse') },
  ...alignments.map((how): Command => ({
    id: `align-${how}`, group: 'draw', keys: [`Alt+A ${ALIGN[how]}`], owner: 'canvas', reason: someSelected, run: () => align(how),
  })),
]
