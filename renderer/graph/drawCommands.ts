import { noneEnlargeable, toggleLarge } from './enlarging'
import { insertContext } from '../editing/commands'
import { groupsOf, type Group } from '../document/groups'
import { notesOf } from '../document/notes'
import { documentStore, edit } from '../editing/store'
import { bendsOf, hiddenWires } from '../document/wires'
import { noneAblatable, toggleAblation } from './ablation'
import * as actions from './actions'
import { align, connectMarked, markSources } from './arranging'
import { beginNaming, openSearch, useCanvas } from './canvasStore'
import * as groups from './groups/actions'
import * as linking from './groups/linking'
import { keepBlock } from './library'
import { nextScale, toggleLook } from './looks'
import { addNote } from './notes/actions'
import { alignments } from '../drawing/layout/align'
import { farHandle } from '../drawing/flowIds'
import { wiresAt } from '../drawing/rules'
import type { Command, Target } from '../keys/commands'
import * as wiring from './wiring'
import { edgesOn, nodesOn } from './wiring'
import { straighten } from './wires/bending'

const selection = () => documentStore.getState().selection
const nodeSelected = (): string | undefined => (selection().nodes.length > 0 ? undefined : 'shell.reason.no-node-selected')
/** The groups a command acts on: the one under the pointer, otherwise those that `chosen` returns. */
const groupsOn = (on: Target | undefined, chosen: () => readonly Group[]): readonly Group[] => {
  const pointed = on?.group === undefined ? undefined : groupsOf(documentStore.getState().document).byId.get(on.group)
  return pointed ? [pointed] : chosen()
}
const idsOn = (on: Target | undefined, chosen: () => readonly Group[]): readonly string[] => groupsOn(on, chosen).map(({ id }) => id)
const one = (): readonly Group[] => [groups.selectedGroup()].filter((group) => group !== undefined)
const groupSelected = (on?: Target): string | undefined => (groupsOn(on, groups.selectedGroups).length > 0 ? undefined : 'groups.reason.no-group')
const oneGroup = (on?: Target): string | undefined => (groupsOn(on, one).length > 0 ? undefined : 'groups.reason.no-group')
const within = (): string | undefined => (useCanvas.getState().inside !== undefined ? undefined : 'groups.reason.outside')
const grouped = (): string | undefined =>
  nodeSelected() ?? (selection().nodes.some((id) => groupsOf(documentStore.getState().document).of.has(id)) ? undefined : 'groups.reason.no-group')
/** As `grouped`, but counts selected notes too. */
const held = (): string | undefined => {
  const notes = notesOf(documentStore.getState().document)
  return (selection().notes ?? []).some((id) => notes.get(id)?.group !== undefined) ? undefined : grouped()
}

const noGroup = (on?: Target): string | undefined => (groupsOn(on, linking.targetGroups).length > 0 ? undefined : 'groups.reason.no-group')
const copied = (on?: Target): readonly string[] =>
  groupsOn(on, linking.targetGroups)
    .filter(({ copies }) => copies > 1)
    .map(({ id }) => id)
const noCopies = (on?: Target): string | undefined => (copied(on).length > 0 ? undefined : 'links.reason.no-copies')
const anySelected = (on?: Target): string | undefined =>
  on?.port !== undefined || selection().nodes.length + selection().edges.length > 0 ? undefined : 'shell.reason.nothing-selected'
const edgeSelected = (on?: Target): string | undefined => (edgesOn(on).length > 0 ? undefined : 'wires.reason.no-wire')
const noneHidden = (): string | undefined => (hiddenWires(documentStore.getState().document).length > 0 ? undefined : 'wires.reason.none-hidden')
const noneTrainable = (on?: Target): string | undefined => edgeSelected(on) ?? (wiring.freezable(edgesOn(on)).length > 0 ? undefined : 'wires.reason.copies')
const noMemory = (): string | undefined => nodeSelected() ?? (wiring.memories().length > 0 ? undefined : 'wires.reason.no-memory')
const bent = (on?: Target): readonly string[] => edgesOn(on).filter((id) => bendsOf(documentStore.getState().document, id).length > 0)
const noneBent = (on?: Target): string | undefined => (bent(on).length > 0 ? undefined : 'wires.reason.none-bent')

/** Inserts a delay of one step into wires. */
const insertContexts = (on?: Target): void =>
  edit('canvas.edit.insert', (draft) => {
    for (const id of edgesOn(on)) insertContext(draft, id)
  })

/** Collapses or expands the group under the pointer, otherwise the selected groups. */
function collapse(on?: Target): void {
  if (on?.group === undefined) groups.toggleCollapsed()
  else groups.setCollapsed([on.group], !groupsOf(documentStore.getState().document).byId.get(on.group)?.collapsed)
}

const noWires = ({ port }: Target = {}): string | undefined =>
  port && wiresAt(documentStore.getState().document, port.end, port.side).length > 0 ? undefined : 'wires.reason.no-wire'
const noTile = (on?: Target): string | undefined => (on?.port && on.group !== undefined ? undefined : 'groups.reason.no-group')

const someSelected = (): string | undefined => (selection().nodes.length > 1 ? undefined : 'wiring.reason.two')
const ready = (): string | undefined => {
  if (useCanvas.getState().marked.length === 0) return 'wiring.reason.no-sources'
  return nodeSelected()
}

/** Second key of the chord that starts with Alt+A. */
const ALIGN = { left: 'L', right: 'R', top: 'T', bottom: 'B', middle: 'M', centre: 'C', horizontal: 'H', vertical: 'V' } as const

/** The commands that edit the drawing: groups, wiring, alignment. */
export const drawCommands: readonly Command[] = [
  { id: 'note', group: 'draw', keys: ['C', 'T'], owner: 'canvas', run: (on) => addNote(on?.place) },
  { id: 'group', group: 'draw', keys: ['Mod+G'], owner: 'canvas', reason: nodeSelected, run: () => groups.group(false) },
  { id: 'subgraph', group: 'draw', keys: ['Mod+Shift+E'], owner: 'canvas', reason: nodeSelected, run: () => groups.group(true) },
  {
    id: 'ungroup',
    group: 'draw',
    keys: ['Mod+Shift+G'],
    owner: 'canvas',
    reason: groupSelected,
    run: (on) => groups.ungroup(idsOn(on, groups.selectedGroups)),
  },
  { id: 'collapse', group: 'draw', keys: ['H', 'Alt+C'], owner: 'canvas', reason: (on) => (on?.group === undefined ? grouped() : undefined), run: collapse },
  { id: 'enter-group', group: 'draw', keys: ['Enter'], owner: 'canvas', reason: oneGroup, run: (on) => groups.enter(groupsOn(on, one)[0]!.id) },
  { id: 'leave-group', group: 'draw', keys: ['Escape'], owner: 'canvas', fixed: true, reason: within, run: () => void groups.leave() },
  { id: 'take-out', group: 'draw', owner: 'canvas', reason: held, run: groups.takeOut },
  { id: 'replace', group: 'draw', keys: ['R'], owner: 'canvas', reason: nodeSelected, run: wiring.openReplace },
  {
    id: 'mute',
    group: 'draw',
    keys: ['M', 'Control+M'],
    owner: 'drawing',
    reason: (on) => noneAblatable('muted', nodesOn(on)),
    run: (on) => toggleAblation('muted', nodesOn(on)),
  },
  {
    id: 'bypass',
    group: 'draw',
    keys: ['Mod+B'],
    owner: 'drawing',
    reason: (on) => noneAblatable('bypassed', nodesOn(on)),
    run: (on) => toggleAblation('bypassed', nodesOn(on)),
  },
  { id: 'copy-text', group: 'edit', keys: ['Mod+Shift+C'], owner: 'canvas', reason: nodeSelected, run: actions.copyAsText },
  { id: 'probe', group: 'view', keys: ['P'], owner: 'canvas', reason: anySelected, run: wiring.probe },
  { id: 'redraw', group: 'run', keys: ['Alt+R'], owner: 'canvas', reason: anySelected, run: wiring.redraw },
  { id: 'insert-node', group: 'draw', keys: ['I'], owner: 'canvas', reason: edgeSelected, run: wiring.openInsert },
  { id: 'insert-context', group: 'draw', keys: ['Z'], owner: 'canvas', reason: edgeSelected, run: insertContexts },
  ...(['dense', 'diagonal', 'identity'] as const).map(
    (kind): Command => ({ id: `kind-${kind}`, group: 'draw', owner: 'canvas', reason: edgeSelected, run: (on) => wiring.setKind(kind, edgesOn(on)) }),
  ),
  { id: 'freeze', group: 'draw', owner: 'canvas', reason: noneTrainable, run: (on) => wiring.toggleFrozen(wiring.freezable(edgesOn(on))) },
  { id: 'enlarge', group: 'draw', keys: ['E'], owner: 'canvas', reason: (on) => noneEnlargeable(nodesOn(on)), run: (on) => toggleLarge(nodesOn(on)) },
  { id: 'mirror', group: 'draw', owner: 'canvas', reason: noMemory, run: wiring.mirrorSelected },
  { id: 'hide-wires', group: 'draw', keys: ['Shift+H'], owner: 'canvas', reason: edgeSelected, run: (on) => wiring.hideWires(edgesOn(on)) },
  {
    id: 'show-wires',
    group: 'draw',
    keys: ['Alt+H'],
    owner: 'canvas',
    reason: noneHidden,
    run: (on) => wiring.showWires(on?.edge === undefined ? undefined : [on.edge]),
  },
  { id: 'straighten', group: 'draw', owner: 'canvas', reason: noneBent, run: (on) => straighten(bent(on)) },
  { id: 'orthogonal', group: 'view', owner: 'canvas', run: () => toggleLook('orthogonal') },
  { id: 'overlay-sizes', group: 'view', owner: 'canvas', run: () => toggleLook('sizes') },
  { id: 'overlay-kinds', group: 'view', owner: 'canvas', run: () => toggleLook('kinds') },
  { id: 'scale', group: 'view', owner: 'canvas', run: nextScale },
  { id: 'bend', group: 'draw', keys: ['Alt+Shift+drag-wire'], owner: 'canvas' },
  { id: 'move-wires', group: 'draw', keys: ['Mod+drag-port'], owner: 'canvas' },
  {
    id: 'duplicate-linked',
    group: 'draw',
    keys: ['Alt+D'],
    owner: 'canvas',
    reason: noGroup,
    run: (on) => linking.duplicateLinked(idsOn(on, linking.targetGroups)),
  },
  { id: 'select-copies', group: 'draw', keys: ['Alt+L'], owner: 'canvas', reason: noCopies, run: (on) => linking.selectCopies(copied(on)) },
  { id: 'make-unique', group: 'draw', keys: ['Alt+U'], owner: 'canvas', reason: noCopies, run: (on) => linking.makeUnique(copied(on)) },
  {
    id: 'name-ports',
    group: 'draw',
    keys: ['Shift+F2'],
    owner: 'canvas',
    reason: noGroup,
    run: (on) => linking.namePorts(groupsOn(on, linking.targetGroups)[0]!.id),
  },
  { id: 'add-wired', group: 'draw', pointed: true, run: (on) => on?.port && openSearch({ at: on.at!, place: on.place!, pending: on.port }) },
  { id: 'unplug', group: 'draw', keys: ['Alt+click-port'], pointed: true, reason: noWires, run: (on) => on?.port && actions.unplug(on.port.end, on.port.side) },
  { id: 'rename-port', group: 'draw', pointed: true, reason: noTile, run: (on) => beginNaming(linking.portItem(on!.group!, farHandle(on!.port!.end))) },
  { id: 'keep-block', group: 'draw', owner: 'canvas', reason: nodeSelected, run: keepBlock },
  { id: 'mark-sources', group: 'draw', keys: ['Q'], owner: 'canvas', reason: nodeSelected, run: markSources },
  { id: 'connect-all', group: 'draw', keys: ['W'], owner: 'canvas', reason: ready, run: () => connectMarked('all') },
  { id: 'connect-one', group: 'draw', keys: ['Shift+W'], owner: 'canvas', reason: ready, run: () => connectMarked('one') },
  { id: 'connect-sparse', group: 'draw', keys: ['Alt+W'], owner: 'canvas', reason: ready, run: () => connectMarked('sparse') },
  ...alignments.map(
    (how): Command => ({ id: `align-${how}`, group: 'draw', keys: [`Alt+A ${ALIGN[how]}`], owner: 'canvas', reason: someSelected, run: () => align(how) }),
  ),
]
