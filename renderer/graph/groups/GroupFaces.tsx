import { Handle, Position, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { GroupColour } from '../../../engine/document/types'
import { setGroup, type Group } from '../../document/groups'
import { portsOf, typeOf } from '../../document/ports'
import { sizesOf } from '../../document/selectors'
import { documentStore, edit } from '../../editing/store'
import { Badge } from '../faces/Badge'
import { Label } from '../faces/Label'
import { PortView } from '../faces/Ports'
import { farHandle } from '../../drawing/flowIds'
import type { GroupFrame, GroupTile, Portal } from '../../drawing/model'
import { languageOf, problemText } from '../../drawing/words'
import * as groups from './actions'
import { namePort, portItem, selectCopies } from './linking'
import { FRAME_HEAD } from '../../drawing/groups/shapes'
import { portNameIn, standardPortName } from '../../drawing/groups/tilePorts'
import { groupColourRoles } from '../../drawing/groups/tones'

/** CSS colour of a group's frame; grey without a chosen colour. */
export const toneOf = (colour: GroupColour | undefined): string => (colour ? `var(--role-${groupColourRoles[colour]})` : 'var(--text-tertiary)')

const OPEN = 'M4 6.5l4 4 4-4'
const CLOSED = 'M6.5 4l4 4-4 4'
const ENTER = 'M6 3h7v10H6M3 8h6.5M7 5.5L9.5 8 7 10.5'
const LINK = 'M7 5.5l1.6-1.6a2.5 2.5 0 0 1 3.5 3.5L10.5 9M9 10.5l-1.6 1.6a2.5 2.5 0 0 1-3.5-3.5L5.5 7M6.5 9.5l3-3'

function IconPress({ icon, name, press }: { readonly icon: string; readonly name: string; readonly press: () => void }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      className="nodrag group-press"
      aria-label={t(name)}
      title={t(name)}
      onClick={(event) => {
        event.stopPropagation()
        press()
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        <path d={icon} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  )
}

/** Shows how many linked copies of the group exist; a click selects them all. */
function LinkMark({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  if (group.copies < 2) return null
  const words = t('links.mark', { count: group.copies })
  return (
    <button
      type="button"
      className="nodrag group-link"
      aria-label={words}
      title={words}
      onClick={(event) => {
        event.stopPropagation()
        selectCopies([group.id])
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden>
        <path d={LINK} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
      </svg>
      <span className="number">{group.copies}</span>
    </button>
  )
}

const rename =
  (id: string) =>
  (text: string): void =>
    edit('groups.edit.label', (draft) => setGroup(draft, id, 'label', text.trim() === '' ? undefined : text.trim()))

/** The frame of an expanded group, behind its nodes; only its header reacts to the pointer. */
export const FrameFace = memo(function FrameFace({ id, data, selected }: NodeProps<GroupFrame>) {
  const { group } = data
  const { t } = useTranslation()
  return (
    <div
      className={`group-frame ${selected ? 'selected' : ''}`}
      data-group={group.id}
      style={{ '--tone': toneOf(group.colour) } as React.CSSProperties}
      role="group"
      aria-label={t('groups.label', { label: group.label, count: group.all.length })}
    >
      <header className="frame-head" style={{ height: FRAME_HEAD }}>
        <IconPress icon={OPEN} name="groups.collapse" press={() => groups.setCollapsed([group.id], true)} />
        <Label item={id} label={group.label} onRename={rename(group.id)} />
        <LinkMark group={group} />
        <IconPress icon={ENTER} name="groups.enter" press={() => groups.enter(group.id)} />
      </header>
    </div>
  )
})

/** A collapsed group: a sketch of its contents, and a port for each inner end of the wires that cross its border. */
export const TileFace = memo(function TileFace({ id, data, selected, width, height }: NodeProps<GroupTile>) {
  const { group, ports, sketch, severity, problems } = data
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const { document } = documentStore.getState()
  const sizes = sizesOf(document)
  return (
    <div
      className={`node tile-group ${selected ? 'selected' : ''} ${severity ?? ''}`}
      data-group={group.id}
      style={{ width, height, '--role': toneOf(group.colour) } as React.CSSProperties}
      aria-label={t('groups.label', { label: group.label, count: group.all.length })}
    >
      <div className="plate" />
      <header className="head">
        <IconPress icon={CLOSED} name="groups.expand" press={() => groups.setCollapsed([group.id], false)} />
        <Label item={id} label={group.label} onRename={rename(group.id)} />
        <LinkMark group={group} />
        <span className="size number" title={t('groups.count', { count: group.all.length })}>
          {group.all.length}
        </span>
      </header>
      <svg className="sketch" viewBox="0 0 100 60" preserveAspectRatio="none" aria-hidden>
        {sketch.map(({ id: node, role, aside, ...box }) => (
          <rect
            key={node}
            x={box.x * 100}
            y={box.y * 60}
            width={box.width * 100}
            height={box.height * 60}
            rx="2"
            style={{ fill: aside ? 'var(--line-strong)' : `var(--role-${role})` }}
          />
        ))}
      </svg>
      {ports.map(({ end, side, place, wired }) => {
        const type = typeOf(document, end.node)
        const port = portsOf(type, side).find((p) => p.name === end.port)
        if (!type || !port) return null
        const standard = standardPortName(document, end, side, language)
        const named = portNameIn(document, group.id, end)
        return (
          <PortView
            key={`${side} ${farHandle(end)}`}
            node={end.node}
            handle={farHandle(end)}
            label={named ?? standard}
            port={port}
            side={side}
            place={place}
            wired={wired}
            size={side === 'from' ? sizes[end.node] : undefined}
            typeName={type.type}
            language={language}
            named={named !== undefined}
            naming={{ item: portItem(group.id, farHandle(end)), rename: (text) => namePort(group.id, farHandle(end), text === standard ? '' : text) }}
          />
        )
      })}
      {severity && (
        <Badge severity={severity} id={id} title={problems.map((p) => problemText(language, p)).join('\n')} onPress={() => groups.enter(group.id)} />
      )}
      <span className="tile">{group.label}</span>
    </div>
  )
})

/** A portal: represents a node outside the entered group to which a wire leads; a click goes to that node. */
export const PortalFace = memo(function PortalFace({ data }: NodeProps<Portal>) {
  const { t } = useTranslation()
  const { end, side, label, role, handle } = data
  return (
    <button
      type="button"
      className={`portal ${side} nodrag`}
      style={{ '--role': `var(--role-${role})` } as React.CSSProperties}
      title={t('groups.go-outside', { label })}
      onClick={() => groups.leaveTo(end.node)}
    >
      <span>{label}</span>
      <Handle
        id={handle}
        type={side === 'from' ? 'source' : 'target'}
        position={side === 'from' ? Position.Right : Position.Left}
        isConnectable={false}
        className="port portal-port"
        data-side={side}
      />
    </button>
  )
})
