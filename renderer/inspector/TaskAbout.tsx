import { useTranslation } from 'react-i18next'
import { tasks } from '../../engine/data/tasks'

/** Describes a built-in task: its definition, its criterion and its authors; nothing for an unknown task. */
export function TaskAbout({ task }: { readonly task: string }) {
  const { t } = useTranslation()
  const known = Object.hasOwn(tasks, task) ? tasks[task] : undefined
  if (!known) return null
  return (
    <dl className="inspector-about">
      <dt>{t('task.about')}</dt>
      <dd>{t(`task.${task}.about`)}</dd>
      <dt>{t('task.source')}</dt>
      <dd lang="en">{known.source}</dd>
    </dl>
  )
}
