import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { frames } from '../app/engine'
import { Row } from '../controls/Row'

/** Size of a wire's weights while they are trained; written past React, at the pace of frames. */
export function Norm({ edge }: { readonly edge: string }) {
  const { t } = useTranslation()
  const place = useRef<HTMLOutputElement>(null)
  useEffect(() => {
    const element = place.current
    if (element) element.textContent = '–'
    return frames.subscribe((frame) => {
      const norm = frame.norms[edge]
      if (element && norm !== undefined) element.textContent = norm.toFixed(4)
    })
  }, [edge])
  return (
    <Row label={t('inspector.norm')} help={t('inspector.norm.help')} name="norm">
      {(id) => <output ref={place} id={id} className="number inspector-value" />}
    </Row>
  )
}
