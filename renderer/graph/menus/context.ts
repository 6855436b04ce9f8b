import type { GroupColour } from '../../../engine/document/types'
import { groupsOf } from '../../document/groups'
import { notesOf } from '../../document/notes'
import { isHidden } from '../../document/wires'
import { isAblated } from '../../editing/ablation'
import { documentStore } from '../../editing/store'
import type { Target } from '../../keys/commands'
import type { MenuKind } from '../canvasStore'
import { areLarge } from '../enlarging'
import * as groups from '../groups/actions'
import * as notes from '../notes/actions'
import { edgesOn, isFrozen, kindOf, nodesOn } from '../wiring'

/** A command in a context menu. */
export interface Entry {
  readonly id: string
  /** Text key of its label; by default the command's own label. */
  readonly words?: string
  /** Hides the shortcut, if that would act on more than the item under the pointer. */
  readonly keyless?: boolean
  readonly danger?: boolean
}

/** A row of colours to choose from. */
export interface Colours {
  readonly chosen: GroupColour | undefined
  readonly pick: (colour: GroupColour | undefined) => void
}

const clipboard: readonly Entry[] = [{ id: 'cut' }, { id: 'copy' }]
const remove: Entry = { id: 'delete', danger: true }

/** Entries to mute and bypass the target. */
function ablations(on: Target): readonly Entry[] {
  const { document } = documentStore.getState()
  return (
    [
      ['muted', 'mute', 'unmuted'],
      ['bypassed', 'bypass', 'unbypassed'],
    ] as const
  ).map(([ablation, id, back]) => ({ id, words: `ablation.menu.${isAblated(document, nodesOn(on), ablation) ? back : ablation}` }))
}

/** The context menu of an item, including commands that cannot act; the menu filters those. */
export function entriesOf(kind: MenuKind, on: Target): readonly (Entry | Colours | 'line')[] {
  const { document, selection } = documentStore.getState()
  const several = selection.nodes.length > 1
  switch (kind) {
    case 'canvas':
      return [
        { id: 'add', words: 'canvas.menu.add' },
        { id: 'note', words: 'notes.menu.add' },
        { id: 'paste', words: 'canvas.menu.paste' },
        ...(Object.keys(document.nodes).length > 0 ? ['line' as const] : []),
        { id: 'select-all' },
        { id: 'tidy' },
        { id: 'fit', words: 'canvas.menu.fit' },
        { id: 'show-wires', words: 'wires.menu.show-all' },
        { id: 'minimap' },
      ]
    case 'node':
      return [
        ...(several ? [] : [{ id: 'rename' }]),
        { id: 'mirror', words: 'canvas.menu.mirror' },
        { id: 'enlarge', words: `canvas.menu.${areLarge(nodesOn(on)) ? 'reduce' : 'enlarge'}` },
        ...(several ? [{ id: 'tidy', words: 'canvas.menu.tidy-selection' }] : []),
        { id: 'probe', words: 'wires.menu.probe' },
        { id: 'redraw', words: 'wires.menu.redraw' },
        ...ablations(on),
        { id: 'fit-selection' },
        'line',
        ...clipboard,
        { id: 'copy-text', words: 'wires.menu.copy-text' },
        { id: 'duplicate' },
        { id: 'replace', words: 'wires.menu.replace' },
        'line',
        { id: 'group' },
        { id: 'keep-block', words: 'library.menu.keep' },
        { id: 'subgraph' },
        { id: 'take-out' },
        'line',
        { id: 'select-upstream' },
        { id: 'select-downstream' },
        'line',
        { id: 'help', words: 'help.menu' },
        'line',
        { id: 'delete-reconnect' },
        remove,
      ]
    case 'group': {
      const group = groupsOf(document).byId.get(on.group!)
      return group === undefined
        ? []
        : [
            { id: 'enter-group', words: 'groups.menu.enter' },
            { id: 'collapse', words: group.collapsed ? 'groups.menu.expand' : 'groups.menu.collapse' },
            { id: 'rename' },
            { id: 'name-ports', words: 'links.menu.ports' },
            { chosen: group.colour, pick: (colour) => groups.setColour(group.id, colour) },
            ...ablations(on),
            'line',
            ...clipboard,
            { id: 'duplicate' },
            { id: 'duplicate-linked', words: 'links.menu.duplicate' },
            { id: 'select-copies', words: 'links.menu.select' },
            { id: 'make-unique', words: 'links.menu.unique' },
            'line',
            { id: 'keep-block', words: 'library.menu.keep' },
            { id: 'ungroup' },
            remove,
          ]
    }
    case 'note': {
      const note = notesOf(document).get(on.note!)
      return note === undefined
        ? []
        : [
            { id: 'rename', words: 'notes.menu.write' },
            { id: 'take-out' },
            { chosen: note.colour, pick: (colour) => notes.setNoteColour(selection.notes ?? [note.id], colour) },
            'line',
            ...clipboard,
            { id: 'duplicate' },
            'line',
            remove,
          ]
    }
    case 'edge': {
      const [edge] = edgesOn(on)
      const kind = kindOf(edge!)
      return [
        { id: 'probe', words: 'wires.menu.probe-wire' },
        { id: 'redraw', words: 'wires.menu.redraw' },
        'line',
        { id: 'insert-context', words: 'canvas.menu.insert-context' },
        { id: 'insert-node', words: 'canvas.menu.insert-node' },
        'line',
        ...(['dense', 'diagonal', 'identity'] as const)
          .filter((other) => other !== kind)
          .map((other) => ({ id: `kind-${other}`, words: `canvas.menu.kind.${other}` })),
        { id: 'freeze', words: isFrozen(edge!) ? 'canvas.menu.unfreeze' : 'canvas.menu.freeze' },
        'line',
        isHidden(document, edge!) ? { id: 'show-wires', words: 'wires.menu.show', keyless: true } : { id: 'hide-wires', words: 'wires.menu.hide' },
        { id: 'straighten', words: 'wires.menu.straighten' },
        remove,
      ]
    }
    case 'port':
      return [
        { id: 'rename-port' },
        { id: 'probe', words: 'wires.menu.probe', keyless: true },
        { id: 'add-wired' },
        'line',
        { id: 'unplug', words: 'canvas.menu.unplug', keyless: true, danger: true },
      ]
  }
}
