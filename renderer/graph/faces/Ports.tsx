import { Handle, Position } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import type { NodeType, Port } from '../../../engine/contract/node-type'
import { portsOf, type Side } from '../../document/ports'
import { useCanvas } from '../canvasStore'
import { placedPorts, type PortPlace } from '../../drawing/geometry'
import { nodeText, type Language } from '../../drawing/words'
import { Label } from './Label'

interface Shown {
  readonly node: string
  readonly type: NodeType
  readonly mirrored: boolean
  readonly wired: string
  readonly size: number | undefined
  readonly language: Language
}

export function Ports({ node, type, mirrored, wired, size, language }: Shown) {
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
        typeName={type.type}
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
  /** The port's own handle, unless it stands on a tile for the node inside. */
  readonly handle?: string
  /** What it is called, unless its type says so. */
  readonly label?: string
  readonly port: Port
  readonly side: Side
  readonly place: PortPlace
  readonly wired: boolean
  /** Whether the node has other ports on that side. */
  readonly several?: boolean
  /** Whether several wires arrive there, which add up. */
  readonly multi?: boolean
  /** Whether a single unit flows there. */
  readonly scalar?: boolean
  readonly size: number | undefined
  readonly typeName: string
  readonly language: Language
  /** Whether a person has named it: the name then stands there always. */
  readonly named?: boolean
  /** Where it can be named on the canvas. */
  readonly naming?: { readonly item: string; readonly rename: (text: string) => void }
}

/** One port: a dot, with a target of 20 px around it and its name beside it. */
export function PortView({ node, handle, label, port, side, place, wired, several, multi, scalar, size, typeName, language, named, naming }: Single) {
  // 'fits' and 'objects' while a wire of the other side is being drawn.
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
        {wired && size !== undefined && <span className="port-size">{size}</span>}
      </Handle>
    </>
  )
}
