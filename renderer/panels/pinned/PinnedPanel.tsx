import { useTranslation } from 'react-i18next'
import { usePinned } from '../../workspace/pinned'
import { Empty } from '../Empty'
import { PinnedPlot } from './PinnedPlot'
import './pinned.css'

/** The pinned plots in the panel, side by side. */
export function PinnedPanel() {
  const { t } = useTranslation()
  const plots = usePinned()
  const here = plots.filter(({ standing }) => standing === 'panel')
  if (here.length === 0) return <Empty text={t(plots.length > 0 ? 'pinned.elsewhere' : 'pinned.empty')} />
  return (
    <div className="panel-pinned">
      {here.map((plot) => (
        <PinnedPlot key={plot.id} pinned={plot} />
      ))}
    </div>
  )
}
