import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { BOX, borderRadius, isRoundLeft, type Outline } from '../../../engine/contract/outline'
import { edit } from '../../editing/store'
import { setLabel } from '../../editing/commands'
import { CAPTION, FIELD, HEADER, boxOf } from '../../drawing/geometry'
import type { FlowNode } from '../../drawing/model'
import { delayPower, languageOf, nodeText, problemText } from '../../drawing/words'
import { useGlow } from '../live/glow'
import { momentStore } from '../../workspace/engine'
import { isPoked } from '../../workspace/poke'
import { numeral } from '../../languages/numbers'
import { Aside } from './Aside'
import { Badge } from './Badge'
import { Body } from './Body'
import { Caption } from './Caption'
import { Carousel } from './Carousel'
import { Glyph } from './Glyph'
import { Label } from './Label'
import { Ports } from './Ports'

/**
 * Factor by which a label may be enlarged and still fit the header: a Latin letter takes 7.2 px at standard size, a CJK
 * character 13 px.
 */
const roomFor = (label: string): number => Math.max(1, 84 / [...label].reduce((width, letter) => width + (letter >= '\u2e80' ? 13 : 7.2), 0))

const LOCK = 'M5 7.5V5.2a3 3 0 0 1 6 0v2.3M4 7.5h8v5.5H4z'

const outlineClasses = (outline: Outline): string =>
  `${outline === BOX ? '' : 'outlined'} ${isRoundLeft(outline) ? 'round-left' : ''} ${outline.strip ? `strip-${outline.strip}` : ''}`

/** A node on the canvas: header, units over the last steps, one line of facts, ports. */
export const NodeFace = memo(function NodeFace({ id, data, selected }: NodeProps<FlowNode>) {
  const { i18n, t } = useTranslation()
  const language = languageOf(i18n.language)
  const { type, spec, label, size, mirrored, severity, problems, wired } = data
  const glow = useGlow('nodes', id)
  const poked = useStore(momentStore, ({ pokes }) => isPoked(pokes, id))
  const box = boxOf(type, data.large)
  const rename = (text: string): void => edit('canvas.edit.label', (draft) => setLabel(draft, id, text))
  if (!type)
    return (
      <div className="node missing error" style={{ width: box.width, height: box.height }} data-id={id}>
        <header className="head">
          <Label item={id} label={label} title={label === id ? undefined : id} onRename={rename} />
        </header>
        <p className="lost">{t('canvas.type-unknown', { type: spec.type })}</p>
        <Ports node={id} type={type} mirrored={mirrored} wired={wired} size={size} language={language} />
        <Badge severity={severity ?? 'error'} id={id} title={problems.map((p) => problemText(language, p)).join('\n')} />
      </div>
    )
  const { shape, outline = BOX, role, glyph } = type.face
  const round = shape === 'dots'
  const { ablation } = spec
  const delay = shape === 'dashed' ? (typeof spec.delay === 'number' ? spec.delay : 1) : undefined
  return (
    <div
      className={`node ${shape} ${outlineClasses(outline)} ${selected ? 'selected' : ''} ${severity ?? ''} ${mirrored ? 'mirrored' : ''} ${ablation ?? ''} ${data.kin ? 'kin' : ''}`}
      data-id={id}
      data-type={type.type}
      data-poked={poked ? t('poke.mark') : undefined}
      data-glow={glow === undefined ? undefined : glow.toFixed(3)}
      style={
        {
          width: box.width,
          height: box.height,
          '--role': `var(--role-${role})`,
          '--corners': borderRadius(outline),
          '--fit': roomFor(label),
          '--glow': glow,
        } as React.CSSProperties
      }
      aria-label={
        t('canvas.node.label', { type: nodeText(language, type.type)?.name ?? type.type, label, size: size ?? '?', count: size ?? 0 })
        + (ablation ? `, ${t(`ablation.${ablation}`)}` : '')
      }
    >
      {shape === 'carousel' && <Carousel width={box.width} gated={wired.includes('in:forget')} />}
      <div className="plate" />
      <header className="head" style={{ height: HEADER }}>
        <Glyph path={glyph} role={role} />
        <Label item={id} label={label} title={label === id ? undefined : id} onRename={rename} />
        {delay !== undefined && (
          <span className="delay">
            z<sup>{delayPower(delay, spec.direction === 'backward')}</sup>
          </span>
        )}
        {data.member && (
          <span
            className={`family ${data.member.owner === id ? 'owner' : ''}`}
            data-family={data.member.family}
            title={t('canvas.node.shared-bias', { owner: data.member.owner })}
          >
            b{data.member.family}
          </span>
        )}
        {type.fixedInputs && (
          <svg className="lock" width="12" height="12" viewBox="0 0 16 16" aria-label={t('canvas.node.fixed')}>
            <path d={LOCK} fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
          </svg>
        )}
        <span className="size number">{size === undefined ? '?' : numeral(size)}</span>
      </header>
      <div className="body">
        <Body node={id} round={round} units={size ?? 12} width={round ? FIELD : box.width - 3} height={round ? FIELD : box.height - HEADER - CAPTION - 2} />
      </div>
      {ablation && <Aside type={type} mirrored={mirrored} ablation={ablation} />}
      <Caption node={id} spec={spec} type={type} />
      <Ports node={id} type={type} mirrored={mirrored} wired={wired} size={size} language={language} />
      {severity && <Badge severity={severity} id={id} title={problems.map((p) => problemText(language, p)).join('\n')} />}
      <span className="tile">{label}</span>
    </div>
  )
})
