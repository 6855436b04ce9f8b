import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { edit, documentStore, select } from '../../editing/store'
import { insertContext } from '../../editing/commands'
import { groupColours, type GroupColour } from '../../../engine/document/types'
import { useKeyHint } from '../../keys/useKeyHint'
import { groupsOf } from '../../document/groups'
import { notesOf } from '../../document/notes'
import { resolveEnd, typeOf } from '../../document/ports'
import { bendsOf, hiddenWires, isHidden } from '../../document/wires'
import { ablatable, isAblated } from '../../editing/ablation'
import { toggleAblation } from '../ablation'
import * as actions from '../actions'
import { useCanvas, type MenuTarget } from '../canvasStore'
import type { Point } from '../../drawing/geometry'
import { isMemory } from '../../../engine/compile/same-step'
import { farHandle, groupItem } from '../../drawing/flowIds'
import * as groups from '../groups/actions'
import * as linking from '../groups/linking'
import { toneOf } from '../groups/GroupFaces'
import { keepBlock } from '../library'
import * as notes from '../notes/actions'
import { usualKind, wiresAt } from '../../drawing/rules'
import * as wiring from '../wiring'
import { straighten } from '../wires/bending'
import { Floating } from './Floating'

interface Entry {
  readonly key: string
  /** The command whose key is told. */
  readonly command?: string
  readonly act: () => void
  readonly danger?: boolean
  /** Works only when the clipboard holds a network. */
  readonly pastes?: boolean
}

/** A row of colours to choose from. */
interface Colours {
  readonly colours: readonly (GroupColour | undefined)[]
  readonly chosen: GroupColour | undefined
  readonly pick: (colour: GroupColour | undefined) => void
}

type Item = Entry | Colours | 'line'

const COLOURS = [...groupColours, undefined] as const

/** The menu of what lies under the pointer: only what works there. */
export function ContextMenu() {
  const menu = useCanvas((state) => state.menu)
  return menu ? <Menu key={`${menu.at.x} ${menu.at.y}`} at={menu.at} target={menu.target} /> : null
}

function Menu({ at, target }: { readonly at: Point; readonly target: MenuTarget }) {
  const { t } = useTranslation()
  const hint = useKeyHint()
  const list = useRef<HTMLDivElement>(null)
  const [items] = useState(() => itemsOf(at, target))
  const close = (): void => useCanvas.setState({ menu: undefined })
  const [pasteable, setPasteable] = useState(actions.canPaste)
  useEffect(() => {
    let open = true
    void actions.clipboardHoldsPart().then((holds) => {
      if (open) setPasteable(holds)
    })
    return () => {
      open = false
    }
  }, [])
  useEffect(() => list.current?.querySelector('button')?.focus(), [])
  const step = (by: number): void => {
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])]
    const now = buttons.findIndex((b) => b === document.activeElement)
    buttons[(now + by + buttons.length) % buttons.length]?.focus()
  }
  return (
    <Floating at={at} onClose={close} className="context-menu" label={t('canvas.menu.title')}>
      <div
        ref={list} role="menu"
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'ArrowDown') step(1)
          else if (event.key === 'ArrowUp') step(-1)
          else if (event.key === 'Escape' || event.key === 'Tab') close()
          else return
          event.preventDefault()
        }}
      >
        {items.map((item, i) =>
          item === 'line' ? (
            <hr key={i} />
          ) : 'colours' in item ? (
            <div key={i} className="colours" role="group" aria-label={t('groups.colour')}>
              {item.colours.map((colour) => (
                <button
                  key={colour ?? 'none'} type="button" role="menuitemradio" aria-checked={item.chosen === colour} aria-label={t(`groups.colour.${colour ?? 'none'}`)}
                  title={t(`groups.colour.${colour ?? 'none'}`)} style={{ '--tone': toneOf(colour) } as React.CSSProperties}
                  onClick={() => {
                    close()
                    item.pick(colour)
                  }}
                />
              ))}
            </div>
          ) : (
            <button
              key={item.key} type="button" role="menuitem" className={item.danger ? 'danger' : ''} data-menu={item.key}
              disabled={item.pastes && !pasteable} title={item.pastes && !pasteable ? t('canvas.menu.nothing-to-paste') : undefined}
              onClick={() => {
                close()
                item.act()
              }}
            >
              <span>{t(item.key)}</span>
              {item.command !== undefined && <kbd>{hint(item.command)}</kbd>}
            </button>
          ),
        )}
      </div>
    </Floating>
  )
}

/** Muting and bypassing nodes, as far as they can be. */
const ablations = (nodes: readonly string[]): readonly Entry[] => {
  const { document } = documentStore.getState()
  return ([['muted', 'mute', 'unmuted'], ['bypassed', 'bypass', 'unbypassed']] as const).flatMap(([ablation, command, back]) =>
    ablatable(document, nodes, ablation).length === 0 ? [] : [{
      key: `ablation.menu.${isAblated(document, nodes, ablation) ? back : ablation}`, command, act: () => toggleAblation(ablation, nodes),
    }])
}

function itemsOf(at: Point, target: MenuTarget): readonly Item[] {
  const { document, selection } = documentStore.getState()
  switch (target.kind) {
    case 'canvas': {
      const some = Object.keys(document.nodes).length > 0
      return [
        { key: 'canvas.menu.add', command: 'add', act: () => useCanvas.setState({ add: { at, place: target.place } }) },
        { key: 'notes.menu.add', command: 'note', act: () => notes.addNote(target.place) },
        { key: 'canvas.menu.paste', command: 'paste', pastes: true, act: () => void actions.paste(target.place) },
        ...(some
          ? ([
              'line',
              { key: 'canvas.menu.select-all', command: 'select-all', act: actions.selectAll },
              { key: 'canvas.menu.tidy', command: 'tidy', act: actions.tidy },
              { key: 'canvas.menu.fit', command: 'fit', act: actions.fit },
            ] satisfies Item[])
          : []),
        ...(hiddenWires(document).length > 0 ? ([{ key: 'wires.menu.show-all', command: 'show-wires', act: () => wiring.showWires() }] satisfies Item[]) : []),
        { key: 'canvas.menu.minimap', command: 'minimap', act: actions.toggleMinimap },
      ]
    }
    case 'node': {
      const type = typeOf(document, target.id)
      const wired = selection.nodes.length === 1
      return [
        ...(wired ? ([{ key: 'canvas.menu.rename', command: 'rename', act: () => actions.rename(target.id) }] satisfies Item[]) : []),
        ...(isMemory(type) ? ([{ key: 'canvas.menu.mirror', command: 'mirror', act: wiring.turnRound }] satisfies Item[]) : []),
        ...(selection.nodes.length > 1 ? ([{ key: 'canvas.menu.tidy-selection', command: 'tidy', act: actions.tidy }] satisfies Item[]) : []),
        { key: 'wires.menu.probe', command: 'probe', act: wiring.probe },
        { key: 'wires.menu.redraw', command: 'redraw', act: wiring.redraw },
        ...ablations(selection.nodes.includes(target.id) ? selection.nodes : [target.id]),
        { key: 'canvas.menu.fit-selection', command: 'fit-selection', act: actions.fitSelection },
        'line',
        { key: 'canvas.menu.cut', command: 'cut', act: actions.cut },
        { key: 'canvas.menu.copy', command: 'copy', act: actions.copy },
        { key: 'wires.menu.copy-text', command: 'copy-text', act: actions.copyAsText },
        { key: 'canvas.menu.duplicate', command: 'duplicate', act: actions.duplicate },
        { key: 'wires.menu.replace', command: 'replace', act: () => wiring.openReplace() },
        'line',
        { key: 'groups.menu.group', command: 'group', act: () => groups.group(false) },
        { key: 'library.menu.keep', act: keepBlock },
        { key: 'groups.menu.subgraph', command: 'subgraph', act: () => groups.group(true) },
        ...(selection.nodes.some((id) => groupsOf(document).of.has(id)) ? ([{ key: 'groups.menu.take-out', act: groups.takeOut }] satisfies Item[]) : []),
        'line',
        { key: 'canvas.menu.select-upstream', command: 'select-upstream', act: () => actions.selectFlow('upstream') },
        { key: 'canvas.menu.select-downstream', command: 'select-downstream', act: () => actions.selectFlow('downstream') },
        'line',
        ...(type ? ([{ key: 'help.menu', command: 'help', act: actions.help }, 'line'] satisfies Item[]) : []),
        { key: 'canvas.menu.remove-reconnect', command: 'delete-reconnect', act: actions.removeAndReconnect },
        { key: 'canvas.menu.remove', command: 'delete', act: actions.remove, danger: true },
      ]
    }
    case 'group': {
      const group = groupsOf(document).byId.get(target.id)
      if (!group) return []
      return [
        { key: 'groups.menu.enter', command: 'enter-group', act: () => groups.enter(group.id) },
        { key: group.collapsed ? 'groups.menu.expand' : 'groups.menu.collapse', command: 'collapse', act: () => groups.setCollapsed([group.id], !group.collapsed) },
        { key: 'groups.menu.rename', command: 'rename', act: () => actions.rename(groupItem(group.id)) },
        { key: 'links.menu.ports', command: 'name-ports', act: () => linking.namePorts(group.id) },
        { colours: COLOURS, chosen: group.colour, pick: (colour) => groups.setColour(group.id, colour) },
        ...ablations(group.all),
        'line',
        { key: 'canvas.menu.cut', command: 'cut', act: actions.cut },
        { key: 'canvas.menu.copy', command: 'copy', act: actions.copy },
        { key: 'canvas.menu.duplicate', command: 'duplicate', act: actions.duplicate },
        { key: 'links.menu.duplicate', command: 'duplicate-linked', act: () => linking.duplicateLinked([group.id]) },
        ...(group.copies > 1
          ? ([
              { key: 'links.menu.select', command: 'select-copies', act: () => linking.selectCopies([group.id]) },
              { key: 'links.menu.unique', command: 'make-unique', act: () => linking.makeUnique([group.id]) },
            ] satisfies Item[])
          : []),
        'line',
        { key: 'library.menu.keep', act: keepBlock },
        { key: 'groups.menu.ungroup', command: 'ungroup', act: () => groups.ungroup([group.id]) },
        { key: 'canvas.menu.remove', command: 'delete', act: actions.remove, danger: true },
      ]
    }
    case 'note': {
      const note = notesOf(document).get(target.id)
      if (!note) return []
      return [
        { key: 'notes.menu.write', command: 'enter-group', act: () => notes.writeNote(note.id) },
        ...(note.group !== undefined ? ([{ key: 'groups.menu.take-out', act: groups.takeOut }] satisfies Item[]) : []),
        { colours: COLOURS, chosen: note.colour, pick: (colour) => notes.setNoteColour(selection.notes ?? [note.id], colour) },
        'line',
        { key: 'canvas.menu.cut', command: 'cut', act: actions.cut },
        { key: 'canvas.menu.copy', command: 'copy', act: actions.copy },
        { key: 'canvas.menu.duplicate', command: 'duplicate', act: actions.duplicate },
        'line',
        { key: 'canvas.menu.remove', command: 'delete', act: actions.remove, danger: true },
      ]
    }
    case 'edge': {
      const edge = document.edges[target.id]
      const to = resolveEnd(document, edge?.to ?? '', 'to')
      const kind = edge?.kind ?? usualKind(document, to)
      const frozen = !(edge?.trainable ?? !typeOf(document, to.node)?.fixedInputs)
      return [
        { key: 'wires.menu.probe-wire', command: 'probe', act: wiring.probe },
        { key: 'wires.menu.redraw', command: 'redraw', act: wiring.redraw },
        'line',
        { key: 'canvas.menu.insert-context', command: 'insert-context', act: () => edit('canvas.edit.insert', (draft) => insertContext(draft, target.id)) },
        { key: 'canvas.menu.insert-node', command: 'insert-node', act: () => useCanvas.setState({ add: { at, place: target.place, edge: target.id } }) },
        'line',
        ...(['dense', 'diagonal', 'identity'] as const)
          .filter((k) => k !== kind)
          .map((k) => ({ key: `canvas.menu.kind.${k}`, command: `kind-${k}`, act: () => wiring.setKind(k, [target.id]) })),
        ...(kind !== 'identity'
          ? ([
              { key: frozen ? 'canvas.menu.unfreeze' : 'canvas.menu.freeze', command: 'freeze', act: () => wiring.toggleFrozen([target.id]) },
            ] satisfies Item[])
          : []),
        'line',
        isHidden(document, target.id)
          ? { key: 'wires.menu.show', act: () => wiring.showWires([target.id]) }
          : { key: 'wires.menu.hide', command: 'hide-wires', act: () => wiring.hideWires([target.id]) },
        ...(bendsOf(document, target.id).length > 0 ? ([{ key: 'wires.menu.straighten', act: () => straighten([target.id]) }] satisfies Item[]) : []),
        { key: 'canvas.menu.remove', command: 'delete', act: () => actions.removeEdge(target.id), danger: true },
      ]
    }
    case 'port': {
      const wires = wiresAt(document, target.end, target.side)
      const { group } = target
      return [
        ...(group !== undefined
          ? ([{ key: 'links.menu.port', act: () => useCanvas.setState({ renaming: linking.portItem(group, farHandle(target.end)) }) }] satisfies Item[])
          : []),
        {
          key: 'wires.menu.probe',
          act: () => {
            select({ nodes: [target.end.node], edges: [] })
            wiring.probe()
          },
        },
        {
          key: 'canvas.menu.add-wired',
          act: () => useCanvas.setState({ add: { at, place: target.place, pending: { end: target.end, side: target.side } } }),
        },
        ...(wires.length > 0
          ? ([
              'line',
              { key: 'canvas.menu.unplug', command: 'unplug', act: () => actions.unplug(target.end, target.side), danger: true },
            ] satisfies Item[])
          : []),
      ]
    }
  }
}
