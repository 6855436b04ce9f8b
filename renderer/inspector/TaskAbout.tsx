import { useTranslation } from 'react-i18next'
import { tasks } from '../../engine/data/tasks'

/** How a built-in task is defined, when it counts as solved, and whose it is; nothing for a task that is not known. */
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
