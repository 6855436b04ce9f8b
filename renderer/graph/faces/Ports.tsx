import { Handle, Position } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import type { NodeType, Port } from '../../../engine/contract/node-type'
import { portsOf, type Side } from '../../document/ports'
import { useCanvas } from '../canvasStore'
import { placedPorts, type PortPlace } from '../../drawing/geometry'
import { nodeText, type Language } from '../../drawing/words'
import { numeral } from '../../languages/numbers'
import { Label } from './Label'

interface PortsProps {
  readonly node: string
  /** Undefined if it is not known. */
  readonly type: NodeType | undefined
  readonly mirrored: boolean
  readonly wired: string
  readonly size: number | undefined
  readonly language: Language
}

export function Ports({ node, type, mirrored, wired, size, language }: PortsProps) {
  const { t } = useTranslation()
  const used = new Set(wired.split(' '))
  return (['to', 'from'] as const).flatMap((side) =>
    placedPorts(type, side, mirrored).map(({ port, place }) => (
      <PortView
        key={`${side}:${port.name}`}
        node={node}
        port={port}
        side={side}
        place={place}
        language={language}
        typeName={type?.type ?? ''}
        {...(type ? {} : { label: t(side === 'to' ? 'links.ports.to' : 'links.ports.from') })}
        wired={used.has(`${side === 'to' ? 'in' : 'out'}:${port.name}`)}
        several={portsOf(type, side).length > 1}
        multi={used.has(`many:${port.name}`) && side === 'to'}
        scalar={size === 1}
        size={side === 'from' && !port.aside ? size : undefined}
      />
    )),
  )
}

interface Single {
  readonly node: string
  /** The handle's id, if it differs from the port's name: on a tile it names the node inside. */
  readonly handle?: string
  /** Name to show; by default the name in the node type's texts. */
  readonly label?: string
  readonly port: Port
  readonly side: Side
  readonly place: PortPlace
  readonly wired: boolean
  /** Whether the node has other ports on this side. */
  readonly several?: boolean
  /** Whether several wires may end here, so that their values are summed. */
  readonly multi?: boolean
  /** Whether the port carries a single unit. */
  readonly scalar?: boolean
  readonly size: number | undefined
  readonly typeName: string
  readonly language: Language
  /** Whether the user has named this port; such a name is always visible. */
  readonly named?: boolean
  /** Set if the port can be renamed on the canvas. */
  readonly naming?: { readonly item: string; readonly rename: (text: string) => void }
}

/** One port: a dot with a hit area of 20 px and its name beside it. */
export function PortView({ node, handle, label, port, side, place, wired, several, multi, scalar, size, typeName, language, named, naming }: Single) {
  // While a wire is being drawn: `origin`, `apart` (wrong side), `fits` or `objects`.
  const fitness = useCanvas(({ connecting }) => {
    if (!connecting) return ''
    if (connecting.end.node === node && connecting.end.port === port.name && connecting.side === side) return 'origin'
    if (connecting.side === side) return 'apart'
    return connecting.objections.has(`${node}.${port.name}`) ? 'objects' : 'fits'
  })
  const { t } = useTranslation()
  const name = label ?? nodeText(language, typeName)?.ports[port.name] ?? port.name
  const right = place.normal > 0
  const renaming = useCanvas((state) => naming !== undefined && state.renaming === naming.item)
  return (
    <>
      <Handle
        id={handle ?? port.name}
        type={side === 'from' ? 'source' : 'target'}
        position={right ? Position.Right : Position.Left}
        className={`port ${port.flow} ${right ? 'right' : 'left'} ${port.aside ? 'aside' : ''} ${wired ? 'wired' : ''} ${several ? 'several' : ''} ${multi ? 'multi' : ''} ${scalar ? 'scalar' : ''} ${named ? 'named' : ''} ${renaming ? 'renaming' : ''} ${fitness}`}
        style={{ left: place.x, top: place.y }}
        data-port={`${node}.${port.name}`}
        data-side={side}
        aria-label={name}
      >
        <i className="dot" />
        <span className="port-name">
          <span className="port-called">{naming ? <Label item={naming.item} label={name} onRename={naming.rename} /> : name}</span>
          <span className="port-kind">{t(`looks.kind.${port.flow}`)}</span>
        </span>
        {wired && size !== undefined && <span className="port-size">{numeral(size)}</span>}
      </Handle>
    </>
  )
}
