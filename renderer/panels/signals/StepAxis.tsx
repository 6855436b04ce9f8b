import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { watch } from '../../workspace/engine'
import { linearTicks } from '../plot/ticks'
import { GUTTER, RIGHT } from './paintLines'

/** Steps back from the newest one, below the rows; the labels stay in place while signals move. */
export function StepAxis({ node }: { readonly node: string }) {
  const { t } = useTranslation()
  const [steps, setSteps] = useState(0)
  /** The newest displayed step, if a moment is held. */
  const [newest, setNewest] = useState<number>()
  useEffect(() => {
    const watching = watch({ kind: 'signal', port: node }).subscribe((signal) => {
      setSteps(signal?.room ?? 0)
      setNewest(signal?.at === undefined ? undefined : signal.step)
    })
    return () => watching.unsubscribe()
  }, [node])
  if (steps < 2) return null
  const last = steps - 1
  return (
    <div className="signal-axis figure" style={{ marginLeft: GUTTER, marginRight: RIGHT }} aria-hidden>
      {linearTicks(0, last, 6)
        .filter(Number.isInteger)
        .map((back) => (
          <span key={back} style={{ left: `${100 * (1 - back / last)}%` }}>
            {newest !== undefined ? newest - back : back === 0 ? t('panels.signals.now') : t('panels.signals.back', { count: back })}
          </span>
        ))}
    </div>
  )
}
