import { useEffect, useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { chooseMoment, momentStore } from '../../workspace/engine'
import { pokeKey, withPoke } from '../../workspace/poke'
import { usePlotTheme } from '../plot/theme'

/** Number of steps of a curve, from the start of the moment's window. */
const STEPS = 64
const REACH = 3

/** A curve drawn by hand over 64 steps, whose values a unit then takes. */
export function Curve({ port, unit }: { readonly port: string; readonly unit: number }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const canvas = useRef<HTMLCanvasElement>(null)
  const poke = useStore(momentStore, ({ pokes }) => pokes.find((other) => pokeKey(other) === `set ${port} ${unit}`))
  const length = useStore(momentStore, (state) => state.extent?.length ?? 0)
  const page = useStore(momentStore, (state) => STEPS * Math.floor(state.step / STEPS))
  const now = useStore(momentStore, (state) => state.step)
  const steps = Math.max(1, Math.min(STEPS, length - page))
  const drawn = useRef<{ readonly values: number[]; last: number }>(undefined)
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context) return
    const ratio = devicePixelRatio || 1
    const [w, h] = [element.clientWidth, element.clientHeight]
    element.width = Math.round(w * ratio)
    element.height = Math.round(h * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.strokeStyle = theme.line
    context.strokeRect(0.5, 0.5, w - 1, h - 1)
    context.beginPath()
    context.moveTo(0, h / 2)
    context.lineTo(w, h / 2)
    context.stroke()
    context.fillStyle = theme.accent
    context.fillRect(((now - page + 0.5) * w) / steps, 0, 1, h)
    if (poke?.kind !== 'set') return
    context.strokeStyle = theme.output
    context.lineWidth = 1.5
    context.beginPath()
    for (let s = 0; s < steps; s++) {
      const t = page + s
      if (t < poke.first || (poke.end !== null && t >= poke.end)) continue
      const y = h / 2 - (poke.values[Math.min(t - poke.first, poke.values.length - 1)]! / REACH) * (h / 2 - 2)
      context.lineTo((s * w) / steps, y)
      context.lineTo(((s + 1) * w) / steps, y)
    }
    context.stroke()
  }, [poke, theme, page, steps, now])
  const follow = (event: PointerEvent<HTMLCanvasElement>, begins: boolean): void => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    const s = Math.max(0, Math.min(steps - 1, Math.floor(((event.clientX - left) / width) * steps)))
    const value = Math.round(Math.max(-1, Math.min(1, 1 - (2 * (event.clientY - top)) / height)) * REACH * 100) / 100
    if (begins || !drawn.current) {
      const before = poke?.kind === 'set' && poke.first === page && poke.values.length === steps ? [...poke.values] : new Array<number>(steps).fill(0)
      drawn.current = { values: before, last: s }
    }
    // A fast stroke skips steps; those between get the value too.
    const { values, last } = drawn.current
    for (let at = Math.min(last, s); at <= Math.max(last, s); at++) if (at !== last || begins) values[at] = value
    values[s] = value
    drawn.current.last = s
    chooseMoment(withPoke({ kind: 'set', port, unit, values: [...values], first: page, end: page + steps }))
  }
  return (
    <canvas
      ref={canvas}
      className="poke-curve"
      role="img"
      aria-label={t('poke.curve', { unit: unit + 1, first: page, last: page + steps - 1 })}
      title={t('poke.curve', { unit: unit + 1, first: page, last: page + steps - 1 })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        follow(event, true)
      }}
      onPointerMove={(event) => event.buttons === 1 && follow(event, false)}
      onPointerUp={() => (drawn.current = undefined)}
    />
  )
}
